import { t } from '../../strings/translate.ts';

const usual = [30, 60, 120, 240, 480] as const;

/** How long a window may be; what was chosen elsewhere is among them. */
export function minuteChoices(chosen: number): readonly { readonly value: string; readonly label: string }[] {
  const choices: { minutes: number; label: string }[] = usual.map((minutes) => ({ minutes, label: t(`guard.minutes.${minutes}`) }));
  if (!choices.some(({ minutes }) => minutes === chosen)) choices.push({ minutes: chosen, label: t('guard.minutes.other', { count: chosen }) });
  return choices.toSorted((a, b) => a.minutes - b.minutes).map(({ minutes, label }) => ({ value: String(minutes), label }));
}
