import { HoldfastError, toPlainError } from '../../../shared/model/errors.ts';
import type { Journal } from '../activity/journal.ts';
import type { Progress } from '../engine.ts';
import { orCancelled, throwIfCancelled } from '../ports/cancel.ts';
import { Watched } from '../streams/watched.ts';
import type { ChangeFeed } from '../system/change-feed.ts';
import { endOf, rememberedRequest, runKindOf } from './history.ts';
import { Pace } from './pace.ts';
import { PauseGate } from './pause-gate.ts';
import { perform, type PerformDeps } from './perform.ts';
import { changedApp, writesIntoApp } from './restoring.ts';
import type { Ended } from './results.ts';
import type { RequestedBy, Run, RunProgress, RunRequest } from './run.ts';
import { stoppedBy } from './stopped-by.ts';

export interface RunManagerDeps extends PerformDeps {
  readonly journal: Journal;
  /** Runs as the journal tells them, oldest first. */
  readonly history: () => readonly Run[];
  readonly feed: ChangeFeed;
  readonly newId: () => string;
  /** Work begins after this: what some apps need was started. Must not reject. */
  readonly ready?: () => Promise<void>;
  /** Why a run failed, for the log. */
  readonly onFailure?: (error: unknown) => void;
  /** After a run was noted as begun. Must not reject; nobody waits for it. */
  readonly onStart?: (run: Run) => Promise<void>;
  /** After a run has ended and its end was noted; a watcher hears of the end only then. Must not throw. */
  readonly afterRun?: (run: Run) => Promise<void>;
}

interface LiveRun {
  readonly watched: Watched<Run>;
  readonly stop: AbortController;
  readonly gate: PauseGate;
  ended: Promise<void>;
}

/** Results of so many ended runs are kept in memory; what went before is remembered by the journal, without them. */
const keptResults = 20;

/** The long work of the engine: each run goes on whether or not somebody watches it, and is noted in the journal at both ends. */
export class RunManager {
  readonly #deps: RunManagerDeps;
  readonly #live = new Map<string, LiveRun>();
  /** Ended ones with their results, oldest first. */
  readonly #ended = new Map<string, Run>();
  /** Apps for which a backup is being started or goes on. */
  readonly #backingUp = new Set<string>();
  /** Apps into which records are being brought back. */
  readonly #restoring = new Set<string>();
  /** Apps of which backups are being removed. */
  readonly #removing = new Set<string>();
  /** Apps whose backups are being written anew for other keys. */
  readonly #rewriting = new Set<string>();
  #isClosed = false;

  constructor(deps: RunManagerDeps) {
    this.#deps = deps;
  }

