import { incidentSentence } from '../compare/incidents/sentence.ts';
import { isHoldfastError, toPlainError } from '../../../shared/model/errors.ts';
import type { Log } from '../calls/dependencies.ts';
import type { Engine } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import { changedApp, writesIntoApp } from '../runs/restoring.ts';
import type { Run } from '../runs/run.ts';
import { removesBackups, type RunManager } from '../runs/run-manager.ts';
import type { ChangeFeed } from '../system/change-feed.ts';
import type { Nap } from '../system/nap.ts';
import { brokenStateLabel, type EmergencyRecord } from './record.ts';
import type { Emergency } from './shown.ts';

export interface EmergencyKeeperDeps {
  readonly engine: Pick<Engine, 'emergencies'>;
  readonly runs: Pick<RunManager, 'start' | 'running' | 'cancel'>;
  readonly apps: () => Promise<readonly string[]>;
  readonly feed: ChangeFeed;
  readonly clock: Clock;
  readonly nap: Nap;
  readonly log: Log;
  /** Another program on this home goes on with emergencies by itself where this is false. */
  readonly begins: () => boolean;
  readonly closing: AbortSignal;
}

const tickMs = 15_000;
/** What could not be pinned is tried again so often. */
const pinAgainMs = 120_000;

/**
 * Goes on with the emergencies of all apps: pins, makes the backup of the broken state, looks for what is lost, notes what happens. What is going on lies in
 * the home, so that after a restart it goes on where it was.
 */
export class EmergencyKeeper {
  readonly #deps: EmergencyKeeperDeps;
  /** What was open when it was looked at last, for the tray and Home. */
  readonly #open = new Map<string, Pick<EmergencyRecord, 'id' | 'startedAt'>>();
  /** Apps whose first steps are being taken here, and what comes of it. */
  readonly #going = new Map<string, Promise<void>>();
  /** Apps whose backup of the broken state is being made here: no other process makes it meanwhile. */
  readonly #holds = new Map<string, { release(): void }>();
  readonly #pinnedAt = new Map<string, number>();
  /** Emergencies of which this process has looked once at all that happened. */
  readonly #caughtUp = new Set<string>();

  constructor(deps: EmergencyKeeperDeps) {
    this.#deps = deps;
  }

  /** The open ones as they were known last, by app. */
  get open(): ReadonlyMap<string, Pick<EmergencyRecord, 'id' | 'startedAt'>> {
    return this.#open;
  }

