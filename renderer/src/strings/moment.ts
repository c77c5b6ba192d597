import { locale, t } from './translate.ts';

const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const clockSeconds = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const dateYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });

/** A moment by which one backup is told from another: `today 12:00`, `yesterday 16:20`, `17 Nov 18:00`. */
export function formatMoment(instant: string, now: number, precise = false): string {
  const at = new Date(instant);
  const time = (precise ? clockSeconds : clock).format(at);
  const days = Math.round((startOfDay(at.getTime()) - startOfDay(now)) / 86_400_000);
  if (days === 0) return t('compare.moment.today', { time });
  if (days === -1) return t('compare.moment.yesterday', { time });
  return t('compare.moment.day', { day: formatDay(instant, now), time });
}

/** `17 Nov`, with the year where it is another one. */
export function formatDay(instant: string, now: number): string {
  const at = new Date(instant);
  return (at.getFullYear() === new Date(now).getFullYear() ? date : dateYear).format(at);
}

const calendarMonth = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
const calendarDate = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** A day of a calendar (`2026-03-01`) as people write it, or only its month; undefined for what is none. */
export function calendarDay(day: string, onlyMonth: boolean): string | undefined {
  const at = new Date(`${day}T00:00:00.000Z`);
  if (Number.isNaN(at.getTime())) return undefined;
  return (onlyMonth ? calendarMonth : calendarDate).format(at);
}

export function formatClock(instant: string): string {
  return clock.format(new Date(instant));
}

/** Two moments that can be told apart: with seconds where they are of the same minute. */
export function formatMoments(from: string, to: string, now: number): { readonly from: string; readonly to: string } {
  const plain = { from: formatMoment(from, now), to: formatMoment(to, now) };
  return plain.from === plain.to ? { from: formatMoment(from, now, true), to: formatMoment(to, now, true) } : plain;
}

/** `between yesterday 12:00 and today 12:00`, shorter where both are of today. */
export function formatSpan(from: string, to: string, now: number): string {
  const today = startOfDay(now);
  if (startOfDay(Date.parse(from)) !== today || startOfDay(Date.parse(to)) !== today) return t('compare.span.between', formatMoments(from, to, now));
  const [begin, end] = [new Date(from), new Date(to)];
  const format = clock.format(begin) === clock.format(end) ? clockSeconds : clock;
  return t('compare.span.today', { from: format.format(begin), to: format.format(end) });
}

/** First letter large, for the beginning of a line. */
export function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase('en') + text.slice(1);
}

function startOfDay(ms: number): number {
  const day = new Date(ms);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
}
