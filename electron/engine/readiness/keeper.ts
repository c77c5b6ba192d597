import { toPlainError } from '../../../shared/model/errors.ts';
import type { Log } from '../calls/dependencies.ts';
import { type WhereItLies, whereItLies } from '../calls/where-it-lies.ts';
import type { Clock } from '../ports/clock.ts';
import { destinationsOf } from '../registry/lookup.ts';
import type { IntendedRuns } from '../schedule/ledger.ts';
import type { StoredDestination } from '../settings/schema.ts';
import type { Measures } from './measures/measures.ts';
import type { KnownApp, StatusKeeper } from '../status/status-keeper.ts';
import type { ChangeFeed } from '../system/change-feed.ts';
import { computerFolders } from '../system/computer-folders.ts';
import { becauseOf, notedOf } from './because.ts';
import type { DrillEvidence, Evidence, RunbookEvidence } from './evidence.ts';
import { evidenceOf, isSettled } from './gather-evidence.ts';
import { gradeOf, marksOf, sentenceOf } from './grade.ts';
import { GradeHistory } from './history.ts';
import type { GradeChange, Readiness } from './readiness-desk.ts';
import { platformHistory } from './platform-history.ts';

/** What other parts know of an app. Asked at each look at the clock: each answers from what it has read already. */
export interface EvidenceInputs {
  /** Newest first. */
  drills(app: KnownApp): Promise<readonly DrillEvidence[]>;
  /** Undefined where there is none. */
  runbook(app: KnownApp): Promise<RunbookEvidence | undefined>;
}

export interface ReadinessKeeperDeps {
  readonly status: Pick<StatusKeeper, 'known' | 'knownNow'>;
  readonly measures: Pick<Measures, 'recoveryPoint' | 'recoveryTime' | 'loss' | 'note'>;
  readonly intended: Pick<IntendedRuns, 'near' | 'isLoaded'>;
  readonly inputs: EvidenceInputs;
  readonly home: string;
  readonly feed: ChangeFeed;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly log: Log;
  /** This process writes down what changes; another one beside it only looks. */
  readonly keeps: () => boolean;
}

/** What may make a letter another one. */
const matters: ReadonlySet<string> = new Set(['apps', 'places', 'runs', 'backups', 'settings', 'schedule', 'alerts', 'drills', 'runbook']);
/** Evidence loses its worth over days. */
const lookMs = 60_000;
/** Asking the disk of a place where it lies, at each look at the clock, would be too often. */
const liesMs = 60_000;

