import { isHoldfastError } from '../../../shared/model/errors.ts';
import type { Run } from './run.ts';

/** Reasons that a place gives while what it lies on is not there. */
const away: ReadonlySet<unknown> = new Set(['place-gone', 'not-a-folder']);

/** What stopped a run, where that may be over by itself: a drive that is plugged in again, a network that is back. */
export function stoppedBy(error: unknown): Run['stoppedBy'] {
  if (!isHoldfastError(error)) return undefined;
  if (away.has(error.details['reason'])) return 'place-away';
  return error.code === 'network' ? 'network' : undefined;
}
