/** A text that Postgres reads as the same moment or day: with a zone, without one, or a day alone. */
export type DateKind = 'timestamptz' | 'timestamp' | 'date';

const pattern = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d):(\d\d)(?:\.\d{1,6})?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?)?$/;

/** Undefined for what is no date, or one that Postgres would not keep to the last digit. */
export function dateKindOf(text: string): DateKind | undefined {
  if (text.length > 40) return undefined;
  const found = pattern.exec(text);
  if (found === null) return undefined;
  const [, year = '', month = '', day = '', hour, minute = '', second = '', zone] = found;
  if (Number(year) < 1 || Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > daysIn(Number(year), Number(month))) return undefined;
  if (hour === undefined) return 'date';
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return zone === undefined ? 'timestamp' : 'timestamptz';
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
