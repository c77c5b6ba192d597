import { Notification } from 'electron';
import type { EngineClient } from './engine-client.ts';
import { type Notice, alertNotices, maybeBackedUp } from './notices.ts';
import type { Status } from './status-feed.ts';
import { strings } from './strings.ts';
import type { WindowMemory } from './window-memory.ts';

export interface NotificationsOptions {
  readonly memory: WindowMemory;
  readonly onClick: () => void;
}

/** Notices of the system: when something needs a person, and after every backup where that is wished. */
export class Notifications {
  readonly #options: NotificationsOptions;
  /** One that nobody holds on to loses its click. */
  readonly #shown = new Set<Notification>();
  /** Runs that a notice was shown for. */
  readonly #told = new Set<string>();
  #last: Status | undefined;
  /** Backups that ended before are no news. */
  #newsFrom = new Date().toISOString();

  constructor(options: NotificationsOptions) {
    this.#options = options;
  }

  show({ title, body }: Notice): void {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    this.#shown.add(notification);
    notification.on('click', () => this.#options.onClick());
    notification.on('close', () => this.#shown.delete(notification));
    notification.show();
  }

  async follow(status: Status, client: EngineClient): Promise<void> {
    const before = this.#last;
    this.#last = status;
    const { notices: wish } = await client.settings.get();
    const { memory } = this.#options;
    const { notices, told } = alertNotices(status, memory.get().told);
    memory.set({ told: [...told] });
    if (wish !== 'off') for (const notice of notices) this.show(notice);
    if (wish !== 'every-backup') {
      this.#newsFrom = new Date().toISOString();
      return;
    }
    for (const app of maybeBackedUp(before, status)) await this.#tellBackups(app, client);
  }

  async #tellBackups(app: string, client: EngineClient): Promise<void> {
    const { runs } = await client.runs.list({ app, limit: 20 });
    for (const { id, request, state, endedAt, result } of runs) {
      // Anything but a whole backup needs a person, and is told as that.
      if (request.kind !== 'backup' || state !== 'done' || endedAt === undefined || endedAt < this.#newsFrom || this.#told.has(id)) continue;
      this.#told.add(id);
      this.show({ title: strings.notice.backedUp(app), body: records(result) });
    }
  }
}

function records(result: Status['running'][number]['result']): string {
  if (result?.kind !== 'backup') return '';
  return strings.notice.readBack(result.tables.reduce((sum, table) => sum + table.records, 0).toLocaleString());
}
