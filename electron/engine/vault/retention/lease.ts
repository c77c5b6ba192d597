import { HoldfastError } from '../../../../shared/model/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Vault } from '../vault.ts';
import { type Ledger, type Lease, readLedger, writeLedger } from './ledger.ts';
import { remembering } from './removed.ts';

export interface LeaseOwner {
  /** Tells one computer's home from another's. */
  readonly id: string;
  /** For people: what the computer is called. */
  readonly name: string;
}

const leaseMs = 60 * 60 * 1000;

/**
 * The right to thin out a place. It ends by itself, and its owner stops deleting then; as it does when another one has it, whose clock may say that it ended: the place tells
 * backups only what the last one to write announced, so that what is deleted by anybody else would be missed by them.
 */
export class HeldLease {
  readonly #vault: Vault;
  readonly #clock: Clock;
  readonly #owner: LeaseOwner;
  readonly #signal: AbortSignal;
  #ledger: Ledger;
  #lease: Lease;
  /** When this one took or prolonged the lease. */
  readonly #ours = new Set<string>();
  /** Who was stopped while thinning out this place, where somebody was. */
  readonly takenOverFrom: Lease | undefined;

  private constructor(vault: Vault, clock: Clock, owner: LeaseOwner, signal: AbortSignal, ledger: Ledger) {
    this.#vault = vault;
    this.#clock = clock;
    this.#owner = owner;
    this.#signal = signal;
    this.takenOverFrom = ledger.lease ?? undefined;
    this.#lease = this.#fresh();
    this.#ledger = { ...ledger, lease: this.#lease, deleting: [] };
  }

  /** @throws conflict while another computer thins out this place; permission-denied where nothing can be overwritten. */
  static async take(vault: Vault, clock: Clock, owner: LeaseOwner, signal: AbortSignal): Promise<HeldLease> {
    const ledger = await readLedger(vault, signal);
    const { lease } = ledger;
    // The same home is kept by one process at a time, so that its own lease is that of one which was stopped.
    if (lease !== null && lease.owner !== owner.id && clock.now().getTime() < Date.parse(lease.expiresAt)) {
      throw new HoldfastError('conflict', `Old backups in this place are being removed by another computer (${lease.name.slice(0, 60)}) just now.`, {
        nextStep: 'Let it finish, then try again. If it was switched off, this goes on by itself after an hour.',
        details: { reason: 'leased' },
      });
    }
    const held = new HeldLease(vault, clock, owner, signal, ledger);
    await writeLedger(vault, held.#ledger, signal);
    return held;
  }

  get ledger(): Ledger {
    return this.#ledger;
  }

  /** Says which backups are about to be removed, so that whoever goes on after a kill knows that they were verified, and no other place brings them back. */
  async announceRemoving(removing: Ledger['removing'], names: readonly string[]): Promise<void> {
    this.#ledger = { ...this.#ledger, removing: [...removing], ...remembering(this.#ledger, names) };
    await this.#write();
  }

  /** Says what is about to be deleted, before new backups are looked for a last time. */
  async announce(unreached: Ledger['unreached'], deleting: readonly string[]): Promise<void> {
    this.#ledger = { ...this.#ledger, unreached, deleting: [...deleting] };
    await this.#write();
  }

  /** To be called before each delete: prolongs the lease in time. @throws conflict when it ended, as after a computer's sleep, or another computer has it. */
  async keep(): Promise<void> {
    const left = Date.parse(this.#lease.expiresAt) - this.#clock.now().getTime();
    if (left <= 0) throw new HoldfastError('conflict', 'Removing old backups was interrupted for too long.', { nextStep: 'Start it again: it goes on where it stopped.', details: { reason: 'lease-ended' } });
    if (left > leaseMs / 2) return this.#requireOurs();
    this.#lease = this.#fresh();
    this.#ledger = { ...this.#ledger, lease: this.#lease };
    await this.#write();
  }

  /** The end of the work: what is remembered for the next time. @param what.present names of the backups that are there */
  async finish({ present, ...what }: Pick<Ledger, 'applied' | 'unreached' | 'letsNothingGo'> & { readonly present: ReadonlySet<string> }): Promise<void> {
    this.#ledger = { ...this.#ledger, ...what, ...remembering(this.#ledger, [], present), removing: [], lease: null, deleting: [] };
    await this.#write();
  }

  /**
   * The end without having done it all. Where that cannot be written, the lease ends by itself; so it does where a delete failed, because a
   * place may still carry it out: backups have to be told until then.
   */
  async giveUp(): Promise<void> {
    if (this.#ledger.deleting.length > 0) return;
    this.#ledger = { ...this.#ledger, lease: null, deleting: [] };
    await this.#write().catch(() => undefined);
  }

  /** @throws conflict when another computer has the lease: nothing may be written over what it announced. */
  async #requireOurs(): Promise<void> {
    const { lease } = await readLedger(this.#vault, this.#signal);
    // By its time too: a home that was copied to a new computer has the same owner.
    if (lease?.owner === this.#owner.id && this.#ours.has(lease.takenAt)) return;
    const nextStep = 'Nothing to do: the next time, it goes on where it stopped.';
    const why = lease === null ? 'what was noted about it there is gone' : `another computer (${lease.name.slice(0, 60)}) began to do it`;
    throw new HoldfastError('conflict', `Removing old backups from this place stopped, because ${why}.`, { nextStep, details: { reason: 'lease-lost' } });
  }

  #fresh(): Lease {
    const now = this.#clock.now();
    this.#ours.add(now.toISOString());
    return { owner: this.#owner.id, name: this.#owner.name, takenAt: now.toISOString(), expiresAt: new Date(now.getTime() + leaseMs).toISOString() };
  }

  async #write(): Promise<void> {
    await this.#requireOurs();
    await writeLedger(this.#vault, this.#ledger, this.#signal);
  }
}
