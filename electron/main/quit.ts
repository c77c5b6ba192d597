import { app } from 'electron';
import { askToQuit, type AtWork } from './dialogs.ts';

export interface QuitOptions {
  /** What goes on now that quitting would break off. */
  readonly atWork: () => AtWork | undefined;
  /** Closes the engine and everything else that has to be put down. */
  readonly close: () => Promise<void>;
}

/** How the program ends: after asking, where something runs that it would break off, and after the engine put everything down. */
export class Quitting {
  readonly #options: QuitOptions;
  #stage: 'running' | 'asking' | 'closing' | 'closed' = 'running';
  #unasked = false;

  constructor(options: QuitOptions) {
    this.#options = options;
    app.on('before-quit', (event) => {
      if (this.#stage === 'closed') return;
      event.preventDefault();
      void this.#quit();
    });
    // Without windows the program goes on: the tray is its face then.
    app.on('window-all-closed', () => undefined);
  }

  get isUnderWay(): boolean {
    return this.#stage !== 'running';
  }

  /** Quits without asking: nobody is there to answer. */
  now(): void {
    this.#unasked = true;
    app.quit();
  }

  /** Puts everything down without asking, and then ends by what is given: nothing may be under way that this would break off. */
  async for(end: () => void): Promise<void> {
    if (this.#stage !== 'running') return;
    this.#stage = 'closing';
    await this.#options.close();
    this.#stage = 'closed';
    end();
  }

  async #quit(): Promise<void> {
    if (this.#stage !== 'running' && !(this.#stage === 'asking' && this.#unasked)) return;
    const at = this.#options.atWork();
    if (at !== undefined && !this.#unasked) {
      this.#stage = 'asking';
      const really = await askToQuit(at);
      if (this.#stage !== 'asking') return;
      if (!really) {
        this.#stage = 'running';
        return;
      }
    }
    this.#stage = 'closing';
    await this.#options.close();
    this.#stage = 'closed';
    app.quit();
  }
}
