import { HoldfastError, toPlainError } from '../../../shared/model/errors.ts';
import type { Log } from '../calls/dependencies.ts';
import type { Engine } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import { touchesApp, writesIntoApp } from '../runs/restoring.ts';
import type { Run } from '../runs/run.ts';
import type { RunManager } from '../runs/run-manager.ts';
import type { ChangeFeed } from '../system/change-feed.ts';
import type { Nap } from '../system/nap.ts';
import type { GuardWishes } from './guard-desk.ts';
import { type GuardSession, isOpen } from './session.ts';

export interface GuardKeeperDeps {
  readonly engine: Pick<Engine, 'guard' | 'snapshots'>;
  readonly runs: Pick<RunManager, 'start' | 'running' | 'list' | 'cancel'>;
  /** Apps that can be watched. */
  readonly apps: () => Promise<readonly string[]>;
  readonly feed: ChangeFeed;
  readonly clock: Clock;
  readonly nap: Nap;
  readonly log: Log;
  /** Another program on this home goes on with windows by itself where this is false. */
  readonly begins: () => boolean;
  readonly closing: AbortSignal;
}

/** The state of an app's windows as a page shows it. */
export interface GuardState {
  readonly open: GuardSession | null;
  readonly ended: GuardSession[];
  readonly looking: boolean;
}

const tickMs = 15_000;
/** Checklists are looked at by themselves so often. */
const playbookMs = 6 * 3_600_000;
/** A backup after a change that nobody could make for so long says nothing of that change any more. */
const afterMs = 24 * 3_600_000;

/**
 * Goes on with the windows of all apps: makes their backup a run, looks when it is time, ends them. What is going on lies in the home, so that after
 * a restart it goes on where it was: a backup that was made is found, one that was not is made again, a window that is over gets its last look.
 */
export class GuardKeeper {
  readonly #deps: GuardKeeperDeps;
  /** Apps at which somebody is looking, and what comes of it. */
  readonly #looks = new Map<string, Promise<void>>();
  /** Apps whose backup is being made here: no other process makes it meanwhile. */
  readonly #holds = new Map<string, { release(): void }>();
  /** What was open when it was looked at last, for the tray. */
  readonly #open = new Map<string, GuardSession>();
  /** Looks at checklists that go on. */
  readonly #checks = new Set<Promise<void>>();

  constructor(deps: GuardKeeperDeps) {
    this.#deps = deps;
  }

  /** The open windows as they were known last. */
  get open(): ReadonlyMap<string, GuardSession> {
    return this.#open;
  }

