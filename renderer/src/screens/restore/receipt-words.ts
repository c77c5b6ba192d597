import { t } from '../../strings/translate.ts';

/** Of restores that were taken back since: what a receipt says was so then, and is so no more. Undefined where all of it still holds. `states`: as the list of restores has them. */
export function takenBackWords(states: readonly (string | undefined)[]): string | undefined {
  const back = states.filter((state) => state === 'undone').length;
  if (back === 0) return undefined;
  return back === states.length ? t('restore.receipt.undone') : t('restore.receipt.undone.some', { count: back, of: states.length });
}
