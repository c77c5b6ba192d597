import type { z } from 'zod';
import type { status } from '../../../shared/contract/status.ts';
import { toPlainError } from '../../../shared/model/errors.ts';
import type { Journal } from '../activity/journal.ts';
import type { AlertKeeper } from '../alerts/alert-keeper.ts';
import type { AnomalySource } from '../alerts/cause.ts';
import type { VaultFinder } from '../calls/app-vault.ts';
import type { Clock } from '../ports/clock.ts';
import type { GuardSession } from '../guard/session.ts';
import { examineKeys } from '../keys/key-health.ts';
import { activeDeputies } from '../keys/recipients.ts';
import { openToDeputies } from '../keys/rewritten.ts';
import { kitErrors, kitFacts } from '../kit/said.ts';
import { destinationsOf, findApp } from '../registry/lookup.ts';
import { whereItLies } from '../calls/where-it-lies.ts';
import { placeAddress } from '../registry/place-address.ts';
import { computerFolders } from '../system/computer-folders.ts';
import { writesIntoApp } from '../runs/restoring.ts';
import type { RunManager } from '../runs/run-manager.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { ComputerPort } from '../ports/computer.ts';
import { longestGapHours } from '../schedule/windows.ts';
import { emptySettings, type Settings, type StoredApp, type StoredDestination } from '../settings/schema.ts';
import { Watched } from '../streams/watched.ts';
import type { ChangeFeed } from '../system/change-feed.ts';
import type { Nap } from '../system/nap.ts';
import { AppJournals } from './app-journals.ts';
import { damageIn } from './gather.ts';
import { type AppFacts, knownBackups } from './facts.ts';
import { needsOf } from './needs.ts';
import { overviewOf, type Overview } from './overview.ts';
import { listPlace, type PlaceListing } from './place-listing.ts';
import { newestProven } from './safety.ts';
import type { StoppedRestores } from './stopped-restores.ts';
import { trayOf } from './tray.ts';

export type Status = z.infer<typeof status>;

export interface StatusKeeperDeps {
  readonly finder: VaultFinder;
  readonly journal: Journal;
  readonly runs: Pick<RunManager, 'running'>;
  readonly restores: StoppedRestores;
  readonly scheduler: Pick<Scheduler, 'next'>;
  /** What the computer says of itself; absent where nobody asks. */
  readonly computer?: ComputerPort;
  readonly alerts: Pick<AlertKeeper, 'consider'>;
  /** Absent where nobody watches the data: then nothing is known of alarms. */
  readonly anomalies?: AnomalySource;
  /** What drills came to. Absent where nobody makes any. */
  readonly drills?: (app: StoredApp) => AppFacts['drills'];
  /** The open windows of watched changes, by app. Absent where nobody shows them. */
  readonly guards?: () => ReadonlyMap<string, GuardSession>;
  /** The open emergencies, by app. Absent where nobody keeps them. */
  readonly emergencies?: () => ReadonlyMap<string, { readonly id: string; readonly startedAt: string }>;
  readonly feed: ChangeFeed;
  readonly clock: Clock;
  readonly nap: Nap;
  readonly timeZone: string;
  readonly closing: AbortSignal;
}

export interface KnownApp {
  readonly settings: Settings;
  readonly app: StoredApp;
  readonly facts: AppFacts;
}

/**
 * A look into a place is good for so long, in milliseconds, at a clock that is looked at every 15 seconds: a place that was taken away must not stay green
 * for more than a minute before anybody's eyes, nor until somebody opens the window.
 */
const watchedMs = 45_000;
const nearbyMs = 3 * 60_000;
const farMs = 60 * 60_000;
/** Whoever asked for the overview so long ago may still have it on the screen. */
const attentionMs = 2 * 60_000;
/** Nobody who asks waits longer for a place that was never looked into. */
const patienceMs = 5000;
/** A place that says nothing for so long is away; what it says later counts all the same. */
const silenceMs = 30_000;

