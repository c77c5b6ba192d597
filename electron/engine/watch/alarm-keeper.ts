import type { Anomaly, AnomalySource } from '../alerts/cause.ts';
import type { Clock } from '../ports/clock.ts';
import { type Alarm, alarmSentence } from './alarms/alarm.ts';
import type { WatchDesk } from './watch-desk.ts';

export interface AlarmKeeperDeps {
  readonly watch: Pick<WatchDesk, 'alarms'>;
  readonly apps: () => Promise<readonly string[]>;
  readonly clock: Clock;
  /** The open alarms of an app are others than before. */
  readonly onChange: (app: string, fresh: readonly Alarm[]) => void;
  readonly log: (message: string, details: Readonly<Record<string, string>>) => void;
}

/** Another process (the command line) may have raised or answered one; its file is looked into so often. */
const lookAgainMs = 60_000;

/** Which alarms stand open, for whoever shows or tells of them. What is not known yet is not said to be none. */
export class AlarmKeeper implements AnomalySource {
  readonly #deps: AlarmKeeperDeps;
  readonly #open = new Map<string, readonly Alarm[]>();
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: AlarmKeeperDeps) {
    this.#deps = deps;
  }

  open(app: string): readonly Anomaly[] | undefined {
    return this.#open.get(app)?.map((alarm) => ({ alarm: alarm.id, at: alarm.raisedAt, backup: alarm.snapshot ?? alarm.healthy ?? '', says: alarmSentence(alarm) }));
  }

  /** Reads what is remembered of an app. What cannot be read stays as it was known. */
  async look(app: string): Promise<void> {
    const before = this.#open.get(app);
    try {
      const { open } = await this.#deps.watch.alarms(app);
      this.#open.set(app, open);
      const fresh = open.filter(({ id }) => before?.every((each) => each.id !== id) === true);
      if (before !== undefined && (fresh.length > 0 || open.length !== before.length)) this.#deps.onChange(app, fresh);
    } catch {
      this.#deps.log('The alarms of an app could not be read.', {});
    }
  }

  async lookAtAll(): Promise<void> {
    this.#lookedAt = this.#deps.clock.monotonic();
    const apps = await this.#deps.apps();
    for (const known of this.#open.keys()) if (!apps.includes(known)) this.#open.delete(known);
    for (const app of apps) await this.look(app);
  }

  /** Now and then looks again. */
  async tick(): Promise<void> {
    if (this.#deps.clock.monotonic() - this.#lookedAt >= lookAgainMs) await this.lookAtAll();
  }
}
