import { toPlainError } from '../../../shared/model/errors.ts';
import type { Log } from '../calls/dependencies.ts';
import type { Clock } from '../ports/clock.ts';
import type { ComputerPort } from '../ports/computer.ts';
import type { Run } from '../runs/run.ts';
import type { RunManager } from '../runs/run-manager.ts';
import type { DrillEvidence } from '../readiness/evidence.ts';
import { destinationsOf } from '../registry/lookup.ts';
import { needsNetwork } from '../schedule/needs-network.ts';
import type { Settings, StoredApp } from '../settings/schema.ts';
import type { SettingsStore } from '../settings/settings.ts';
import { type AppFacts, type DrillStanding, isLookedInto, knownBackups } from '../status/facts.ts';
import { isProven } from '../status/safety.ts';
import { evidenceOf } from './evidence.ts';
import type { DrillReport } from './drill-desk.ts';
import { type NextDrill, nextDrill } from './due.ts';
import type { DrillReports } from './reports.ts';
import { drillRuleOf } from './rule.ts';
import { standingOf } from './standing.ts';

export interface DrillKeeperDeps {
  readonly reports: DrillReports;
  readonly settings: SettingsStore;
  readonly runs: Pick<RunManager, 'start' | 'running'>;
  /** What is known of every app, without looking anywhere. */
  readonly facts: () => Promise<readonly { readonly app: StoredApp; readonly facts: AppFacts }[]>;
  readonly computer: ComputerPort;
  readonly clock: Clock;
  readonly log: Log;
  /** Another program on this home begins drills where this is false. */
  readonly begins: () => boolean;
  /** The drills of this app are others than before. */
  readonly onChange: (app: string) => void;
}

const mostLooks = 200;
/** A command may have made some meanwhile. */
const lookEveryMs = 5 * 60_000;
/** One that ended without a report is not begun again at every look at the clock. */
const patienceMs = 6 * 3_600_000;

/** Begins drills when they are due, and knows what became of the last. */
export class DrillKeeper {
  readonly #deps: DrillKeeperDeps;
  readonly #reports = new Map<string, readonly DrillReport[]>();
  readonly #tried = new Map<string, number>();
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: DrillKeeperDeps) {
    this.#deps = deps;
  }

  /** Undefined while that was not looked at. */
  standing(app: StoredApp): DrillStanding | undefined {
    const reports = this.#reports.get(app.vault.id);
    return reports === undefined ? undefined : standingOf(reports, drillRuleOf(app));
  }

  /** Reads the reports again: those of one app, or all. Never rejects. */
  async look(name?: string): Promise<void> {
    const { settings, reports, log, onChange, clock } = this.#deps;
    if (name === undefined) this.#lookedAt = clock.monotonic();
    try {
      for (const app of (await settings.read()).apps) {
        if (name !== undefined && app.name !== name) continue;
        const before = this.#reports.get(app.vault.id);
        const now = await reports.list(app.vault.id, mostLooks);
        this.#reports.set(app.vault.id, now);
        if (before !== undefined && before[0]?.id !== now[0]?.id) onChange(app.name);
      }
    } catch (error) {
      log('The reports of drills could not be read.', { code: toPlainError(error).code });
    }
  }

  /** What a grade rests on, newest first. Never rejects. */
  async evidence(app: StoredApp): Promise<readonly DrillEvidence[]> {
    try {
      return (await this.#deps.reports.list(app.vault.id, mostLooks)).map(evidenceOf);
    } catch (error) {
      // What cannot be read proves nothing.
      this.#deps.log('The reports of drills could not be read.', { code: toPlainError(error).code });
      return [];
    }
  }

  /** When the next one begins by itself, and why then. */
  next(app: StoredApp, facts: AppFacts): NextDrill {
    const proven = knownBackups(facts).filter(isProven);
    return nextDrill({
      everyDays: drillRuleOf(app).everyDays,
      provenSince: proven.at(-1)?.startedAt,
      newestProven: proven[0]?.startedAt,
      places: facts.places.map(({ name, listing }) => ({ name, isReachable: isLookedInto(listing) })),
      drills: this.#reports.get(app.vault.id) ?? [],
      vaultId: app.vault.id,
      now: this.#deps.clock.now(),
    });
  }

  /** At each look at the clock. Never rejects. */
  async tick(): Promise<void> {
    const { clock, begins, log, settings } = this.#deps;
    if (clock.monotonic() - this.#lookedAt >= lookEveryMs) await this.look();
    if (!begins()) return;
    try {
      const current = await settings.read();
      if (current.pausedUntil !== null && new Date(current.pausedUntil) > clock.now()) return;
      await this.#begin(current);
    } catch (error) {
      log('A drill could not be begun.', { code: toPlainError(error).code });
    }
  }

  /** One at a time, the longest due first, and only beside nothing else: a backup matters more. */
  async #begin(settings: Settings): Promise<void> {
    const { clock, facts: factsOf, runs } = this.#deps;
    const now = clock.now();
    const running = runs.running();
    if (running.some(isInTheWay)) return;
    // What is known of an app costs more to put together than to see that its time has not come.
    const candidates = new Set(settings.apps.filter((app) => this.#reports.has(app.vault.id) && !this.#triedLately(app) && this.#mayBeDue(settings, app, now) && this.#mayNow(settings, app)).map(({ name }) => name));
    if (candidates.size === 0) return;
    const due = (await factsOf()).flatMap(({ app, facts }) => {
      if (!candidates.has(app.name) || facts.keychain !== undefined) return [];
      // A backup that is due now comes first.
      if (running.some(({ request }) => request.app === app.name) || (facts.next.at !== null && facts.next.at <= now.toISOString())) return [];
      const next = this.next(app, facts);
      return next.at === null || next.at > now ? [] : [{ app, next }];
    });
    const [first] = due.toSorted((a, b) => this.#lastOf(a.app).localeCompare(this.#lastOf(b.app)));
    if (first === undefined) return;
    this.#tried.set(first.app.vault.id, clock.monotonic());
    await runs.start({ kind: 'drill', app: first.app.name, place: first.next.place }, 'schedule');
  }

  #mayBeDue(settings: Settings, app: StoredApp, now: Date): boolean {
    const next = nextDrill({
      everyDays: drillRuleOf(app).everyDays,
      provenSince: app.addedAt,
      newestProven: now.toISOString(),
      places: destinationsOf(settings, app).map(({ name }) => ({ name, isReachable: true })),
      drills: this.#reports.get(app.vault.id) ?? [],
      vaultId: app.vault.id,
      now,
    });
    return next.at !== null && next.at <= now;
  }

  #lastOf({ vault }: StoredApp): string {
    return this.#reports.get(vault.id)?.[0]?.startedAt ?? '';
  }

  #triedLately({ vault }: StoredApp): boolean {
    const tried = this.#tried.get(vault.id);
    return tried !== undefined && this.#deps.clock.monotonic() - tried < patienceMs;
  }

  /** As with backups that begin by themselves. */
  #mayNow(settings: Settings, app: StoredApp): boolean {
    const { online, onBattery, metered } = this.#deps.computer();
    const { alsoOnBattery = true, alsoOnMetered = true } = settings.preferences;
    if (onBattery === true && !alsoOnBattery) return false;
    if (!needsNetwork(settings, app)) return true;
    return online !== false && (metered !== true || alsoOnMetered);
  }
}

/** What nothing is begun beside: another drill, and whatever writes. */
function isInTheWay({ request }: Run): boolean {
  return request.kind !== 'compare' && request.kind !== 'incidents';
}
