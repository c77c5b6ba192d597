const readBack = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z?$/;
const platformDate = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * A date that Base44 set itself, in one fixed width: UTC with microseconds and `Z`. Base44 writes the same moment with
 * `Z` and milliseconds when a record is created, and without a zone and with microseconds when it is read (both mean
 * UTC), so that unchanged records would look changed. A text that is no such date, or is more precise, stays as it is.
 */
export function utcMicroseconds(text: string): string {
  // The common form first, without taking it apart: this runs twice for every record.
  if (readBack.test(text)) return text.length === 26 ? `${text}Z` : text;
  const [, day = '', time = '', fraction = '', zone = ''] = platformDate.exec(text) ?? [];
  if (day === '' || /[1-9]/.test(fraction.slice(6))) return text;
  const microseconds = fraction.slice(0, 6).padEnd(6, '0');
  if (zone === '' || zone === 'Z') return `${day}T${time}.${microseconds}Z`;
  const moment = Date.parse(`${day}T${time}${zone}`);
  return Number.isNaN(moment) ? text : `${new Date(moment).toISOString().slice(0, 19)}.${microseconds}Z`;
}

/** A moment as Base44 writes it when it is read: UTC with microseconds and no zone, or with `Z` where the app's own dates have it. */
export function platformText(moment: Date, like: string): string {
  return `${moment.toISOString().slice(0, 23)}000${like.endsWith('Z') ? 'Z' : ''}`;
}

/** Milliseconds since 1970 of a date as Base44 writes it; undefined when it is none. */
export function platformMoment(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  const utc = utcMicroseconds(text);
  if (!platformDate.test(utc)) return undefined;
  const moment = Date.parse(utc);
  return Number.isNaN(moment) ? undefined : moment;
}
