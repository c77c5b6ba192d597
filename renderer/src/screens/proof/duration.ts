import { formatDuration } from '../../strings/numbers.ts';
import { locale, t } from '../../strings/translate.ts';

const seconds = new Intl.NumberFormat(locale, { style: 'unit', unit: 'second', unitDisplay: 'long', maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat(locale, { style: 'unit', unit: 'second', unitDisplay: 'short', minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** In a sentence: "41 seconds". */
export function spokenDuration(ms: number): string {
  if (ms < 1000) return t('time.under-a-second');
  return ms < 60_000 ? seconds.format(Math.round(ms / 1000)) : formatDuration(ms);
}

/** Beside others, where tenths of a second tell them apart. */
export function fineDuration(ms: number): string {
  return ms < 10_000 ? tenths.format(ms / 1000) : formatDuration(ms);
}
