import { appToken, type VaultFinder } from '../../calls/app-vault.ts';
import type { Engine } from '../../engine.ts';
import type { Clock } from '../../ports/clock.ts';
import { findApp } from '../../registry/lookup.ts';
import type { Nap } from '../../system/nap.ts';
import { type AlarmCause, causeKey } from '../alarms/alarm.ts';
import type { TableThresholds } from '../alarms/thresholds.ts';
import { type LiveApp, type LiveBaseline, watchLive } from './live-watch.ts';

export interface LiveKeeperDeps {
  readonly engine: Pick<Engine, 'snapshots' | 'describeSnapshot'> & { readonly watch: Pick<Engine['watch'], 'alarms' | 'seenLive'> };
  readonly finder: VaultFinder;
  /** Backups or restores of this app go on. */
  readonly isBusy: (app: string) => boolean;
  /** An alarm was raised. */
  readonly onAlarm: (app: string) => Promise<void>;
  readonly clock: Clock;
  readonly nap: Nap;
  readonly random: () => number;
  readonly log: (message: string, facts: Readonly<Record<string, string | number | boolean>>) => void;
  readonly closing: AbortSignal;
}

const tickMs = 15_000;

/** One look between backups for each app that is to be watched, begun and ended as apps come and go. */
export class LiveKeeper {
  readonly #deps: LiveKeeperDeps;
  readonly #watched = new Map<string, { readonly stop: AbortController; readonly ended: Promise<void> }>();
  readonly #baselines = new Map<string, Omit<LiveBaseline, 'thresholds'>>();
  /** How much of each cause was told of since the backup that it is held against. */
  readonly #told = new Map<string, ReadonlyMap<string, number>>();
  readonly #hearing = new Set<string>();

  constructor(deps: LiveKeeperDeps) {
    this.#deps = deps;
  }

  /** Until the engine closes; never rejects. */
  async run(): Promise<void> {
    const { nap, closing, log } = this.#deps;
    while (!closing.aborted) {
      await this.#followApps().catch(() => log('The apps to look at could not be listed.', {}));
      await nap(tickMs, closing);
    }
    await Promise.all([...this.#watched.values()].map(({ ended }) => ended));
  }

  /** What there is to compare with is another one now. */
  changed(app: string): void {
    this.#baselines.delete(app);
    this.#told.delete(app);
  }

  /** The platform tells of deletions by itself just now. */
  hears(app: string): boolean {
    return this.#hearing.has(app);
  }

  async #followApps(): Promise<void> {
    const { apps } = await this.#deps.finder.settings.read();
    const wanted = new Set(apps.filter(({ connection, liveWatch }) => connection.platform !== 'opened' && liveWatch !== false).map(({ name }) => name));
    for (const [app, { stop }] of this.#watched) {
      if (wanted.has(app)) continue;
      stop.abort();
      this.#watched.delete(app);
      this.changed(app);
    }
    for (const app of wanted) if (!this.#watched.has(app)) this.#begin(app);
  }

  #begin(app: string): void {
    const { engine, finder, isBusy, onAlarm, clock, nap, random, log, closing } = this.#deps;
    const stop = new AbortController();
    const signal = AbortSignal.any([closing, stop.signal]);
    let found: { readonly snapshot: string; readonly app: LiveApp } | undefined;
    let source: LiveApp['source'] | undefined;
    const ended = watchLive(
      {
        baseline: () => this.#baseline(app, signal),
        async rests() {
          const { pausedUntil } = await finder.settings.read();
          return isBusy(app) || (pausedUntil !== null && Date.parse(pausedUntil) > clock.now().getTime());
        },
        async app({ snapshot }, until) {
          if (found?.snapshot === snapshot) return found.app;
          const stored = findApp(await finder.settings.read(), app);
          source ??= await finder.connector.source(stored.connection, await appToken(finder.keychain, stored));
          const { entities } = await source.describe({ signal: until });
          found = { snapshot, app: { source, tables: new Map(entities.map((entity) => [entity.name, entity])) } };
          return found.app;
        },
        onHears: (hears) => void (hears ? this.#hearing.add(app) : this.#hearing.delete(app)),
        onRefused() {
          found = undefined;
          source = undefined;
        },
        onLoss: async (healthy, causes) => {
          // What a person was told of they answer in their own time: it is not said again each minute, and no place is asked for it.
          const told = this.#told.get(app) ?? new Map<string, number>();
          const news = causes.filter((cause) => cause.records > (told.get(causeKey(cause)) ?? 0));
          if (news.length === 0) return;
          await engine.watch.seenLive(app, healthy, news, { signal });
          this.#told.set(app, withTold(told, news));
          await onAlarm(app);
        },
        clock,
        nap,
        random,
        log,
      },
      signal,
    );
    this.#watched.set(app, { stop, ended });
  }

  /** The newest backup, as far as it is whole. One that lost something is what counts from then on: its alarm stands already. */
  async #baseline(app: string, signal: AbortSignal): Promise<LiveBaseline | undefined> {
    const known = this.#baselines.get(app) ?? (await this.#newest(app, signal));
    if (known === undefined) return undefined;
    // A person may have said "expected" meanwhile, here or on the command line.
    const { thresholds } = await this.#deps.engine.watch.alarms(app);
    return { ...known, thresholds: new Map<string, TableThresholds>(thresholds.map(({ table, lost, blanked }) => [table, { lost, blanked }])) };
  }

  async #newest(app: string, signal: AbortSignal): Promise<Omit<LiveBaseline, 'thresholds'> | undefined> {
    const [newest] = (await this.#deps.engine.snapshots(app, { signal })).snapshots;
    if (newest === undefined || newest.outcome === 'unreadable') return undefined;
    const { entities } = await this.#deps.engine.describeSnapshot(app, newest.id, { signal });
    const baseline = { snapshot: newest.id, tables: new Map(entities.filter(({ status }) => status === 'complete').map(({ name, records }) => [name, records])) };
    this.#baselines.set(app, baseline);
    return baseline;
  }
}

function withTold(told: ReadonlyMap<string, number>, causes: readonly AlarmCause[]): ReadonlyMap<string, number> {
  return new Map([...told, ...causes.map((cause) => [causeKey(cause), cause.records] as const)]);
}
