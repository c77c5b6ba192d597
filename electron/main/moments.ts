import { strings } from './strings.ts';

/** A moment as a menu shows it: exact, since a menu stays open and cannot say more on hover. In the zone of this computer. */
export function moment(at: Date, now: Date, locale?: string): string {
  const time = at.toLocaleTimeString(locale, { timeStyle: 'short' });
  const days = dayNumber(at) - dayNumber(now);
  if (days === 0) return strings.moment.today(time);
  if (days === -1) return strings.moment.yesterday(time);
  if (days === 1) return strings.moment.tomorrow(time);
  return `${at.toLocaleDateString(locale, { day: 'numeric', month: 'short', year: at.getFullYear() === now.getFullYear() ? undefined : 'numeric' })}, ${time}`;
}

/** Days of the calendar, whatever the clock does in between. */
function dayNumber(at: Date): number {
  return Math.round(Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / 86_400_000);
}
