import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { cancelledError, throwIfCancelled } from '../../electron/engine/ports/cancel.ts';
import type { Clock } from '../../electron/engine/ports/clock.ts';
import type { Nap } from '../../electron/engine/system/nap.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that stands still while anything is being done, and then leaps to where somebody wants to be woken: a month takes as long as its work. */
export class LeapingClock implements Clock {
  #now: number;
  readonly #start: number;
  readonly #sleepers = new Set<Sleeper>();
  /** Asked before each leap: is something going on that does not wait for the clock? */
  isBusy: () => Promise<boolean> = async () => false;

  constructor(start: Date) {
    this.#now = start.getTime();
    this.#start = this.#now;
  }

  now(): Date {
    return new Date(this.#now);
  }

  monotonic(): number {
    return this.#now - this.#start;
  }

  sleepUntil(at: Date, signal: AbortSignal): Promise<void> {
    throwIfCancelled(signal);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#sleepers.delete(sleeper);
        signal.removeEventListener('abort', cancel);
      };
      const cancel = (): void => {
        leave();
        reject(cancelledError(signal));
      };
      const sleeper: Sleeper = {
        at: at.getTime(),
        wake: () => {
          leave();
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', cancel, { once: true });
    });
  }

  /** Naps of those who look at the clock last longer than in life, and less than what counts as a computer that slept: fewer looks, and none is missed. */
  readonly nap: Nap = (ms, signal) => (signal.aborted ? Promise.resolve() : this.sleepUntil(new Date(this.#now + Math.max(ms, this.leastNapMs)), signal).catch(() => undefined));
  leastNapMs = 100_000;

  /** Goes on as far as the work takes that is being waited for. */
  async during<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const finish = (): void => {
      isDone = true;
    };
    work.then(finish, finish);
    for (;;) {
      await atRest();
      if (isDone) return work;
      await this.goTo(new Date(this.#now + 50));
    }
  }

  /** On to this time; between leaps everything that was woken has come to rest. */
  async goTo(at: Date): Promise<void> {
    for (;;) {
      await atRest();
      // One that waits for the clock after all does so for longer than this.
      for (let asked = 0; asked < 2000 && (await this.isBusy()); asked += 1) await sleep(1);
      await atRest();
      const next = Math.min(...[...this.#sleepers].map((each) => each.at));
      if (next > at.getTime()) break;
      this.#now = Math.max(this.#now, next);
      for (const each of this.#sleepers) if (each.at <= this.#now) each.wake();
    }
    this.#now = at.getTime();
  }
}

const idle: ReadonlySet<string> = new Set(['TTYWrap', 'PipeWrap', 'Immediate', 'TCPSocketWrap', 'MessagePort', 'ProcessWrap', 'SignalWrap']);

/** Work that Node does in its threads without telling of it. */
let encrypting = 0;
const subtle: SubtleCrypto = Object.getPrototypeOf(crypto.subtle);
for (const name of ['deriveBits', 'importKey', 'exportKey', 'generateKey', 'sign', 'verify', 'digest', 'encrypt', 'decrypt'] as const) {
  const method: unknown = Reflect.get(subtle, name);
  if (typeof method !== 'function') continue;
  Object.defineProperty(subtle, name, {
    value(this: SubtleCrypto, ...args: readonly unknown[]) {
      encrypting += 1;
      return Promise.resolve<unknown>(Reflect.apply(method, this, args)).finally(() => (encrypting -= 1));
    },
  });
}

/** Nothing waits for a disk or a thread, and turn after turn nothing begins. */
async function atRest(): Promise<void> {
  for (let calm = 0; calm < 4; calm += 1) {
    await nextTurn();
    if (encrypting > 0 || process.getActiveResourcesInfo().some((kind) => !idle.has(kind))) calm = -1;
  }
}
