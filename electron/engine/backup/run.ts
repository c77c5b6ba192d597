import type { Progress } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import type { Source } from '../ports/source.ts';
import type { ChunkReader } from '../vault/chunk-reader.ts';
import type { VaultKeys } from '../vault/crypto/keys.ts';
import type { SegmentWriter } from '../vault/segment-writer.ts';
import type { Damage } from './damage.ts';

/** What every step of one backup works with. */
export interface Run {
  readonly source: Source;
  readonly clock: Clock;
  /** 0 ≤ n < 1 */
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly keys: VaultKeys;
  readonly writer: SegmentWriter;
  /** Reads chunks of earlier backups and of this one (after a flush). */
  readonly reader: ChunkReader;
  /** A directory of this computer for what does not fit in memory; removed with the run. */
  readonly scratch: string;
  /** What was found damaged in the place; grows during the run. */
  readonly damage: Damage;
  readonly progress: (progress: Progress) => void;
  readonly warn: (warning: string) => void;
}
