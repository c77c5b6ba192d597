import type { StoredEvent } from '../activity/event.ts';
import { newsIn } from '../activity/news.ts';
import { backupsInJournal, type FromJournal } from './gather.ts';

/**
 * What the journal tells of each app, made out anew only of those of which something was noted. The state is told at each look at the clock and after each
 * event, of every app: going through the whole journal for each of them would cost more with every week.
 */
export class AppJournals {
  #seen: readonly StoredEvent[] = [];
  /** Events of an app since it was last added: another one of the same name may have been here before. */
  readonly #own = new Map<string, StoredEvent[]>();
  readonly #known = new Map<string, FromJournal>();

  /** @param events the journal as it is now, oldest first */
  of(events: readonly StoredEvent[], app: string): FromJournal {
    if (events !== this.#seen) this.#takeIn(events);
    const known = this.#known.get(app) ?? backupsInJournal(this.#own.get(app) ?? []);
    this.#known.set(app, known);
    return known;
  }

  #takeIn(events: readonly StoredEvent[]): void {
    const news = newsIn(events, this.#seen);
    if (news === undefined) {
      this.#own.clear();
      this.#known.clear();
    }
    for (const event of news ?? events) {
      const { app, kind } = event;
      if (app === undefined) continue;
      this.#known.delete(app);
      const own = kind === 'app-added' || kind === 'app-opened' ? undefined : this.#own.get(app);
      if (own === undefined) this.#own.set(app, [event]);
      else own.push(event);
    }
    this.#seen = events;
  }
}
