import { isHoldfastError } from '../../../shared/model/errors.ts';
import type { Clock } from '../ports/clock.ts';
import { leaseKey } from '../vault/format/names.ts';
import type { LeaseOwner } from '../vault/retention/lease.ts';
import type { Vault } from '../vault/vault.ts';
import { encodeLease, type FoundLease, type Lease, readLeases } from './lease.ts';

const minuteMs = 60_000;
/** A lease ends by itself so long after it was taken or kept. */
export const leaseMs = 10 * minuteMs;
/** Two computers' clocks may differ by so much without the one doing what the other does. */
export const skewMs = 5 * minuteMs;

/** A place that cannot delete keeps every lease; no more are left there than this. */
export const mostLeftOver = 20;

export interface Taking {
  readonly clock: Clock;
  readonly owner: LeaseOwner;
  /** When the backup was due. */
  readonly window: Date;
  readonly signal: AbortSignal;
}

export type Taken =
  | { readonly kind: 'taken'; readonly lease: HeldLease }
  | { readonly kind: 'held'; readonly by: string }
  /** The place lets nothing go, and has enough of them. */
  | { readonly kind: 'full' };

/**
 * Keeps another computer away? Only while its times can be true by this clock: one that was left by a crash, and one of a clock that is quite
 * wrong, hold up nobody for longer than `leaseMs + 2 · skewMs`.
 */
export function isBinding(lease: Lease, now: Date): boolean {
  const left = Date.parse(lease.expiresAt) - now.getTime();
  return left > -skewMs && left <= leaseMs + skewMs;
}

const tries = 4;

/**
 * The right to make the scheduled backup of a vault, as far as one place can say. Two that ask at the same time ask for the same number, and the
 * place gives it to one of them; whoever has it looks once more, and yields to another's that is there.
 * @throws what the place throws; where a put failed, a lease of this owner may be there, which holds up others until it ends.
 */
export async function takeLease(vault: Vault, { clock, owner, window, signal }: Taking): Promise<Taken> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const found = await readLeases(vault, signal);
    const holder = found.find(isAnothers);
    if (holder !== undefined) return { kind: 'held', by: nameOf(holder) };
    if (found.length >= mostLeftOver) return { kind: 'full' };
    const key = leaseKey(freeNumber(found));
    const now = clock.now();
    const lease: Lease = {
      format: 'holdfast-lease/1',
      vaultId: vault.header.vaultId,
      owner: owner.id,
      name: owner.name,
      window: window.toISOString(),
      takenAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + leaseMs).toISOString(),
    };
    try {
      await vault.store.put(key, encodeLease(lease, vault), { signal, ifAbsent: true });
    } catch (error) {
      // Somebody was first: whoever it is, is seen the next time round.
      if (isHoldfastError(error, 'conflict') && error.details['reason'] === 'already-exists') continue;
      throw error;
    }
    const beside = (await readLeases(vault, signal)).filter((each) => each.key !== key);
    const held = new HeldLease(vault, clock, key, lease, beside.flatMap((each) => (isAnothers(each) || each.lease === undefined ? [] : [each.key])));
    const rival = beside.find(isAnothers);
    if (rival === undefined) return { kind: 'taken', lease: held };
    await held.giveBack(signal);
    return { kind: 'held', by: nameOf(rival) };
  }
  return { kind: 'held', by: 'another computer' };

  function isAnothers({ lease }: FoundLease): boolean {
    // A home is kept by one process at a time: its own is that of one which was stopped.
    return lease !== undefined && lease.owner !== owner.id && isBinding(lease, clock.now());
  }
}

/** The number after the last that was given; what somebody else laid there under it is passed over. */
function freeNumber(found: readonly FoundLease[]): number {
  const foreign = new Set(found.flatMap(({ lease, number }) => (lease === undefined ? [number] : [])));
  let number = Math.max(0, ...found.flatMap((each) => (each.lease === undefined ? [] : [each.number]))) + 1;
  while (foreign.has(number)) number += 1;
  return number;
}

function nameOf({ lease }: FoundLease): string {
  return lease?.name.slice(0, 60) ?? 'another computer';
}

/** A lease that this computer has. */
export class HeldLease {
  readonly #vault: Vault;
  readonly #clock: Clock;
  readonly #key: string;
  readonly #lease: Lease;
  /** Leases that nobody holds any more. */
  readonly #leftOver: readonly string[];

  constructor(vault: Vault, clock: Clock, key: string, lease: Lease, leftOver: readonly string[]) {
    this.#vault = vault;
    this.#clock = clock;
    this.#key = key;
    this.#lease = lease;
    this.#leftOver = leftOver;
  }

  /** Prolongs it. @throws what the place throws. */
  async keep(signal: AbortSignal): Promise<void> {
    const expiresAt = new Date(this.#clock.now().getTime() + leaseMs).toISOString();
    await this.#vault.store.put(this.#key, encodeLease({ ...this.#lease, expiresAt }, this.#vault), { signal });
  }

  /** The end of it; clears away what others left. Where nothing can be deleted it ends by itself. Never rejects. */
  async giveBack(signal: AbortSignal): Promise<void> {
    // Its own last: until then nobody begins anew with a number that is about to be free.
    for (const key of [...this.#leftOver, this.#key]) await this.#vault.store.delete(key, { signal }).catch(() => undefined);
  }
}
