import { Notification } from 'electron';
import type { EngineClient } from './engine-client.ts';
import { type Notice, endedBackups, needNotices } from './notices.ts';
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
  #last: Status | undefined;

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
    const { notices, told } = needNotices(status, memory.get().told);
    memory.set({ told: [...told] });
    if (wish === 'off') return;
    for (const notice of notices) this.show(notice);
    if (wish !== 'every-backup') return;
    for (const { runId, app } of endedBackups(before, status)) {
      const { runs } = await client.runs.list({ app, limit: 20 });
      const run = runs.find(({ id }) => id === runId);
      // Anything but a whole backup needs a person, and is told as that.
      if (run?.state === 'done') this.show({ title: strings.notice.backedUp(app), body: records(run.result) });
    }
  }
}

function records(result: Status['running'][number]['result']): string {
  if (result?.kind !== 'backup') return '';
  return strings.notice.readBack(result.tables.reduce((sum, table) => sum + table.records, 0).toLocaleString());
}
