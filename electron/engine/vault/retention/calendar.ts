import { HoldfastError } from '../../../../shared/model/errors.ts';

/** The day, week and month of an instant as people in a time zone count them. */
export interface CalendarDay {
  /** `2026-03-01` */
  readonly day: string;
  /** The Monday the week begins with. */
  readonly week: string;
  /** `2026-03` */
  readonly month: string;
}

/** @throws invalid-input for a time zone that this computer does not know. */
export function calendarOf(timeZone: string): (instant: Date) => CalendarDay {
  const format = formatFor(timeZone);
  return (instant) => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const [year = 0, month = 1, date = 1] = [parts.get('year'), parts.get('month'), parts.get('day')];
    // Arithmetic on dates alone, in UTC: no clock is put forward or back there.
    const day = new Date(Date.UTC(year, month - 1, date));
    const sinceMonday = (day.getUTCDay() + 6) % 7;
    const monday = new Date(Date.UTC(year, month - 1, date - sinceMonday));
    return { day: isoDay(day), week: isoDay(monday), month: isoDay(day).slice(0, 7) };
  };
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, calendar: 'gregory', numberingSystem: 'latn', year: 'numeric', month: 'numeric', day: 'numeric' });
  } catch (cause) {
    throw new HoldfastError('invalid-input', 'That time zone is not known here.', { nextStep: 'Use a name like “Europe/Oslo”, or UTC.', cause });
  }
}

function isoDay(day: Date): string {
  return day.toISOString().slice(0, 10);
}
