import { appToken, type VaultFinder } from '../../calls/app-vault.ts';
import type { Engine } from '../../engine.ts';
import type { Clock } from '../../ports/clock.ts';
import { findApp } from '../../registry/lookup.ts';
import type { Nap } from '../../system/nap.ts';
import type { TableThresholds } from '../alarms/thresholds.ts';
import { type LiveApp, type LiveBaseline, watchLive } from './live-watch.ts';

export interface LiveKeeperDeps {
  readonly engine: Pick<Engine, 'watch' | 'snapshots' | 'describeSnapshot'>;
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
  readonly #baselines = new Map<string, LiveBaseline>();
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
      this.#baselines.delete(app);
    }
    for (const app of wanted) if (!this.#watched.has(app)) this.#begin(app);
  }

  #begin(app: string): void {
    const { engine, finder, isBusy, onAlarm, clock, nap, random, log, closing } = this.#deps;
    const stop = new AbortController();
    const signal = AbortSignal.any([closing, stop.signal]);
    let found: { readonly snapshot: string; readonly app: LiveApp } | undefined;
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
          const source = found?.app.source ?? (await finder.connector.source(stored.connection, await appToken(finder.keychain, stored)));
          const { entities } = await source.describe({ signal: until });
          found = { snapshot, app: { source, tables: new Map(entities.map((entity) => [entity.name, entity])) } };
          return found.app;
        },
        onHears: (hears) => void (hears ? this.#hearing.add(app) : this.#hearing.delete(app)),
        async onLoss(healthy, causes) {
          await engine.watch.seenLive(app, healthy, causes, { signal });
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
    const known = this.#baselines.get(app);
    if (known !== undefined) return known;
    const [newest] = (await this.#deps.engine.snapshots(app, { signal })).snapshots;
    if (newest === undefined || newest.outcome === 'unreadable') return undefined;
    const { entities } = await this.#deps.engine.describeSnapshot(app, newest.id, { signal });
    const { thresholds } = await this.#deps.engine.watch.alarms(app);
    const raised = new Map<string, TableThresholds>(thresholds.map(({ table, lost, blanked }) => [table, { lost, blanked }]));
    const baseline: LiveBaseline = { snapshot: newest.id, tables: new Map(entities.filter(({ status }) => status === 'complete').map(({ name, records }) => [name, records])), thresholds: raised };
    this.#baselines.set(app, baseline);
    return baseline;
  }
}
