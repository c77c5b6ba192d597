import type { Run } from '../runs/run.ts';

const minuteMs = 60_000;

/** Waits after the first, second and third failure in a row; then the schedule's own times. */
const retryMs = [5 * minuteMs, 15 * minuteMs, 60 * minuteMs];

/** The early try after failures in a row; none after a success, after somebody stopped it, or when trying early did not help. */
export function retryOf(backups: readonly Run[]): { readonly at: Date; readonly of: string } | undefined {
  const last = backups.at(-1);
  if (last === undefined || (last.state !== 'failed' && last.state !== 'interrupted')) return undefined;
  const wait = retryMs[failuresInARow(backups) - 1];
  if (wait === undefined) return undefined;
  // From its start where its end was noted late, by the next start of the program.
  const from = last.state === 'interrupted' ? last.startedAt : (last.endedAt ?? last.startedAt);
  return { at: new Date(Date.parse(from) + wait), of: last.id };
}

export function failuresInARow(backups: readonly Run[]): number {
  let failures = 0;
  for (let index = backups.length - 1; index >= 0; index -= 1) {
    const state = backups[index]?.state;
    if (state !== 'failed' && state !== 'interrupted') break;
    failures += 1;
  }
  return failures;
}
