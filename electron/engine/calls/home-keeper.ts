import type { Clock } from '../ports/clock.ts';
import { lockHome, type HomeLock } from '../system/home-lock.ts';

export interface HomeWork {
  /** For another process that finds the home taken: `backup acme`. */
  readonly program: string;
  readonly signal: AbortSignal;
  /** How long to wait for another process, in milliseconds. */
  readonly waitMs: number;
}

/** Keeps other processes out of a home directory while this one writes there. */
export interface HomeKeeper {
  /** Does the work with the home locked. Works of one process share the lock. @throws conflict naming the holder; whatever the work throws. */
  keep<T>(how: HomeWork, work: () => Promise<T>): Promise<T>;
}

export function createHomeKeeper(home: string, clock: Clock): HomeKeeper {
  let users = 0;
  let lock: Promise<HomeLock> | undefined;
  return {
    async keep({ program, signal, waitMs }, work) {
      users += 1;
      try {
        lock ??= lockHome(home, { clock, signal, program, waitMs });
        const taken = lock;
        try {
          await taken;
        } catch (error) {
          if (lock === taken) lock = undefined;
          throw error;
        }
        return await work();
      } finally {
        users -= 1;
        if (users === 0 && lock !== undefined) {
          const taken = lock;
          lock = undefined;
          await (await taken).release();
        }
      }
    },
  };
}

/** Another process that changes the settings is done in a moment; one that backs up is not waited for. */
const settingsWaitMs = 3000;

/** Runs changes of the settings with this home to itself, until the signal fires. */
export function settingsChanges(home: () => Promise<HomeKeeper>, signal: AbortSignal): <T>(change: () => Promise<T>) => Promise<T> {
  return async (change) => (await home()).keep({ program: 'a change of the settings', signal, waitMs: settingsWaitMs }, change);
}
