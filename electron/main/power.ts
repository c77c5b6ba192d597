import { powerMonitor, powerSaveBlocker } from 'electron';
import { atWork } from './at-work.ts';
import type { Status } from './status-feed.ts';

/** Keeps the computer from falling asleep by itself while a backup or a restore runs, and never longer; other work can be done again. The screen may go dark. */
export class Awake {
  #blocker: number | undefined;

  follow({ running }: Pick<Status, 'running'>): void {
    if (atWork(running) !== undefined) this.#blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else this.release();
  }

  release(): void {
    if (this.#blocker !== undefined) powerSaveBlocker.stop(this.#blocker);
    this.#blocker = undefined;
  }
}

/** Says at once whether the computer runs on battery, and again at each change: a person may want no backups then. */
export function followPower(tell: (onBattery: boolean) => void): void {
  powerMonitor.on('on-battery', () => tell(true));
  powerMonitor.on('on-ac', () => tell(false));
  tell(powerMonitor.onBatteryPower);
}

/**
 * The computer shuts down (on a Mac and Linux; on Windows the window hears of it, windows.ts, and a program without one is ended, which
 * loses nothing that was backed up): nobody is there to be asked anything. After sleep nothing has to be done, since the engine looks at the clock itself.
 */
export function onShutdown(quit: () => void): void {
  // Electron's types leave out the event that its documentation names.
  powerMonitor.on('shutdown', (event?: unknown) => {
    // The system waits for a while, until the program has ended by itself: what runs is put down in an orderly way.
    if (isPreventable(event)) event.preventDefault();
    quit();
  });
}

function isPreventable(event: unknown): event is Pick<Event, 'preventDefault'> {
  return typeof event === 'object' && event !== null && 'preventDefault' in event && typeof event.preventDefault === 'function';
}