  /**
   * Begins a run; it goes on by itself.
   * @param request with the app's name as the settings have it.
   * @returns its id. @throws conflict while the app is being backed up already, records are being brought back into it, or its backups are being removed by another run.
   */
  async start(request: RunRequest, by: RequestedBy): Promise<string> {
    if (this.#isClosed) throw new HoldfastError('cancelled', 'Holdfast is closing.', { nextStep: 'Start it again and try once more.' });
    const isBackup = request.kind === 'backup';
    if (isBackup && this.#backingUp.has(request.app)) {
      throw new HoldfastError('conflict', `“${request.app}” is being backed up already.`, { nextStep: 'Wait until that backup is done, or stop it first.', details: { reason: 'already-running' } });
    }
    const writes = writesIntoApp(request);
    // Nothing else may be at work on the app that is written into.
    const target = changedApp(request);
    const removes = removesBackups(request);
    if ((isBackup || writes || removes) && this.#restoring.has(target)) {
      throw new HoldfastError('conflict', `Records are being brought back into “${target}” just now.`, { nextStep: 'Wait until that is done, or stop it first.', details: { reason: 'already-running' } });
    }
    if (writes && this.#backingUp.has(target)) {
      throw new HoldfastError('conflict', `“${target}” is being backed up just now.`, { nextStep: 'Wait until that backup is done, or stop it, then bring the records back.', details: { reason: 'already-running' } });
    }
    if (removes && this.#removing.has(request.app)) {
      throw new HoldfastError('conflict', `Backups of “${request.app}” are being removed already.`, { nextStep: 'Wait until that is done, or stop it first.', details: { reason: 'already-running' } });
    }
    if (removes && this.#backingUp.has(request.app)) {
      throw new HoldfastError('conflict', `“${request.app}” is being backed up just now.`, { nextStep: 'Wait until that backup is done, then remove old ones.', details: { reason: 'already-running' } });
    }
    for (const app of new Set([request.app, target])) this.#refuseBesideRewriting({ kind: request.kind, app }, isBackup || writes || removes);
    if (request.kind === 'rekey') this.#rewriting.add(request.app);
    if (isBackup) this.#backingUp.add(request.app);
    if (writes) this.#restoring.add(target);
    if (removes) this.#removing.add(request.app);
    const { journal, clock, newId } = this.#deps;
    const run: Run = { id: newId(), request, by, state: 'running', startedAt: clock.now().toISOString(), phasesDone: [] };
    const live: LiveRun = { watched: new Watched(clock, run), stop: new AbortController(), gate: new PauseGate(), ended: Promise.resolve() };
    this.#live.set(run.id, live);
    // Noted before anything is done: an engine that is killed leaves a start without an end.
    const noted = journal.append({ kind: 'run-started', app: request.app, runId: run.id, runKind: runKindOf(request), request: rememberedRequest(request), by });
    live.ended = noted.then(() => this.#carryOut(live, request, by));
    await noted;
    void this.#deps.onStart?.(run);
    this.#publish(run);
    return run.id;
  }

  /** The run as it is now, then at each change, to its end. @throws not-found. */
  watch(runId: string, signal: AbortSignal): AsyncIterable<Run> {
    const live = this.#live.get(runId);
    if (live !== undefined) return live.watched.watch(signal);
    return once(this.#find(runId));
  }

  /** Asks a run to stop; one that has ended already is left as it is. @throws not-found. */
  cancel(runId: string): void {
    const live = this.#live.get(runId);
    if (live === undefined) this.#find(runId);
    else live.stop.abort();
  }

  /** A restore waits before its next change, or goes on. @throws not-found, invalid-input. */
  pause(runId: string, paused: boolean): void {
    const live = this.#live.get(runId);
    if (live === undefined) this.#find(runId);
    if (live === undefined || !writesIntoApp(live.watched.value.request)) {
      throw new HoldfastError('invalid-input', 'That cannot be paused.', { nextStep: 'Only records that are being brought back wait when they are told to.' });
    }
    const { paused: _paused, ...run } = live.watched.value;
    if (paused) live.gate.shut();
    else live.gate.open();
    live.watched.set(paused ? { ...run, paused } : run);
  }

  /** Newest first, those that go on included. What may be large is left out. */
  list(query: { readonly app?: string | undefined; readonly limit: number }): Run[] {
    const remembered = this.#deps.history().filter((run) => query.app === undefined || run.request.app === query.app);
    return remembered
      .slice(-query.limit)
      .toReversed()
      .map((run) => shortened(this.#live.get(run.id)?.watched.value ?? this.#ended.get(run.id) ?? run));
  }

  /** Those that go on, oldest first. */
  running(app?: string): Run[] {
    return [...this.#live.values()].map((live) => live.watched.value).filter((run) => app === undefined || run.request.app === app);
  }

  /** Stops what goes on and waits until it is noted as interrupted. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const live = [...this.#live.values()];
    for (const { stop } of live) stop.abort();
    await Promise.all(live.map(({ ended }) => ended));
  }

  /** What is written beside a rewriting would be missed by it, or be for the keys of before. */
  #refuseBesideRewriting({ kind, app }: Pick<RunRequest, 'kind' | 'app'>, changesBackups: boolean): void {
    if ((changesBackups || kind === 'rekey') && this.#rewriting.has(app)) {
      throw new HoldfastError('conflict', `The backups of “${app}” are being written anew just now.`, { nextStep: 'Wait until that is done, or stop it: it goes on the next time.', details: { reason: 'already-running' } });
    }
    if (kind === 'rekey' && (this.#backingUp.has(app) || this.#removing.has(app) || this.#restoring.has(app))) {
      throw new HoldfastError('conflict', `“${app}” is being backed up just now, or something else is done with its backups.`, { nextStep: 'Wait until that is done, or stop it first.', details: { reason: 'already-running' } });
    }
  }

  #find(runId: string): Run {
    const run = this.#ended.get(runId) ?? this.#deps.history().find((each) => each.id === runId);
    if (run !== undefined) return run;
    throw new HoldfastError('not-found', 'That run is not remembered here.', { nextStep: 'Look at the list of runs.' });
  }

  async #carryOut(live: LiveRun, request: RunRequest, by: RequestedBy): Promise<void> {
    const { clock, ready } = this.#deps;
    const began = clock.monotonic();
    const pace = new Pace();
    let ended: Ended;
    try {
      const onProgress = (progress: Progress): void => {
        const { phase, done, total } = progress;
        const timeLeftMs = pace.observe(phase, done, total, clock.monotonic());
        live.watched.set(advanced(live.watched.value, { ...progress, ...(timeLeftMs === undefined ? {} : { timeLeftMs }) }));
      };
      if (ready !== undefined) await orCancelled(ready(), live.stop.signal);
      throwIfCancelled(live.stop.signal);
      ended = await perform(this.#deps, request, by, { signal: live.stop.signal, onProgress, gate: () => live.gate.pass(live.stop.signal) });
    } catch (error) {
      ended = this.#failed(error, live.stop.signal);
    }
    if (request.kind === 'backup') this.#backingUp.delete(request.app);
    if (writesIntoApp(request)) this.#restoring.delete(changedApp(request));
    if (removesBackups(request)) this.#removing.delete(request.app);
    if (request.kind === 'rekey') this.#rewriting.delete(request.app);
    await this.#end(live, ended, clock.monotonic() - began);
  }

  #failed(error: unknown, signal: AbortSignal): Ended {
    // Whatever it made of being stopped, that was the reason.
    if (signal.aborted) return { state: this.#isClosed ? 'interrupted' : 'cancelled' };
    this.#deps.onFailure?.(error);
    const by = stoppedBy(error);
    return { state: 'failed', error: toPlainError(error), ...(by === undefined ? {} : { stoppedBy: by }) };
  }

  async #end(live: LiveRun, { state, result, error, stoppedBy: by, backup, records, removal, checkedPlace, detail }: Ended, durationMs: number): Promise<void> {
    const { journal, clock, afterRun } = this.#deps;
    const { progress: _progress, paused: _paused, ...before } = live.watched.value;
    // The phase it failed in is not behind it.
    const phasesDone = state === 'done' || state === 'incomplete' ? phasesAfter(live.watched.value) : before.phasesDone;
    const run: Run = {
      ...before,
      phasesDone,
      state,
      endedAt: clock.now().toISOString(),
      ...(result === undefined ? {} : { result }),
      ...(error === undefined ? {} : { error }),
      ...(by === undefined ? {} : { stoppedBy: by }),
    };
    const bytes = result?.kind === 'backup' ? result.uploadedBytes : result?.kind === 'check' ? result.bytes : removal === undefined || !(result?.kind === 'retention' || result?.kind === 'delete') ? undefined : result.freedBytes;
    await journal.append({
      ...endOf(run, state),
      durationMs,
      ...(error === undefined ? {} : { error }),
      ...(by === undefined ? {} : { stoppedBy: by }),
      ...(bytes === undefined ? {} : { bytes }),
      ...(backup === undefined ? {} : { backup, records: backup.records }),
      ...(records === undefined ? {} : { records }),
      ...(removal === undefined ? {} : { removal }),
      ...(checkedPlace === undefined ? {} : { checkedPlace }),
      ...(detail === undefined || detail === '' ? {} : { detail }),
      ...(result?.kind === 'check' ? { problems: result.problems.length } : {}),
    });
    // It goes on until what it made was looked at: before, the journal knows of a backup that no place is known to hold.
    await afterRun?.(run);
    this.#live.delete(run.id);
    this.#keep(run);
    live.watched.set(run);
    live.watched.end();
    this.#publish(run);
  }

  #keep(run: Run): void {
    this.#ended.set(run.id, run);
    for (const id of this.#ended.keys()) {
      if (this.#ended.size <= keptResults) break;
      this.#ended.delete(id);
    }
  }

  #publish({ request }: Run): void {
    const { feed } = this.#deps;
    const { app, kind } = request;
    feed.publish({ topic: 'runs', app });
    feed.publish({ topic: 'activity', app });
    if (kind === 'drill') feed.publish({ topic: 'drills', app });
    if (removesBackups(request)) feed.publish({ topic: 'backups', app });
    // A restore makes a backup first.
    if (writesIntoApp(request)) feed.publish({ topic: 'backups', app: changedApp(request) });
    if (kind === 'backup') {
      feed.publish({ topic: 'backups', app });
      feed.publish({ topic: 'schedule', app });
    }
  }
}

export function removesBackups(request: RunRequest): boolean {
  return (request.kind === 'retention' || request.kind === 'delete') && request.preview !== true;
}

async function* once(run: Run): AsyncGenerator<Run, void, void> {
  yield run;
}

function advanced(run: Run, progress: RunProgress): Run {
  // The next of several begins from the beginning.
  if (progress.part?.at !== run.progress?.part?.at) return { ...run, progress, phasesDone: [] };
  return run.progress === undefined || run.progress.phase === progress.phase ? { ...run, progress } : { ...run, progress, phasesDone: phasesAfter(run) };
}

/** The phases behind it once the present one is over; tables at work side by side may go back and forth between two. */
function phasesAfter({ progress, phasesDone }: Run): Run['phasesDone'] {
  return progress === undefined || phasesDone.includes(progress.phase) ? phasesDone : [...phasesDone, progress.phase];
}

/** Without what may be large: ids of records, problems one by one, files one by one. */
function shortened(run: Run): Run {
  const request = rememberedRequest(run.request);
  if (run.result === undefined || run.result.kind === 'backup') return { ...run, request };
  const { result: _result, ...rest } = run;
  return { ...rest, request };
}
