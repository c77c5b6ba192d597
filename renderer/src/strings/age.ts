import { locale, t } from './translate.ts';

const minuteMs = 60_000;
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const dayAndClock = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** An age for a sentence, in its largest unit and never rounded up: `under a minute`, `8 minutes`, `3 hours`, `2 days`. */
export function ageInWords(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / minuteMs));
  if (minutes < 1) return t('home.age.moments');
  if (minutes < 60) return t('home.age.minutes', { count: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? t('home.age.hours', { count: hours }) : t('home.age.days', { count: Math.floor(hours / 24) });
}

/** `12:01`, and with its day where that is not today. */
export function clockTime(instant: string, now: number): string {
  const at = new Date(instant);
  return at.toDateString() === new Date(now).toDateString() ? clock.format(at) : dayAndClock.format(at);
}

/** Hours as a person says a period or a limit: `24 hours`, `7 days`. */
export function hoursInWords(hours: number): string {
  return hours > 24 && hours % 24 === 0 ? t('home.age.days', { count: hours / 24 }) : t('home.age.hours', { count: hours });
}
