import { toPlainError } from '../../../shared/model/errors.ts';
import type { Log } from '../calls/dependencies.ts';
import type { Clock } from '../ports/clock.ts';
import { readServiceOwner, type ServiceLock, type ServiceOwner, tryServiceLock } from '../system/service-lock.ts';

export interface KeepingDeps {
  /** The home directory. */
  readonly home: string;
  readonly clock: Clock;
  /** What this one is called where another program finds the home taken. */
  readonly program: string;
  readonly log: Log;
  readonly closing: AbortSignal;
  /** Reads what the other program wrote until now and ends what it left: nothing was begun by this one yet. */
  readonly takeIn: () => Promise<void>;
  /** From now on this one keeps the schedule. @param from who kept it, as far as that is known. */
  readonly onTakenOver: (from: ServiceOwner | undefined) => void;
}

/** Who keeps the schedule of a home: this program, or another one beside it until that one ends, however it ends. */
export class Keeping {
  readonly #deps: KeepingDeps;
  #lock: ServiceLock | undefined;
  #isOurs = false;
  #other: ServiceOwner | undefined;

  constructor(deps: KeepingDeps) {
    this.#deps = deps;
  }

  get isOurs(): boolean {
    return this.#isOurs;
  }

  /** For the start: nobody's work has to be taken in yet. @throws permission-denied. */
  async begin(): Promise<boolean> {
    this.#lock = await this.#take();
    this.#isOurs = this.#lock !== undefined;
    return this.#isOurs;
  }

  /** Who keeps it, where that is another program; `{}` where it did not say who it is. */
  async other(): Promise<Partial<ServiceOwner> | undefined> {
    return this.#isOurs ? undefined : ((await readServiceOwner(this.#deps.home)) ?? this.#other ?? {});
  }

  /** At each look at the clock: is it this one's? It is from the moment on at which nobody else has it. Never rejects. One call at a time. */
  async look(): Promise<boolean> {
    const { closing, takeIn, onTakenOver, log } = this.#deps;
    if (this.#isOurs || closing.aborted) return this.#isOurs;
    let lock: ServiceLock | undefined;
    try {
      lock = await this.#take();
      if (lock === undefined) return false;
      await takeIn();
    } catch (error) {
      // Tried again at the next look; until then it is anybody's.
      await lock?.release();
      log('The schedule could not be taken over.', { code: toPlainError(error).code });
      return false;
    }
    this.#lock = lock;
    this.#isOurs = true;
    onTakenOver(this.#other);
    return true;
  }

  /** The end of it. Done twice is done once. */
  async release(): Promise<void> {
    await this.#lock?.release();
  }

  async #take(): Promise<ServiceLock | undefined> {
    const { home, clock, program } = this.#deps;
    // Before: whoever takes the lock writes its own name over it, and one that ended well took its own away.
    this.#other = (await readServiceOwner(home)) ?? this.#other;
    return tryServiceLock(home, { clock, program });
  }
}
