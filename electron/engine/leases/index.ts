import type { Journal } from '../activity/journal.ts';
import type { VaultFinder } from '../calls/app-vault.ts';
import type { Log } from '../calls/dependencies.ts';
import type { Clock } from '../ports/clock.ts';
import type { Nap } from '../system/nap.ts';
import { thisComputer } from '../system/this-computer.ts';
import { ScheduleClaims } from './schedule-claims.ts';
import { sharedPlaces } from './shared-places.ts';
import { windowClaims } from './window-claims.ts';

export interface ScheduleClaimsParts {
  readonly finder: VaultFinder;
  /** The home directory. */
  readonly home: string;
  readonly journal: Pick<Journal, 'events'>;
  readonly clock: Clock;
  readonly nap: Nap;
  readonly log: Log;
  readonly closing: AbortSignal;
}

/** What a schedule asks before it begins a backup, where other computers may keep the same one (docs/adr/0024). */
export function scheduleClaims({ finder, home, journal, clock, nap, log, closing }: ScheduleClaimsParts): ScheduleClaims {
  const claims = windowClaims({
    placesOf: (app, signal) => sharedPlaces(finder, app, signal),
    clock,
    nap,
    owner: thisComputer(home),
    isOwn: (app, snapshot) => journal.events().findLast((event) => event.app === app && event.backup?.id === snapshot) !== undefined,
    log,
  });
  return new ScheduleClaims({ claims, clock, nap, log, closing });
}
