import { locale, t } from './translate.ts';

const whole = new Intl.NumberFormat(locale);
const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' });
const dayTime = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const dayYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;

export function formatCount(value: number): string {
  return whole.format(value);
}

/** Decimal units, as file managers and providers count: `4.2 MB`. */
export function formatBytes(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return new Intl.NumberFormat(locale, { style: 'unit', unit: units[step] ?? 'byte', unitDisplay: step === 0 ? 'long' : 'short', maximumFractionDigits: step === 0 || value >= 100 ? 0 : 1 }).format(value);
}

/** `8 s`, `4 min`, `3 h 46 min`, `2 d 4 h`: the two largest units, what is below the smaller one left out. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 1) return t('time.under-a-second');
  if (seconds < 60) return t('time.seconds', { s: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes < 5 && seconds % 60 > 0 ? t('time.minutes-seconds', { m: minutes, s: seconds % 60 }) : t('time.minutes', { m: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 > 0 ? t('time.hours-minutes', { h: hours, m: minutes % 60 }) : t('time.hours', { h: hours });
  const days = Math.floor(hours / 24);
  return hours % 24 > 0 ? t('time.days-hours', { d: days, h: hours % 24 }) : t('time.days', { d: days });
}

/** `just now`, `8 minutes ago`, `in 3 hours`, `yesterday 14:05`, then the date. */
export function formatWhen(instant: string, now: number): string {
  const at = new Date(instant);
  const past = now - at.getTime();
  const apart = Math.abs(past);
  if (apart < 45_000) return past >= 0 ? t('time.just-now') : t('time.now');
  if (apart < 45 * 60_000) return relative.format(-Math.round(past / 60_000), 'minute');
  if (apart < 18 * 3_600_000) return relative.format(-Math.round(past / 3_600_000), 'hour');
  const days = Math.round((startOfDay(at.getTime()) - startOfDay(now)) / 86_400_000);
  if (Math.abs(days) <= 1) return `${relative.format(days, 'day')} ${clock.format(at)}`;
  return apart < 300 * 86_400_000 ? dayTime.format(at) : dayYear.format(at);
}

/** Everything about the instant, in the person's zone: for the hover. */
export function formatExactly(instant: string): string {
  return dateTime.format(new Date(instant));
}

function startOfDay(ms: number): number {
  const day = new Date(ms);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
}
