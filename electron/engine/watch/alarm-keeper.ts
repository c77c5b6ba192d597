import { isHoldfastError } from '../../../shared/model/errors.ts';
import { type Anomaly, type AnomalySource, unreadableAlarm } from '../alerts/cause.ts';
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
  /** Apps of which what is remembered is damaged: one that nobody can read may stand open, and is told as one that does. */
  readonly #damaged = new Map<string, Anomaly>();
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: AlarmKeeperDeps) {
    this.#deps = deps;
  }

  open(app: string): readonly Anomaly[] | undefined {
    const known = this.#open.get(app)?.map((alarm): Anomaly => ({ alarm: alarm.id, at: alarm.raisedAt, backup: alarm.snapshot ?? alarm.healthy ?? '', says: alarmSentence(alarm) }));
    const damaged = this.#damaged.get(app);
    return damaged === undefined ? known : [...(known ?? []), damaged];
  }

  /** Reads what is remembered of an app. What cannot be read stays as it was known. */
  async look(app: string): Promise<void> {
    const before = this.#open.get(app);
    try {
      const { open } = await this.#deps.watch.alarms(app);
      this.#open.set(app, open);
      const fresh = open.filter(({ id }) => before?.every((each) => each.id !== id) === true);
      const isMended = this.#damaged.delete(app);
      if (isMended || (before !== undefined && (fresh.length > 0 || open.length !== before.length))) this.#deps.onChange(app, fresh);
    } catch (error) {
      this.#deps.log('The alarms of an app could not be read.', {});
      if (!isHoldfastError(error, 'corrupt') || error.details['reason'] !== 'watch-memory' || this.#damaged.has(app)) return;
      this.#damaged.set(app, { alarm: unreadableAlarm, at: this.#deps.clock.now().toISOString(), backup: '', says: error.message });
      this.#deps.onChange(app, []);
    }
  }

  async lookAtAll(): Promise<void> {
    this.#lookedAt = this.#deps.clock.monotonic();
    const apps = await this.#deps.apps();
    for (const known of [...this.#open.keys(), ...this.#damaged.keys()]) {
      if (apps.includes(known)) continue;
      this.#open.delete(known);
      this.#damaged.delete(known);
    }
    for (const app of apps) await this.look(app);
  }

  /** Now and then looks again. */
  async tick(): Promise<void> {
    if (this.#deps.clock.monotonic() - this.#lookedAt >= lookAgainMs) await this.lookAtAll();
  }
}
