import { app } from 'electron';

/**
 * Whether this is the only one for this person and home. A second start shows the first one's window and ends; what it was started
 * with is handed on.
 */
export function isOnlyInstance(onSecond: (argv: readonly string[], folder: string) => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', (_event, argv, folder) => onSecond(argv, folder));
  return true;
}
