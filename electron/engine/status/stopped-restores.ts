import type { RestoreDesk, RestoreSummary } from '../engine.ts';

/** Which restore of each app was begun and did not end. Asked anew only after something may have changed it: its notes can be long. */
export class StoppedRestores {
  readonly #list: RestoreDesk['list'];
  readonly #stopped = new Map<string, RestoreSummary>();

  /** @param list `RestoreDesk.list` */
  constructor(list: RestoreDesk['list']) {
    this.#list = list;
  }

  of(app: string): RestoreSummary | undefined {
    return this.#stopped.get(app);
  }

  /** Looks at the notes. Never rejects: notes that cannot be read are told where a person asks for them. */
  async look(app: string): Promise<void> {
    try {
      const stopped = (await this.#list(app)).find(({ state, into }) => state === 'stopped' && into === app);
      if (stopped === undefined) this.#stopped.delete(app);
      else this.#stopped.set(app, stopped);
    } catch {
      // What was known still counts: that nobody can look is no end.
    }
  }
}
