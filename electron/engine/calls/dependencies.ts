import type { Clock } from '../ports/clock.ts';
import type { GoogleAddresses, GoogleClientId } from '../ports/google-accounts.ts';
import type { Keychain } from '../ports/keychain.ts';

/** What goes on, for the program's log: a sentence and small facts. Never a secret or a record. */
export type Log = (message: string, facts?: Readonly<Record<string, string | number | boolean>>) => void;

/** Everything the engine takes from outside; a host chooses it (`systemDependencies` for this computer). */
export interface EngineDependencies {
  /** Directory for settings, locks, checkpoints and scratch files. Nothing is written elsewhere but in places. */
  readonly home: string;
  readonly version: string;
  readonly clock: Clock;
  readonly keychain: Keychain;
  readonly fetch: typeof fetch;
  /** 0 ≤ n < 1; for spreading retries and choosing samples, not for secrets. */
  readonly random: () => number;
  readonly log: Log;
  /** Something went wrong that is our own doing (`bug`): for a report. Must not throw. */
  readonly onBug?: ((error: unknown) => void) | undefined;
  /** Absent for Google where it really is, and for the client id of this build. `wayBack`: a link from the browser to the window, where there is one. */
  readonly google?: { readonly addresses?: GoogleAddresses; readonly client?: GoogleClientId; readonly wayBack?: string } | undefined;
  /** Threads that compress and encrypt; absent = by the computer's cores. */
  readonly workers?: number;
}
