export interface StartOptions {
  /** No window at first: started at login. */
  readonly hidden: boolean;
  /** Land in the sample app, kept apart from the person's own apps. */
  readonly sample: boolean;
}

export const hiddenFlag = '--hidden';

/** Whatever else is on the command line is Chromium's or the system's. */
export function startOptions(argv: readonly string[]): StartOptions {
  return { hidden: argv.includes(hiddenFlag), sample: argv.includes('--sample') };
}
