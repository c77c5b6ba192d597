import { locale } from '../../strings/translate.ts';

const thisYear = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const otherYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });

/** `Thu 12 Nov, 14:00`: a backup's moment, always the same however long one looks at it. */
export function formatMoment(instant: string): string {
  const at = new Date(instant);
  return (at.getFullYear() === new Date().getFullYear() ? thisYear : otherYear).format(at);
}
