import { setTimeout as sleep } from 'node:timers/promises';

/** For a loop that must look at the clock again however the clock was set meanwhile: so many milliseconds as the computer runs, or until the signal fires. */
export type Nap = (ms: number, signal: AbortSignal) => Promise<void>;

export const systemNap: Nap = async (ms, signal) => {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    // The signal: its holder knows.
  }
};