/** Knows the state of everything, from settings, journal and the last look into each place. */
export class StatusKeeper {
  readonly #deps: StatusKeeperDeps;
  readonly #listings = new Map<string, PlaceListing>();
  readonly #journals = new AppJournals();
  /** Facts that nothing has happened to since. Time alone makes no more than a look at the clock's difference to them. */
  readonly #facts = new Map<string, AppFacts>();
  #factsAreOf: Settings | undefined;
  #evaluating: Promise<void> = Promise.resolve();
  #awaited: Promise<void> | undefined;
  /** Looks that go on, so that two who ask wait for one. */
  readonly #looks = new Map<string, Promise<void>>();
  readonly #keychain = new Map<string, NonNullable<AppFacts['keychain']>>();
  readonly #status: Watched<Status>;
  /** What was told last, as text. */
  #told = '';
  #watchers = 0;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: StatusKeeperDeps) {
    this.#deps = deps;
    this.#status = new Watched<Status>(deps.clock, { tray: 'working', apps: [], needs: [], alerts: [], pausedUntil: null, running: [] });
  }

  /** The state now, then at each change, until the signal fires. */
  async *watch(signal: AbortSignal): AsyncGenerator<Status, void, void> {
    this.#watchers += 1;
    try {
      await this.evaluate();
      yield* this.#status.watch(signal);
    } finally {
      this.#watchers -= 1;
    }
  }

  /** @throws not-found; corrupt when the settings cannot be read. */
  async overview(wanted: string): Promise<Overview> {
    const { settings, app, facts } = await this.known(wanted);
    const computer = computerFolders();
    const lies = new Map(await Promise.all(destinationsOf(settings, app).map(async (place) => [place.name, await whereItLies(place, computer)] as const)));
    const overview = overviewOf(facts);
    return { ...overview, places: overview.places.map((place) => ({ ...place, lies: lies.get(place.name) ?? 'unknown' })) };
  }

  /** What is known of an app for whoever looks at it now. @throws not-found; corrupt when the settings cannot be read. */
  async known(wanted: string): Promise<KnownApp> {
    this.#askedAt = this.#deps.clock.monotonic();
    const settings = await this.#deps.finder.settings.read();
    const app = findApp(settings, wanted);
    const unknown = destinationsOf(settings, app).filter((place) => !this.#listings.has(listingKey(app, place)));
    await this.#atMost(patienceMs, Promise.all(unknown.map((place) => this.#look(app, place))));
    // Answered from what is known; who asked hears of it when the look finds something else.
    this.#lookAgain(settings, app);
    return { settings, app, facts: this.#factsOf(settings, app) };
  }

  /**
   * What is known of every app, without looking anywhere.
   * @param only of this one
   * @throws corrupt when the settings cannot be read.
   */
  async knownNow(only?: string): Promise<readonly KnownApp[]> {
    const settings = await this.#deps.finder.settings.read();
    const wanted = only === undefined ? settings.apps : settings.apps.filter(({ name }) => name === only);
    return wanted.map((app) => ({ settings, app, facts: this.#factsOf(settings, app) }));
  }

  /** Looks into places anew: those of one app, or all. Never rejects. */
  async refresh(app?: string): Promise<void> {
    try {
      const settings = await this.#deps.finder.settings.read();
      const apps = settings.apps.filter(({ name }) => app === undefined || name === app);
      await Promise.all(apps.flatMap((each) => destinationsOf(settings, each).map((place) => this.#lookAnew(each, place))));
    } catch {
      // Settings that cannot be read are told by evaluate().
    }
    await this.evaluate(app);
  }

  /**
   * Tells the state anew where it has changed. Whoever asks while others wait for it waits with them. Never rejects.
   * @param app only of this one something may be new; absent = of any
   */
  evaluate(app?: string): Promise<void> {
    if (app === undefined) this.#facts.clear();
    else this.#facts.delete(app);
    // One that has begun may not have seen what there is to be told; one that is to come will.
    this.#awaited ??= this.#evaluating.then(() => {
      this.#awaited = undefined;
      this.#evaluating = this.#evaluate();
      return this.#evaluating;
    });
    return this.#awaited;
  }

  async #evaluate(): Promise<void> {
    const status = await this.#evaluated();
    const before = this.#status.value;
    const text = JSON.stringify(status);
    if (text === this.#told) return;
    this.#told = text;
    this.#status.set(status);
    // What time alone has changed, pages must ask for too.
    for (const { app, next, needs } of status.apps) {
      const other = before.apps.find((each) => each.app === app);
      if (other !== undefined && JSON.stringify([other.next.why, other.needs]) !== JSON.stringify([next.why, needs])) this.#deps.feed.publish({ topic: 'schedule', app });
    }
    if (JSON.stringify(status.needs) !== JSON.stringify(before.needs)) this.#deps.feed.publish({ topic: 'apps' });
    if (JSON.stringify(status.alerts) !== JSON.stringify(before.alerts)) this.#deps.feed.publish({ topic: 'alerts' });
    if (status.pausedUntil !== before.pausedUntil) this.#deps.feed.publish({ topic: 'schedule' });
  }

  /** For each look at the clock: what time alone has changed is told, and what was not looked into for long is. Never rejects. */
  async tick(): Promise<void> {
    await this.evaluate();
    // Settings that cannot be read were told just now.
    const settings = await this.#deps.finder.settings.read().catch(() => emptySettings);
    for (const app of settings.apps) this.#lookAgain(settings, app);
  }

  /** Looks into places that were never looked into, and tells the state anew whenever something changes, until the engine closes. */
  async run(): Promise<void> {
    void this.refresh();
    for await (const { topic, app } of this.#deps.feed.listen(this.#deps.closing)) {
      if (topic === 'activity' || topic === 'index') continue;
      // Not waited for: what else happens meanwhile is told while a slow place is looked into.
      if (topic === 'places' || topic === 'apps') void this.refresh(app);
      else await this.evaluate(app);
    }
  }

  async #evaluated(): Promise<Status> {
    const { finder, clock, runs, guards, alerts: keeper } = this.#deps;
    const running = runs.running().map(({ progress: _progress, ...run }) => run);
    let settings: Settings;
    try {
      settings = await finder.settings.read();
    } catch (error) {
      const problem = toPlainError(error);
      const { alerts } = await keeper.consider({ problem });
      return { tray: 'needs-you', apps: [], needs: [{ kind: 'settings', error: problem }], alerts, pausedUntil: null, running };
    }
    const now = clock.now();
    const facts = this.#allFacts(settings);
    const { needs, alerts } = await keeper.consider({ settings, apps: facts });
    const tray = trayOf(facts, now);
    return {
      // Whoever waits to be told would wait for ever.
      tray: needs.length > 0 && tray !== 'working' ? 'needs-you' : tray,
      apps: facts.map((each) => {
        const newest = newestProven(knownBackups(each), now);
        const open = guards?.().get(each.name);
        const guard = open === undefined ? {} : { guard: { phase: open.phase, ...(open.until === undefined ? {} : { until: open.until }) } };
        return { app: each.name, ...(newest === undefined ? {} : { lastVerified: newest.startedAt }), next: each.next, needs: [...needsOf(each)], ...guard, ...(each.emergency === undefined ? {} : { emergency: { ...each.emergency } }) };
      }),
      needs: [...needs],
      alerts,
      pausedUntil: settings.pausedUntil !== null && new Date(settings.pausedUntil) > now ? settings.pausedUntil : null,
      running,
    };
  }

  #allFacts(settings: Settings): readonly AppFacts[] {
    // Read again, they are the same object as long as nothing in them was changed.
    if (settings !== this.#factsAreOf) this.#facts.clear();
    this.#factsAreOf = settings;
    return settings.apps.map((app) => {
      const facts = this.#facts.get(app.name) ?? this.#factsOf(settings, app);
      this.#facts.set(app.name, facts);
      return facts;
    });
  }

  #factsOf(settings: Settings, app: StoredApp): AppFacts {
    const { journal, scheduler, clock, timeZone, runs, restores } = this.#deps;
    const { damage, ...fromJournal } = this.#journals.of(journal.events(), app.name);
    const places = destinationsOf(settings, app).map((place) => ({ name: place.name, path: placeAddress(place), addedAt: place.addedAt, listing: this.#listings.get(listingKey(app, place)) }));
    const now = clock.now();
    const live = new Map(runs.running(app.name).map((run) => [run.id, run]));
    const isRestoring = runs.running(app.name).some(({ request }) => writesIntoApp(request));
    return {
      ...fromJournal,
      // A start without an end that is not ours: another process of this home is at it.
      backupRuns: live.size === 0 ? fromJournal.backupRuns : fromJournal.backupRuns.map((run) => live.get(run.id) ?? run),
      name: app.name,
      isOpened: app.connection.platform === 'opened',
      isSample: app.isSample === true,
      addedAt: app.addedAt,
      objectiveHours: app.objectiveHours,
      everyHours: app.schedule === undefined ? null : longestGapHours(app.schedule.rule),
      kitProvedAt: app.kitProvedAt,
      kitErrors: app.kitSaid === undefined ? undefined : kitErrors(app.kitSaid, kitFacts(settings, app)),
      deputies: activeDeputies(app.vault).length,
      openToDeputies: openToDeputies(settings, app),
      online: this.#deps.computer?.().online,
      pausedUntil: settings.pausedUntil === null ? undefined : new Date(settings.pausedUntil),
      next: scheduler.next(settings, app),
      places,
      lastCheck: damageIn({ places, now }, damage),
      // One that is at work has no end yet either.
      stoppedRestore: isRestoring ? undefined : restores.of(app.name),
      isRestoring,
      anomalies: this.#deps.anomalies?.open(app.name),
      drills: this.#deps.drills?.(app),
      keychain: this.#keychain.get(app.name),
      emergency: this.#deps.emergencies?.().get(app.name),
      now,
      timeZone,
    };
  }

  /** Into each of its places whose last look is no longer good enough. */
  #lookAgain(settings: Settings, app: StoredApp): void {
    const now = this.#deps.clock.monotonic();
    const isWatched = this.#watchers > 0 || now - this.#askedAt < attentionMs;
    for (const place of destinationsOf(settings, app)) {
      const listing = this.#listings.get(listingKey(app, place));
      // Until a place has said what it is, a look is taken to be cheap: there is nothing there to be read, or it does not answer.
      const goodForMs = isWatched ? watchedMs : (listing?.seen?.nearby ?? true) ? nearbyMs : farMs;
      if (listing === undefined || now - listing.lookedAt >= goodForMs) void this.#look(app, place);
    }
  }

  #look(app: StoredApp, place: StoredDestination): Promise<void> {
    return this.#looks.get(listingKey(app, place)) ?? this.#beginLook(app, place, false);
  }

  /** A look that began before what there is to be seen happened does not show it. */
  #lookAnew(app: StoredApp, place: StoredDestination): Promise<void> {
    return this.#beginLook(app, place, true);
  }

  #beginLook(app: StoredApp, place: StoredDestination, read: boolean): Promise<void> {
    const key = listingKey(app, place);
    const look = (this.#looks.get(key) ?? Promise.resolve()).then(() => this.#lookNow(app, place.name, { key, read })).finally(() => {
      if (this.#looks.get(key) === look) this.#looks.delete(key);
    });
    this.#looks.set(key, look);
    return look;
  }

  async #lookNow(app: StoredApp, place: string, { key, read }: { readonly key: string; readonly read: boolean }): Promise<void> {
    const { finder, clock, closing, feed } = this.#deps;
    const known = this.#listings.get(key);
    const answered = new AbortController();
    void this.#noteSilence(key, answered.signal);
    try {
      await this.#tryKeychain(app);
      const listing = await listPlace(finder, app.name, place, { known, lookedAt: clock.monotonic(), read, signal: closing });
      answered.abort();
      const told = this.#listings.get(key);
      this.#listings.set(key, listing);
      if (told === undefined || !sameListing(told, listing)) feed.publish({ topic: 'backups', app: app.name });
    } catch {
      // Only the closing of the engine comes here.
    } finally {
      answered.abort();
    }
  }

  async #noteSilence(key: string, answered: AbortSignal): Promise<void> {
    const { nap, clock, closing } = this.#deps;
    await nap(silenceMs, AbortSignal.any([answered, closing]));
    if (answered.aborted || closing.aborted) return;
    this.#listings.set(key, {
      lookedAt: clock.monotonic(),
      backups: [],
      ...seenOf(this.#listings.get(key)),
      problem: { code: 'network', message: 'The place does not answer.', nextStep: 'Connect the drive, or make sure that the network reaches it.' },
    });
    await this.evaluate();
  }

  async #atMost(ms: number, work: Promise<unknown>): Promise<void> {
    const over = new AbortController();
    try {
      await Promise.race([work, this.#deps.nap(ms, AbortSignal.any([over.signal, this.#deps.closing]))]);
    } finally {
      over.abort();
    }
  }

  /** Without the key no backup can be read or made, whatever else is well. */
  async #tryKeychain(app: StoredApp): Promise<void> {
    const { keychain, settings } = this.#deps.finder;
    // Settings that cannot be read are told for themselves.
    const health = await examineKeys(keychain, await settings.read().catch(() => emptySettings), app);
    if (health.state === 'ok') this.#keychain.delete(app.name);
    else this.#keychain.set(app.name, { state: health.state, error: toPlainError(health.error) });
  }
}

/** Another place, or another app, that was given the name since is looked into before anything is said of it. */
function listingKey({ vault }: Pick<StoredApp, 'vault'>, place: StoredDestination): string {
  return [vault.id, place.name, place.addedAt, placeAddress(place)].join('\n');
}

function seenOf(listing: PlaceListing | undefined): Pick<PlaceListing, 'seen'> {
  return listing?.seen === undefined ? {} : { seen: listing.seen };
}

function sameListing(a: PlaceListing, b: PlaceListing): boolean {
  return JSON.stringify([a.backups, a.problem]) === JSON.stringify([b.backups, b.problem]);
}
