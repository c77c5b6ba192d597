import { isHoldfastError, toPlainError } from '../../../shared/model/errors.ts';
import type { Log } from '../calls/dependencies.ts';
import type { Clock } from '../ports/clock.ts';
import type { Nap } from '../system/nap.ts';
import type { DecodedStatus } from '../vault/format/status.ts';
import type { LeaseOwner } from '../vault/retention/lease.ts';
import { readStatus } from '../vault/status.ts';
import { type HeldLease, leaseMs, takeLease } from './held-lease.ts';
import { type BackupWindow, madeAlready, type SeenBackups } from './made-already.ts';
import type { SharedPlaces, VaultAt } from './shared-places.ts';

export interface WindowClaimsDeps {
  readonly placesOf: (app: string, signal: AbortSignal) => Promise<SharedPlaces>;
  readonly clock: Clock;
  readonly nap: Nap;
  readonly owner: LeaseOwner;
  /** Did this computer make that backup of the app? */
  readonly isOwn: (app: string, snapshot: string) => boolean;
  readonly log: Log;
}

/** What becomes of a window of the schedule that two computers may both be about to do. */
export type Claim =
  /** This computer makes the backup; `isCertain` = no other does as long as this is not given back. To be given back whatever comes of it. */
  | { readonly kind: 'go'; readonly isCertain: boolean; giveBack(): Promise<void> }
  /** Every place has one of this window, made elsewhere: complete, read back, its reading begun then. */
  | { readonly kind: 'made'; readonly readAt: string }
  /** Another computer is about it. Ask again in a minute. */
  | { readonly kind: 'held'; readonly by: string };

export interface WindowClaims {
  /**
   * Asks the app's places whether this computer is to make the backup of a window. Whatever cannot be found out is answered with `go`: a backup too many does no
   * harm, one too few does. @throws cancelled.
   */
  claim(app: string, window: BackupWindow, signal: AbortSignal): Promise<Claim>;
}

export function windowClaims({ placesOf, clock, nap, owner, isOwn, log }: WindowClaimsDeps): WindowClaims {
  const seen = new Map<string, SeenBackups>();

  async function whenMade(app: string, { vaults, areAll }: SharedPlaces, window: BackupWindow, signal: AbortSignal): Promise<string | undefined> {
    if (!areAll) return undefined;
    const statuses = new Map<string, DecodedStatus | undefined>();
    for (const { name, vault } of vaults) statuses.set(name, await readStatus(vault, signal).catch(unlessCancelled));
    const known: SeenBackups = seen.get(app) ?? new Map();
    seen.set(app, known);
    return madeAlready(statuses, window, { now: clock.now(), seen: known, isOwn: (snapshot) => isOwn(app, snapshot) });
  }

  async function claim(app: string, window: BackupWindow, signal: AbortSignal): Promise<Claim> {
    const places = await placesOf(app, signal);
    const made = await whenMade(app, places, window, signal);
    if (made !== undefined) return { kind: 'made', readAt: made };
    const held: HeldLease[] = [];
    try {
      const taken = await takeEverywhere(places.vaults, window, signal, held);
      // Whoever had it may have been done a moment ago.
      const since = taken.by === undefined ? await whenMade(app, places, window, signal) : undefined;
      if (taken.by === undefined && since === undefined) return go(held, taken.isCertain);
      await giveBack(held);
      return since === undefined ? { kind: 'held', by: taken.by ?? '' } : { kind: 'made', readAt: since };
    } catch (error) {
      await giveBack(held);
      throw error;
    }
  }

  /** Takes a lease in each place that gives one, unless another computer has it there. */
  async function takeEverywhere(vaults: readonly VaultAt[], { dueAt }: BackupWindow, signal: AbortSignal, held: HeldLease[]): Promise<{ readonly isCertain: boolean; readonly by?: string }> {
    // Before the first backup there is no vault that two could share.
    let isCertain = vaults.length === 0;
    for (const { name, vault } of vaults) {
      try {
        const taken = await takeLease(vault, { clock, owner, window: dueAt, signal });
        if (taken.kind === 'held') return { isCertain: false, by: taken.by };
        if (taken.kind === 'full') continue;
        held.push(taken.lease);
        isCertain ||= vault.store.capabilities.createOnly;
      } catch (error) {
        unlessCancelled(error);
        log('A place could not be asked who makes the scheduled backup.', { place: name, code: toPlainError(error).code });
      }
    }
    return { isCertain };
  }

  function go(held: readonly HeldLease[], isCertain: boolean): Claim {
    const working = new AbortController();
    const keeping = keep(held, working.signal);
    return {
      kind: 'go',
      isCertain,
      async giveBack() {
        working.abort();
        // One that is being prolonged would be there again after it was given back.
        await keeping;
        await giveBack(held);
      },
    };
  }

  /** As long as the backup takes. Never rejects. */
  async function keep(held: readonly HeldLease[], signal: AbortSignal): Promise<void> {
    while (held.length > 0 && !signal.aborted) {
      await nap(leaseMs / 2, signal);
      for (const lease of held) {
        if (!signal.aborted) await lease.keep(signal).catch((error: unknown) => log('A lease could not be prolonged.', { code: toPlainError(error).code }));
      }
    }
  }

  return {
    async claim(app, window, signal) {
      try {
        return await claim(app, window, signal);
      } catch (error) {
        unlessCancelled(error);
        log('It could not be found out whether another computer makes the scheduled backup.', { code: toPlainError(error).code });
        return { kind: 'go', isCertain: false, giveBack: async () => undefined };
      }
    },
  };
}

/** Also when the work was stopped: what is not given back holds up the others until it ends. */
async function giveBack(held: readonly HeldLease[]): Promise<void> {
  const { signal } = new AbortController();
  for (const lease of held) await lease.giveBack(signal);
}

/** A place that does not answer has no backup that is known. @throws cancelled. */
function unlessCancelled(error: unknown): undefined {
  if (isHoldfastError(error, 'cancelled')) throw error;
}
