/** How often, and after which pause, the engine or the page is started anew after it crashed. */
export interface RestartPolicy {
  /** Milliseconds to wait before the next start; undefined = it has crashed too often lately, leave it. */
  afterCrash(now: number): number | undefined;
  /** Forget what was: a person asked for another try. */
  forget(): void;
}

const pausesMs = [200, 1000, 3000, 8000] as const;
const windowMs = 10 * 60_000;

/** One start after each pause of the list; who crashes once more within ten minutes is left alone. */
export function createRestartPolicy(): RestartPolicy {
  let crashes: number[] = [];
  return {
    afterCrash(now) {
      crashes = [...crashes.filter((at) => Math.abs(now - at) < windowMs), now];
      return pausesMs[crashes.length - 1];
    },
    forget() {
      crashes = [];
    },
  };
}
