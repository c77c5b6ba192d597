import { saveState, type Origin } from './state-file.ts';
import type { AppStore } from './store/app-store.ts';

const everyMs = 30_000;

/** Saves the state while there are changes, one save at a time. */
export class StateSaver {
  readonly #path: string;
  readonly #store: AppStore;
  readonly #url: string;
  readonly #origin: Origin | undefined;
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(path: string, store: AppStore, url: string, origin: Origin | undefined) {
    this.#path = path;
    this.#store = store;
    this.#url = url;
    this.#origin = origin;
  }

  start(): void {
    // A save that fails leaves the store dirty and is tried again; at stop it is reported.
    this.#timer = setInterval(() => {
      if (this.#store.dirty) this.save().catch(() => undefined);
    }, everyMs);
    this.#timer.unref();
  }

  save(): Promise<void> {
    const saved = this.#saving.then(() => saveState(this.#path, this.#store, this.#url, this.#origin));
    this.#saving = saved.catch(() => undefined);
    return saved;
  }

  /** @throws when the disk refuses. */
  async stop(): Promise<void> {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.save();
  }
}
