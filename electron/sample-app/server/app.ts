import type { FaultEngine } from './fault-engine.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Recorder } from './recorder.ts';
import type { SampleAppOptions } from '../options.ts';
import type { Restores } from './restores.ts';
import type { AppStore, DataEnvironment } from './store/app-store.ts';
import type { Row } from './store/row.ts';
import type { Tokens } from './tokens.ts';

/** What every handler works with: the running server's parts. */
export interface App {
  readonly options: SampleAppOptions;
  readonly url: string;
  /** Signs cursors and file addresses; the same for the same app and seed. */
  readonly secret: string;
  readonly now: () => Date;
  readonly store: AppStore;
  readonly tokens: Tokens;
  readonly faults: FaultEngine;
  readonly limits: RateLimits;
  readonly recorder: Recorder;
  readonly restores: Restores;
  readonly broadcast: Broadcast;
}

export type ChangeType = 'create' | 'update' | 'delete';

/** Tells those who subscribed to the entity, and may read the record, about a change of it. */
export type Broadcast = (environment: DataEnvironment, entity: string, type: ChangeType, row: Row) => void;