  /** Until the engine closes; never rejects. */
  async run(): Promise<void> {
    const { nap, closing } = this.#deps;
    while (!closing.aborted) {
      await this.tick();
      await nap(tickMs, closing);
    }
    await Promise.all(this.#going.values());
    for (const id of this.#holds.keys()) this.#letGo(id);
  }

  /** Looks at the clock once; what takes long goes on by itself. Never rejects. */
  async tick(): Promise<void> {
    const { apps, engine, begins, log } = this.#deps;
    try {
      const names = await apps();
      for (const known of this.#open.keys()) if (!names.includes(known)) this.#open.delete(known);
      for (const app of names) {
        const open = await engine.emergencies.open(app);
        this.#know(app, open);
        if (open !== undefined && begins()) this.#goOn(app, open.id);
      }
    } catch (error) {
      log('An emergency could not be gone on with.', { code: toPlainError(error).code });
    }
  }

  /** Answered once the clock runs and nothing is removed any more; the rest goes on by itself. @throws conflict while one is open. */
  async start(app: string, what: string): Promise<Emergency> {
    const { engine, runs } = this.#deps;
    const begun = await engine.emergencies.start(app, what, this.#call);
    for (const { id, request } of runs.running(app)) if (removesBackups(request)) runs.cancel(id);
    this.#know(app, begun);
    this.#goOn(app, begun.id);
    this.changed(app);
    return begun;
  }

  /** What failed of the first steps, once more. */
  async again(app: string, id: string): Promise<Emergency> {
    const { engine } = this.#deps;
    const open = await engine.emergencies.open(app);
    if (open?.id === id && open.broken.state === 'failed') await engine.emergencies.breaking(app, id, 'again', this.#call);
    this.#pinnedAt.delete(id);
    this.#goOn(app, id);
    this.changed(app);
    return engine.emergencies.get(app, id);
  }

  /** With everything noted that happened. */
  async end(app: string, id: string, wishes: { readonly learnt: string; readonly unpin: boolean }): Promise<Emergency> {
    const { engine } = this.#deps;
    // A place that does not answer keeps nobody from ending it.
    await engine.emergencies.catchUp(app, id, { ...this.#call, places: true }).catch(() => undefined);
    const ended = await engine.emergencies.end(app, id, { ...this.#call, ...wishes });
    this.#know(app, undefined);
    this.changed(app);
    return ended;
  }

  /** After a run: what it tells is noted. Never rejects. */
  async afterRun(run: Run): Promise<void> {
    const { engine, log } = this.#deps;
    const { request } = run;
    const app = changedApp(request);
    try {
      const open = await engine.emergencies.open(app);
      if (open === undefined) return;
      if (request.kind === 'backup') {
        // One that is over before anybody noted that it began is the emergency's all the same.
        if (open.broken.runId === run.id || (open.broken.runId === undefined && open.broken.state === 'open' && request.label === brokenStateLabel)) await this.#takeBroken(app, open, run);
        await engine.emergencies.catchUp(app, open.id, { ...this.#call, places: true });
      } else if (writesIntoApp(request)) {
        const after = await engine.emergencies.catchUp(app, open.id, this.#call);
        if (after.backAt !== undefined && open.backAt === undefined) await this.#look(app);
      } else if (request.kind === 'incidents' && run.result?.kind === 'incidents') {
        const { incidents, problem } = run.result;
        await engine.emergencies.looked(app, open.id, { id: run.id, beganAt: run.startedAt, incidents: incidents.map(({ kind, tables }) => incidentSentence(kind, tables.map(({ edited: _edited, ...table }) => table))), problem: problem?.message }, this.#call);
      } else return;
      this.changed(app);
    } catch (error) {
      log('What happened could not be noted with the emergency.', { code: toPlainError(error).code });
    }
  }

  /** Tells pages that something of it changed. */
  changed(app: string): void {
    const { feed } = this.#deps;
    feed.publish({ topic: 'emergencies', app });
  }

  get #call(): { readonly signal: AbortSignal } {
    return { signal: this.#deps.closing };
  }

  #know(app: string, open: Pick<EmergencyRecord, 'id' | 'startedAt'> | undefined): void {
    const before = this.#open.get(app);
    if (open === undefined) this.#open.delete(app);
    else this.#open.set(app, { id: open.id, startedAt: open.startedAt });
    // Another process (the command line) may have begun or ended it.
    if (before?.id !== open?.id) this.changed(app);
  }

  /** One process takes an app's first steps, one after the other. */
  #goOn(app: string, id: string): void {
    if (this.#going.has(app)) return;
    const { log, closing } = this.#deps;
    const going = this.#firstSteps(app, id)
      .catch((error: unknown) => {
        if (!closing.aborted) log('The first steps of an emergency could not be taken.', { code: toPlainError(error).code });
      })
      .finally(() => this.#going.delete(app));
    this.#going.set(app, going);
  }

  async #firstSteps(app: string, id: string): Promise<void> {
    const { engine, clock } = this.#deps;
    const open = await engine.emergencies.open(app);
    if (open?.id !== id) return;
    if (open.pins.state === 'open' || open.pins.state === 'partly') {
      const last = this.#pinnedAt.get(id) ?? Number.NEGATIVE_INFINITY;
      if (clock.monotonic() - last >= pinAgainMs) {
        this.#pinnedAt.set(id, clock.monotonic());
        await engine.emergencies.protect(app, id, this.#call);
        this.#deps.feed.publish({ topic: 'backups', app });
        this.changed(app);
      }
    }
    await this.#backUp(app, id);
    if (this.#caughtUp.has(id)) return;
    this.#caughtUp.add(id);
    await engine.emergencies.catchUp(app, id, { ...this.#call, places: true });
    this.changed(app);
  }

  /** Makes the backup of the state as it is, where nobody is at it and none was made. */
  async #backUp(app: string, id: string): Promise<void> {
    const { engine, runs } = this.#deps;
    const open = await engine.emergencies.open(app);
    if (open?.id !== id || (open.broken.state !== 'open' && open.broken.state !== 'running')) return;
    if (this.#holds.has(id) || runs.running().some((run) => changedApp(run.request) === app && (run.request.kind === 'backup' || writesIntoApp(run.request)))) return;
    const hold = await engine.emergencies.hold(app, id);
    if (hold === undefined) return;
    this.#holds.set(id, hold);
    try {
      const made = await engine.emergencies.findBroken(app, id, this.#call).catch((error: unknown) => {
        if (isHoldfastError(error, 'cancelled')) throw error;
        // No place tells what lies there: the backup says why.
        return undefined;
      });
      if (made !== undefined) {
        await engine.emergencies.breaking(app, id, { made }, this.#call);
        this.#letGo(id);
        return;
      }
      const runId = await runs.start({ kind: 'backup', app, reason: 'manual', label: brokenStateLabel }, 'person');
      await engine.emergencies.breaking(app, id, { runId }, this.#call);
    } catch (error) {
      this.#letGo(id);
      // Something else is at work on the app: it is tried again at the next look at the clock.
      if (isHoldfastError(error, 'conflict') || isHoldfastError(error, 'cancelled')) return;
      await engine.emergencies.breaking(app, id, { failed: toPlainError(error) }, this.#call);
    } finally {
      this.changed(app);
    }
  }

  async #takeBroken(app: string, { id }: Pick<EmergencyRecord, 'id'>, run: Run): Promise<void> {
    const { engine } = this.#deps;
    this.#letGo(id);
    const { result } = run;
    if (result?.kind === 'backup') {
      const { backup, tables, places } = result;
      const made = {
        backup,
        startedAt: run.startedAt,
        records: tables.reduce((sum, { records }) => sum + records, 0),
        lacking: tables.flatMap(({ name, status }) => (status === 'complete' ? [] : [name])),
        isVerified: places.some(({ outcome }) => outcome === 'verified'),
      };
      await engine.emergencies.breaking(app, id, { made }, this.#call);
    } else if (run.state !== 'interrupted') {
      // Holdfast that closes goes on with it at its next start.
      const failed = run.error ?? { code: 'cancelled' as const, message: 'It was stopped.', nextStep: 'Make it again.' };
      await engine.emergencies.breaking(app, id, { failed }, this.#call);
    }
    await this.#look(app);
  }

  /** What is lost, seen without anybody asking for it. */
  async #look(app: string): Promise<void> {
    const { runs, closing } = this.#deps;
    if (closing.aborted || runs.running(app).some(({ request }) => request.kind === 'incidents')) return;
    await runs.start({ kind: 'incidents', app }, 'person').catch(() => undefined);
  }

  #letGo(id: string): void {
    this.#holds.get(id)?.release();
    this.#holds.delete(id);
  }
}
