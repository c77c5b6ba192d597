import { app } from 'electron';

/** Whether this is the only one for this person and home. A second start shows the first one's window and ends. */
export function isOnlyInstance(onSecond: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', onSecond);
  return true;
}
