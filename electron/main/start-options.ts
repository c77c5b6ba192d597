export interface StartOptions {
  /** No window at first: started at login. */
  readonly hidden: boolean;
  /** Land in the sample app, kept apart from the person's own apps. */
  readonly sample: boolean;
}

export const hiddenFlag = '--hidden';

/** Whatever else is on the command line is Chromium's or the system's. Behind `--` is what a person opened, and no option. */
export function startOptions(line: readonly string[]): StartOptions {
  const options = new Set(line.includes('--') ? line.slice(0, line.indexOf('--')) : line);
  return { hidden: options.has(hiddenFlag), sample: options.has('--sample') };
}