/** Grades every app, and writes down when a letter becomes another one. */
export class ReadinessKeeper {
  readonly #deps: ReadinessKeeperDeps;
  readonly #history: GradeHistory;
  readonly #lies = new Map<string, { readonly askedAt: number; readonly lies: WhereItLies }>();
  #last: Promise<void> = Promise.resolve();
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: ReadinessKeeperDeps) {
    this.#deps = deps;
    this.#history = new GradeHistory(deps.home, deps.log);
  }

  /** @throws not-found; corrupt when the settings cannot be read. */
  async get(wanted: string): Promise<Readiness> {
    const { status, measures } = this.#deps;
    const known = await status.known(wanted);
    const { app, facts } = known;
    const grade = gradeOf(await this.#evidence(known), facts.now);
    const platform = platformHistory(app.connection);
    return {
      app: app.name,
      at: facts.now.toISOString(),
      grade: grade.grade,
      sentence: grade.sentence,
      limitedBy: grade.limitedBy,
      questions: [...grade.questions],
      ...(grade.nextStep === undefined ? {} : { nextStep: grade.nextStep }),
      recoveryPoint: await measures.recoveryPoint(known),
      recoveryTime: await measures.recoveryTime(known),
      loss: await measures.loss(known),
      ...(platform === undefined ? {} : { platformHistory: platform }),
    };
  }

  /** Changes of the last so many days, oldest first; and the one before them, which says what held when they began. @throws as `get` */
  async history(wanted: string, days: number): Promise<readonly GradeChange[]> {
    const { app, facts } = await this.#deps.status.known(wanted);
    await this.look(app.name);
    const all = await this.#history.all(app.vault.id);
    const from = new Date(facts.now.getTime() - days * 86_400_000).toISOString();
    const first = all.findIndex(({ at }) => at >= from);
    const start = first === -1 ? all.length - 1 : Math.max(0, first - 1);
    return all.slice(Math.max(0, start)).map(({ points: _points, limits: _limits, ...change }) => change);
  }

  /** Follows whatever happens until the engine closes. */
  async run(closing: AbortSignal): Promise<void> {
    for await (const { topic, app } of this.#deps.feed.listen(closing)) if (matters.has(topic)) await this.look(app);
    await this.#last;
  }

  /** What another process wrote until now is read anew. */
  forget(): void {
    this.#history.forget();
  }

  /** For each look at the clock: what time alone has changed. Never rejects. */
  async tick(): Promise<void> {
    const now = this.#deps.clock.monotonic();
    if (now - this.#lookedAt < lookMs) return;
    this.#lookedAt = now;
    await this.look();
  }

  /** Notes what is another letter than it was, of one app or of all. Never rejects. */
  look(app?: string): Promise<void> {
    this.#last = this.#last.then(() => this.#look(app)).catch((error: unknown) => this.#deps.log('The grade could not be looked at.', { code: toPlainError(error).code }));
    return this.#last;
  }

  async #look(wanted: string | undefined): Promise<void> {
    if (!this.#deps.keeps()) return;
    for (const known of await this.#deps.status.knownNow(wanted)) {
      if (!isSettled(known.facts)) continue;
      await this.#deps.measures.note(known);
      await this.#note(known);
    }
  }

  async #note(known: KnownApp): Promise<void> {
    const { id } = known.app.vault;
    const { now } = known.facts;
    const grade = marksOf(await this.#evidence(known), now);
    const before = await this.#history.last(id);
    const because = before === undefined ? [sentenceOf(grade)] : becauseOf(before, grade);
    if (because === undefined) return;
    await this.#history.note(id, notedOf(grade, now, because));
    this.#deps.feed.publish({ topic: 'readiness', app: known.app.name });
  }

  async #evidence(known: KnownApp): Promise<Evidence> {
    const { settings, app, facts } = known;
    const { intended, inputs, measures } = this.#deps;
    const places = destinationsOf(settings, app);
    const [lies, drills, runbook, { measured }] = await Promise.all([
      this.#whereTheyLie(places, facts.now),
      this.#known(inputs.drills(known), []),
      this.#known(inputs.runbook(known), undefined),
      this.#known(measures.recoveryTime(known), {}),
    ]);
    return evidenceOf({
      app,
      places,
      facts,
      lies,
      intended: intended.isLoaded(app.slug) ? intended.near(app.slug) : undefined,
      drills,
      runbook,
      measured,
      backWithinHours: app.backWithinHours,
    });
  }

  /** What cannot be read is not known. */
  async #known<T>(asked: Promise<T>, otherwise: T): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      this.#deps.log('A part of what the grade rests on could not be read.', { code: toPlainError(error).code });
      return otherwise;
    }
  }

  async #whereTheyLie(places: readonly StoredDestination[], now: Date): Promise<ReadonlyMap<string, WhereItLies>> {
    const computer = computerFolders();
    const found = await Promise.all(
      places.map(async (place): Promise<readonly [string, WhereItLies]> => {
        const known = this.#lies.get(place.name);
        const isNew = known === undefined || Math.abs(now.getTime() - known.askedAt) > liesMs;
        const lies = isNew ? await whereItLies(place, computer) : known.lies;
        if (isNew) this.#lies.set(place.name, { askedAt: now.getTime(), lies });
        return [place.name, lies];
      }),
    );
    return new Map(found);
  }
}
