import type { Overview } from './situation.ts';

type Need = Overview['needs'][number];

/** The sentence and the one button of the screen say these already; alarms about the data stand above the needs, with their two answers, and so does an emergency. */
const saidAbove: ReadonlySet<Need['kind']> = new Set(['emergency-open', 'no-backup', 'no-place', 'anomaly']);
/** What a backup that goes on is putting right just now needs nobody. */
const putRightByBackup: ReadonlySet<Need['kind']> = new Set(['overdue', 'run-interrupted']);

/** The needs to list, each said once: a backup that failed because a place is away is told as the place that is away. */
export function listed({ needs }: Pick<Overview, 'needs'>, busy: boolean): readonly Need[] {
  const places = new Set(needs.flatMap((need) => (need.kind === 'place-behind' && need.back !== true && need.error !== undefined ? [need.error.message] : [])));
  return needs.filter((need) => !saidAbove.has(need.kind) && !(busy && putRightByBackup.has(need.kind)) && !(need.kind === 'run-failed' && places.has(need.error.message)));
}