  /** Until the engine closes; never rejects. */
  async run(): Promise<void> {
    const { nap, closing } = this.#deps;
    while (!closing.aborted) {
      await this.tick();
      await nap(tickMs, closing);
    }
    await Promise.all([...this.#looks.values(), ...this.#checks]);
    for (const app of this.#holds.keys()) this.#letGo(app);
  }

  /** Looks at the clock once; what takes long goes on by itself. Never rejects. */
  async tick(): Promise<void> {
    const { apps, log } = this.#deps;
    try {
      for (const app of await apps()) await this.#goOn(app);
    } catch (error) {
      log('A watched change could not be gone on with.', { code: toPlainError(error).code });
    }
  }

  async state(app: string): Promise<GuardState> {
    const { open, ended } = await this.#deps.engine.guard.state(app);
    return { open: open ?? null, ended: [...ended], looking: this.#looks.has(app) };
  }

  /** @throws conflict while a window is open, or while the app cannot be backed up now. */
  async start(app: string, wishes: GuardWishes): Promise<GuardSession> {
    const { engine } = this.#deps;
    if (!(await this.#hold(app))) throw beingMade(app);
    let began: GuardSession | undefined;
    try {
      began = await engine.guard.begin(app, wishes, this.#call);
      return await this.#backUp(app);
    } catch (error) {
      this.#letGo(app);
      if (began !== undefined) await this.#noted(engine.guard.end(app, 'person', { ...this.#call, without: true }));
      throw error;
    }
  }

  /** The backup anew, where there is none, or one that is not whole. @throws invalid-input where it needs nothing. */
  async again(app: string): Promise<GuardSession> {
    if (!(await this.#hold(app))) throw beingMade(app);
    try {
      await this.#deps.engine.guard.again(app, this.#call);
      return await this.#backUp(app);
    } catch (error) {
      this.#letGo(app);
      throw error;
    }
  }

  async goOn(app: string): Promise<GuardSession> {
    return this.#noted(this.#deps.engine.guard.goOn(app, this.#call));
  }

  async set(app: string, wishes: Pick<GuardWishes, 'minutes' | 'backupAfter'>): Promise<GuardSession> {
    return this.#noted(this.#deps.engine.guard.set(app, wishes, this.#call));
  }

  /** Begins to look; answered at once. @throws not-found where no window is open. */
  async look(app: string): Promise<void> {
    const { open } = await this.#deps.engine.guard.state(app);
    if (open?.phase !== 'watching') throw new HoldfastError('not-found', `No change to “${app}” is being watched.`, { nextStep: 'Start one before you change the app.' });
    this.#begin(app, () => this.#deps.engine.guard.look(app, this.#call));
  }

  /** Begins the last look; answered at once. A window that does not watch yet is given up. */
  async end(app: string, without: boolean): Promise<void> {
    const { engine, runs } = this.#deps;
    const { open } = await engine.guard.state(app);
    if (open?.phase === 'backing-up' && open.runId !== undefined && runs.running(app).some(({ id }) => id === open.runId)) runs.cancel(open.runId);
    if (without || open?.phase === 'backing-up' || open?.phase === 'asks') await this.#noted(engine.guard.end(app, 'person', { ...this.#call, without }));
    else {
      // A look that goes on is waited for: the last one is the last.
      await this.#looks.get(app);
      this.#begin(app, () => this.#endOf(app, 'person'));
    }
  }

  /** After a run: where it was a window's backup, that goes on. Never rejects. */
  async afterRun(run: Run): Promise<void> {
    if (run.request.kind !== 'backup') return;
    const { app } = run.request;
    try {
      const { open, ended } = await this.#deps.engine.guard.state(app);
      await this.#noteAfter(app, ended, run);
      // One that is over before its window knows of it is that window's all the same.
      const isOurs = open?.runId === run.id || (open?.runId === undefined && run.request.reason === 'pre-change');
      if (open?.phase === 'backing-up' && isOurs) {
        // First: who sees what became of it may want it made again.
        this.#letGo(app);
        await this.#take(app, run);
      }
      // Its window was given up meanwhile: nothing waits for it, and the next window may begin.
      else if (open?.phase !== 'backing-up' && run.request.reason === 'pre-change') this.#letGo(app);
      this.#checkPlaybooks(app);
    } catch (error) {
      this.#deps.log('A watched change could not be gone on with.', { code: toPlainError(error).code });
    }
  }

  /** Tells pages that something of it changed. */
  changed(app: string): void {
    this.#deps.feed.publish({ topic: 'guard', app });
  }

  get #call(): { readonly signal: AbortSignal } {
    return { signal: this.#deps.closing };
  }

  async #goOn(app: string): Promise<void> {
    const { engine, begins, clock } = this.#deps;
    const { open, ended } = await engine.guard.state(app);
    if (open === undefined) this.#open.delete(app);
    else this.#open.set(app, open);
    if (!begins()) return;
    const [last] = ended;
    if (last?.afterBackup === 'due' && !this.#looks.has(app)) await this.#backUpAfter(app, last);
    if (open === undefined) return this.#checkOldPlaybooks(app);
    const now = clock.now().toISOString();
    switch (open.phase) {
      case 'backing-up':
        if (!this.#holds.has(app) && !this.#isBusy(app) && (await this.#hold(app))) await this.#resume(app);
        return;
      case 'watching':
        if (this.#looks.has(app) || this.#isBusy(app)) return;
        if (open.until !== undefined && open.until <= now) this.#begin(app, () => this.#endOf(app, 'time'));
        else if (open.nextLookAt !== undefined && open.nextLookAt <= now) this.#begin(app, () => engine.guard.look(app, this.#call));
        return;
      case 'ending':
        if (this.#looks.has(app) || this.#isBusy(app) || (open.nextLookAt !== undefined && open.nextLookAt > now && open.lookProblem !== undefined)) return;
        this.#begin(app, () => this.#endOf(app, open.endedBy ?? 'time'));
        return;
      case 'asks':
      case 'ended':
      case 'abandoned':
    }
  }

  /** Beside records that are being brought back, half of a restore would look like a change; beside a backup, two would share one limit of requests. */
  #isBusy(app: string): boolean {
    return this.#deps.runs.running().some(({ request }) => (request.kind === 'backup' && request.app === app) || (writesIntoApp(request) && touchesApp(request, app)));
  }

  /** The backup of a window whose run is gone: it was made all the same, or is made again. */
  async #resume(app: string): Promise<void> {
    const { engine } = this.#deps;
    try {
      const { open } = await engine.guard.state(app);
      if (open?.phase !== 'backing-up') return this.#letGo(app);
      const { snapshots } = await engine.snapshots(app, this.#call);
      const made = snapshots.find(({ kind, startedAt, outcome, verified }) => kind === 'pre-change' && startedAt >= open.startedAt && outcome === 'complete' && verified);
      if (made === undefined) {
        await this.#backUp(app);
        return;
      }
      const { id, startedAt, records } = made;
      await this.#noted(engine.guard.backedUp(app, { id, startedAt, records, isComplete: true, isVerified: true, lacking: [] }, this.#call));
      this.#letGo(app);
    } catch (error) {
      this.#letGo(app);
      throw error;
    }
  }

  async #hold(app: string): Promise<boolean> {
    if (this.#holds.has(app)) return false;
    const hold = await this.#deps.engine.guard.hold(app);
    if (hold !== undefined) this.#holds.set(app, hold);
    return hold !== undefined;
  }

  #letGo(app: string): void {
    this.#holds.get(app)?.release();
    this.#holds.delete(app);
  }

  async #backUp(app: string): Promise<GuardSession> {
    const { engine, runs } = this.#deps;
    const { open } = await engine.guard.state(app);
    const runId = await runs.start({ kind: 'backup', app, reason: 'pre-change', ...(open?.label === undefined ? {} : { label: open.label }) }, 'person');
    return this.#noted(engine.guard.running(app, runId, this.#call));
  }

  async #take(app: string, run: Run): Promise<void> {
    const { engine } = this.#deps;
    const { result } = run;
    if (result?.kind !== 'backup') {
      const problem = run.error ?? { code: 'cancelled' as const, message: 'The backup before the change was stopped.', nextStep: 'Make it again, or stop here.' };
      // Holdfast is closing: the next start goes on with it.
      if (run.state !== 'interrupted') await this.#noted(engine.guard.notBackedUp(app, problem, this.#call));
      return;
    }
    const { tables, places, outcome, backup } = result;
    await this.#noted(
      engine.guard.backedUp(
        app,
        {
          id: backup,
          startedAt: run.startedAt,
          isComplete: outcome === 'complete',
          isVerified: places.some((place) => place.outcome === 'verified'),
          records: tables.reduce((sum, { records }) => sum + records, 0),
          lacking: tables.flatMap(({ name, status, reason }) => (status === 'complete' ? [] : [{ table: name, why: reason ?? 'It could not be read whole.' }])),
        },
        this.#call,
      ),
    );
  }

  /** One look at an app at a time. */
  #begin(app: string, work: () => Promise<GuardSession>): void {
    if (this.#looks.has(app)) return;
    const going = this.#noted(work())
      .then(
        () => undefined,
        (error: unknown) => this.#deps.log('A watched app could not be looked at.', { code: toPlainError(error).code }),
      )
      .finally(() => {
        this.#looks.delete(app);
        this.changed(app);
      });
    this.#looks.set(app, going);
    this.changed(app);
  }

  async #endOf(app: string, by: 'time' | 'person'): Promise<GuardSession> {
    const { engine } = this.#deps;
    const session = await engine.guard.end(app, by, this.#call);
    if (session.afterBackup === 'due') await this.#backUpAfter(app, session);
    return session;
  }

  /** What is due stays due until it was made: whoever is killed here leaves it to the next start. */
  async #backUpAfter(app: string, { id, label, endedAt }: GuardSession): Promise<void> {
    const { engine, runs, clock, log } = this.#deps;
    try {
      if (clock.now().getTime() - Date.parse(endedAt ?? '') > afterMs) return await engine.guard.afterMade(app, id, this.#call);
      if (this.#isBusy(app) || !(await this.#hold(app))) return;
      await runs.start({ kind: 'backup', app, reason: 'manual', ...(label === undefined ? {} : { label }) }, 'person');
    } catch (error) {
      this.#letGo(app);
      log('The backup after a change could not be started.', { code: toPlainError(error).code });
    }
  }

  /** Any backup that began after the end is the one after it; one that was cut short is not. */
  async #noteAfter(app: string, [last]: readonly GuardSession[], run: Run): Promise<void> {
    if (last?.afterBackup !== 'due' || run.startedAt < (last.endedAt ?? '') || run.state === 'interrupted') return;
    this.#letGo(app);
    await this.#deps.engine.guard.afterMade(app, last.id, this.#call);
    this.changed(app);
  }

  async #noted(change: Promise<GuardSession>): Promise<GuardSession> {
    const session = await change;
    if (isOpen(session)) this.#open.set(session.app, session);
    else this.#open.delete(session.app);
    this.changed(session.app);
    return session;
  }

  async #checkOldPlaybooks(app: string): Promise<void> {
    const { engine, clock } = this.#deps;
    const open = (await engine.guard.playbooks.list(app)).filter(({ state }) => state === 'open');
    if (open.some(({ seenAt, startedAt }) => clock.now().getTime() - Date.parse(seenAt ?? startedAt) > playbookMs)) this.#checkPlaybooks(app);
  }

  /** Goes on by itself; the end waits for it. */
  #checkPlaybooks(app: string): void {
    const check = this.#checkedPlaybooks(app).finally(() => this.#checks.delete(check));
    this.#checks.add(check);
  }

  /** Never rejects: what could not be seen is in the checklist. */
  async #checkedPlaybooks(app: string): Promise<void> {
    const { engine, log, closing } = this.#deps;
    try {
      for (const { id, state } of await engine.guard.playbooks.list(app)) if (state === 'open' && !closing.aborted) await engine.guard.playbooks.check(app, id, this.#call);
      this.changed(app);
    } catch (error) {
      log('A checklist could not be looked at.', { code: toPlainError(error).code });
    }
  }
}

function beingMade(app: string): HoldfastError {
  return new HoldfastError('conflict', `“${app}” is being backed up before a change already.`, { nextStep: 'Wait until that backup is done.', details: { reason: 'already-running' } });
}
