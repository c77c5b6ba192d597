import { powerMonitor, powerSaveBlocker } from 'electron';
import type { Status } from './status-feed.ts';

/** Keeps the computer from falling asleep by itself while something runs, and never longer. The screen may go dark. */
export class Awake {
  #blocker: number | undefined;

  follow({ running }: Pick<Status, 'running'>): void {
    if (running.length > 0) this.#blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else this.release();
  }

  release(): void {
    if (this.#blocker !== undefined) powerSaveBlocker.stop(this.#blocker);
    this.#blocker = undefined;
  }
}

/** The computer shuts down: nobody is there to be asked anything. After sleep nothing has to be done, since the engine looks at the clock itself. */
export function onShutdown(quit: () => void): void {
  powerMonitor.on('shutdown', quit);
}
