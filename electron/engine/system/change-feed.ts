import type { z } from 'zod';
import type { change } from '../../../shared/contract/changes.ts';

export type Change = z.infer<typeof change>;

/** Tells whoever listens what to ask again. Nothing is kept for those who come later: they ask everything anyway. */
export interface ChangeFeed {
  publish(change: Change): void;
  /** Every change from now on until the signal stops it. A slow listener gets each topic once, not each event. */
  listen(signal: AbortSignal): AsyncIterableIterator<Change>;
}
