import type { FaultEngine } from './fault-engine.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Recorder } from './recorder.ts';
import type { SampleAppOptions } from '../options.ts';
import type { AppStore } from './store/app-store.ts';
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
  readonly broadcast: Broadcast;
}

export type ChangeType = 'create' | 'update' | 'delete';

/** Tells subscribers of the entity about a change of a record. */
export type Broadcast = (entity: string, type: ChangeType, record: { readonly [field: string]: unknown }) => void;
