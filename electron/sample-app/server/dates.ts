/** The two forms of a system date: stored and read back (`2026-06-01T09:23:41.481000`), and freshly created (`2026-06-01T09:23:41.481Z`). */

/** Microseconds and no zone, as records are read back. Its text order is time order. */
export function storedDate(at: Date): string {
  return `${at.toISOString().slice(0, -1)}000`;
}

/** What `create` answers for a date that it stored a moment ago. */
export function freshDate(stored: string): string {
  return `${stored.slice(0, 23)}Z`;
}

const isoDate = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * A date as a client may write it (with or without time, fraction, `Z` or offset) in the stored form, so that it can be
 * compared with a system date. Anything else is returned as it is.
 */
export function comparableDate(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const match = isoDate.exec(value.trim());
  if (match === null) return value;
  const [, day = '', minutes = '00:00', seconds = '00', fraction = '', zone] = match;
  const micros = fraction.padEnd(6, '0').slice(0, 6);
  if (zone === undefined || zone.toUpperCase() === 'Z') return `${day}T${minutes}:${seconds}.${micros}`;
  const at = new Date(`${day}T${minutes}:${seconds}${zone}`);
  return Number.isNaN(at.getTime()) ? value : `${at.toISOString().slice(0, 19)}.${micros}`;
}
