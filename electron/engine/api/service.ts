import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { toPlainError } from '../../../shared/model/errors.ts';
import { openJournal } from '../activity/journal.ts';
import { AlertKeeper } from '../alerts/alert-keeper.ts';
import { createChannelDesk } from '../alerts/channels/channel-desk.ts';
import { AlertStore } from '../alerts/store.ts';
import { appVaults } from '../calls/app-vaults.ts';
import { assembleEngine, type Drivers, sharedParts } from '../calls/assemble.ts';
import type { EngineDependencies } from '../calls/dependencies.ts';
import { createCatalog } from '../catalog/catalog.ts';
import { keepCanary } from '../keys/canary.ts';
import { scheduleClaims } from '../leases/index.ts';
import { backupsByApp, closeInterrupted, runHistory } from '../runs/history.ts';
import { removesBackups, RunManager } from '../runs/run-manager.ts';
import { isRemovalDue } from '../schedule/removal-due.ts';
import { IntendedRuns } from '../schedule/ledger.ts';
import { lastLookIn, ledgerFiles } from '../schedule/ledger-files.ts';
import { createScheduler } from '../schedule/scheduler.ts';
import type { Settings } from '../settings/schema.ts';
import { IncidentMemory } from '../runs/incident-memory.ts';
import { DrillKeeper } from '../drill/keeper.ts';
import { DrillReports } from '../drill/reports.ts';
import { EmergencyKeeper } from '../emergencies/keeper.ts';
import { GuardKeeper } from '../guard/keeper.ts';
import { changedApp, writesIntoApp } from '../runs/restoring.ts';
import { followRunbooks } from '../runbook/keeper.ts';
import { ReadinessKeeper } from '../readiness/keeper.ts';
import { Measures } from '../readiness/measures/measures.ts';
import { writingPaces } from '../readiness/measures/writing-pace.ts';
import { StoppedRestores } from '../status/stopped-restores.ts';
import { StatusKeeper } from '../status/status-keeper.ts';
import { throwIfCancelled } from '../ports/cancel.ts';
import type { Keychain } from '../ports/keychain.ts';
import { createChangeFeed } from '../system/change-feed.ts';
import { AlarmKeeper } from '../watch/alarm-keeper.ts';
import { LiveKeeper } from '../watch/live/live-keeper.ts';
import { alarmSentence } from '../watch/alarms/alarm.ts';
import { systemComputer } from '../system/computer-state.ts';
import { homeIsKept, type ServiceOwner } from '../system/service-lock.ts';
import { systemNap } from '../system/nap.ts';
import { createRouter } from './index.ts';
import { Keeping } from './keeping.ts';
import { Outcomes } from './outcomes.ts';
import type { ServiceParts } from './parts.ts';
import { runWhatIsDue } from './run-due.ts';
import { startSampleApp } from './sample.ts';
import type { EngineService, ServiceOptions } from './service-options.ts';
import { takeIn } from './taking-over.ts';

/** Another process that changes the settings is done in a moment; one that backs up is not waited for. */
const settingsWaitMs = 3000;

/**
 * Starts the service on a home directory. The first one there keeps the schedule and notes what an engine that was killed left
 * behind; a second one beside it answers, leaves both to the first, and takes them over once that one has ended.
 * @throws conflict where it is to keep the schedule and another one does
 */
export async function startService(deps: EngineDependencies, drivers: Drivers, options: ServiceOptions): Promise<EngineService> {
  const { sampleApp, downloads, documents, nap = systemNap, computer = systemComputer } = options;
  const timeZone = options.timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { home: directory, clock, log } = deps;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const closing = new AbortController();
  const keeping = new Keeping({ home: directory, clock, program: options.keepsSchedule?.as ?? 'the app', log, closing: closing.signal, takeIn: () => takeIn({ journal, runs, measures, readiness, restores, alarms, drills, apps }), onTakenOver });
  if (!(await keeping.begin()) && options.keepsSchedule !== undefined) throw await homeIsKept(directory);
  const keeps = (): boolean => keeping.isOurs;
  const shared = sharedParts(deps);
  const engine = assembleEngine(deps, drivers, shared);
  const finder = { settings: shared.settings, keychain: deps.keychain, connector: drivers.connector };
  const lastNotes = new Set<Promise<void>>();
  const feed = createChangeFeed();
  const newId = (): string => randomUUID();
  const journal = await openJournal({ home: directory, clock, newId, log, mends: keeps() });
  if (keeps()) await closeInterrupted(journal);
  const history = runHistory(journal);
  const apps = async (): Promise<readonly string[]> => (await shared.settings.read()).apps.map(({ name }) => name);

  async function changeSettings(change: (settings: Settings) => Settings): Promise<Settings> {
    const home = await shared.home();
    return home.keep({ program: 'a change of the settings', signal: closing.signal, waitMs: settingsWaitMs }, () => shared.settings.update(change));
  }

  /** After a backup that there is to fall back on, where a person wants it so. */
  async function removeOld(app: string): Promise<void> {
    try {
      if ((await engine.retentionRule(app))?.automatic === true) await runs.start({ kind: 'retention', app }, 'schedule');
    } catch (error) {
      log('Old backups could not be removed by themselves.', { code: toPlainError(error).code });
    }
  }

  const store = new AlertStore(directory, log);
  const alerts = new AlertKeeper({ store, settings: shared.settings, keychain: deps.keychain, fetch: deps.fetch, clock, nap, feed, log, timeZone, keeps });
  const channels = createChannelDesk({ settings: shared.settings, keychain: deps.keychain, store, clock, fetch: deps.fetch, newId, change: changeSettings, onTested: (channel, delivered) => alerts.tested(channel, delivered) });
  /** What waited for a backup to end begins right after it. */
  async function lookAfter(runId: string): Promise<void> {
    for await (const _ of runs.watch(runId, closing.signal)) continue;
    if (!closing.signal.aborted) await scheduler.tick();
  }

  const alarms: AlarmKeeper = new AlarmKeeper({
    watch: engine.watch,
    apps,
    clock,
    log,
    onChange(app, fresh) {
      feed.publish({ topic: 'alerts', app });
      for (const alarm of fresh) void noted(() => journal.append({ kind: 'alarm-raised', app, detail: alarmSentence(alarm) }).then(() => feed.publish({ topic: 'activity', app }))).catch(() => undefined);
    },
  });
  const incidents = new IncidentMemory();
  const restores = new StoppedRestores((app) => engine.restoring.list(app));
  const runs: RunManager = new RunManager({
    engine,
    incidents,
    clock,
    downloads,
    scratch: path.join(directory, 'restored'),
    timeZone,
    journal,
    history,
    feed,
    newId,
    ready: () => sampleStarted,
    onFailure(error) {
      const { code } = toPlainError(error);
      log('A run failed.', { code, error: error instanceof Error ? error.name : 'unknown' });
      if (code === 'bug') deps.onBug?.(error);
    },
    onStart: (run) => alerts.runStarted(run),
    async afterRun(run) {
      if (run.by === 'schedule' && run.request.kind === 'backup') await claims.ended(run.request.app);
      await alerts.runEnded(run);
      const { kind } = run.request;
      const app = changedApp(run.request);
      const removes = removesBackups(run.request);
      const restored = writesIntoApp(run.request);
      if (restored) {
        measures.restored(app);
        await restores.look(app);
      }
      if (kind === 'backup' || removes) await alarms.look(app);
      if (kind === 'backup' || restored) live.changed(app);
      if (kind === 'backup' || kind === 'check' || removes || restored) await status.refresh(app);
      // The searchable copy follows by itself; a backup is done without it.
      if (kind === 'backup' || removes || restored) void catalog.refresh(app);
      if (kind === 'drill') {
        await drills.look(app);
        await status.evaluate(app);
      }
      if (isRemovalDue(run)) await removeOld(app);
      await guards.afterRun(run);
      await emergencies.afterRun(run);
      if (run.by === 'schedule' && kind === 'backup') void lookAfter(run.id);
    },
  });
  const backupsOf = backupsByApp(history);
  const claims = scheduleClaims({ finder, home: directory, journal, clock, nap, log, closing: closing.signal });
  const outcomes = new Outcomes({ settings: shared.settings, runs, onOutcome: options.onOutcome });
  const intendedRuns = new IntendedRuns(
    ledgerFiles(directory, { mends: keeps }),
    () => newId().slice(0, 13),
    (app, run) => outcomes.tell(app, run),
  );
  const scheduler = createScheduler({
    settings: shared.settings,
    runs,
    backupsOf,
    ledger: intendedRuns,
    lastLook: lastLookIn(directory),
    computer,
    clock,
    nap,
    log,
    keeps: () => keeping.look(),
    onChange: (app) => feed.publish({ topic: 'schedule', app }),
    onTick: async () => {
      await journal.lookAgain();
      await alarms.tick();
      await status.tick();
      await readiness.tick();
      await drills.tick();
    },
    claim: (app, intended) => claims.ask({ app, intended }),
    giveBack: (app) => claims.ended(app),
  });
  const status: StatusKeeper = new StatusKeeper({ finder, journal, runs, restores, scheduler, computer, alerts, anomalies: alarms, feed, clock, nap, timeZone, guards: () => guards.open, drills: (app) => drills.standing(app), emergencies: () => emergencies.open, closing: closing.signal });
  const drills: DrillKeeper = new DrillKeeper({
    reports: new DrillReports(directory, log),
    settings: shared.settings,
    runs,
    facts: () => status.knownNow(),
    computer,
    clock,
    log,
    begins: keeps,
    onChange(app) {
      feed.publish({ topic: 'drills', app });
      void status.evaluate(app);
    },
  });
  const measures = new Measures({
    home: directory,
    keeps,
    log,
    drills: (app, limit) => engine.drills.list(app, limit),
    restores: (app) => engine.restoring.list(app),
    receipt: async (app, id) => (await engine.restoring.receipt(app, id)).receipt,
    pace: writingPaces(finder),
  });
  const readiness = new ReadinessKeeper({ status, measures, intended: intendedRuns, inputs: { drills: ({ app }) => drills.evidence(app), runbook: ({ app }) => engine.runbooks.evidence(app.name) }, home: directory, feed, clock, log, keeps });
  const catalog = createCatalog({
    home: directory,
    clock,
    log,
    vaults: appVaults(finder),
    onChange: (app) => feed.publish({ topic: 'index', app }),
    enabled: async () => options.searchIndex !== false && (await shared.settings.read()).preferences.searchIndex,
  });
  const guards: GuardKeeper = new GuardKeeper({
    engine,
    runs,
    apps: async () => (await shared.settings.read()).apps.flatMap(({ name, connection }) => (connection.platform === 'opened' ? [] : [name])),
    feed,
    clock,
    nap,
    log,
    begins: keeps,
    closing: closing.signal,
  });
  const emergencies: EmergencyKeeper = new EmergencyKeeper({
    engine,
    runs,
    apps,
    feed,
    clock,
    nap,
    log,
    begins: keeps,
    closing: closing.signal,
  });
  const live = new LiveKeeper({
    engine,
    finder,
    isBusy: (app) => runs.running().some(({ request }) => changedApp(request) === app),
    onAlarm: async (app) => {
      await alarms.look(app);
      await status.refresh(app);
    },
    clock,
    nap,
    random: deps.random,
    log,
    closing: closing.signal,
  });
  const parts: ServiceParts = {
    deps,
    engine,
    finder,
    home: shared.home,
    changeSettings,
    feed,
    journal,
    runs,
    incidents,
    keeping,
    scheduler,
    intendedRuns,
    computer,
    status,
    guards,
    drills,
    emergencies,
    readiness,
    measures,
    alerts,
    alarms,
    live,
    channels,
    catalog,
    sampleApp,
    downloads,
    documents,
    timeZone,
    closing: closing.signal,
  };

  // Before anybody is told that all is well.
  await Promise.all((await apps().catch(() => [])).map((name) => restores.look(name)));
  await alarms.lookAtAll().catch(() => undefined);
  await drills.look();
  const following = status.run();
  await journal.append({ kind: 'engine-started', detail: `Version ${deps.version}.` });
  const sampleStarted = startSampleApp(parts).catch((error: unknown) => log('The sample app could not be started.', { code: toPlainError(error).code }));
  const keepersWork: Promise<void>[] = [];
  if (keeps()) beginKeepersWork();
  const scheduling = scheduler.run(closing.signal);
  const guarding = guards.run();
  const helping = emergencies.run();
  const grading = readiness.run(closing.signal);
  // Not waited for: a keychain that is locked may ask a person first.
  void tryKeychain();

  /** What goes on beside the schedule, once in a home. */
  function beginKeepersWork(): void {
    keepersWork.push(alerts.run(closing.signal), followRunbooks({ runbooks: engine.runbooks, apps, feed, log, closing: closing.signal }));
    if (options.liveWatch === true) keepersWork.push(live.run());
  }

  function onTakenOver(from: ServiceOwner | undefined): void {
    const who = from === undefined ? 'another Holdfast' : from.program;
    log('The schedule is kept from now on: the program that kept it has ended.');
    beginKeepersWork();
    void noted(() => journal.append({ kind: 'schedule-taken-over', detail: `From ${who.slice(0, 100)}, which has ended.` }).then(() => feed.publish({ topic: 'activity' }))).catch(() => undefined);
    feed.publish({ topic: 'schedule' });
  }

  /** What every later start is told apart by: is this the keychain that it was? */
  async function tryKeychain(): Promise<void> {
    try {
      const { keychain: own } = deps;
      const keychain: Keychain = { protection: own.protection, get: (name) => own.get(name), delete: (name) => own.delete(name), set: (name, secret) => noted(() => own.set(name, secret)) };
      await keepCanary({ keychain, newId, change: (change) => noted(() => changeSettings(change)) }, await shared.settings.read());
    } catch (error) {
      log('The keychain could not be tried.', { code: toPlainError(error).code });
    }
  }

  /** Writes that nobody waits for but the end: a question to a person, before them, may stay open for ever. After the end there are none. */
  async function noted<T>(write: () => Promise<T>): Promise<T> {
    throwIfCancelled(closing.signal);
    const note = write();
    const settled = note.then(
      () => undefined,
      () => undefined,
    );
    lastNotes.add(settled);
    void settled.then(() => lastNotes.delete(settled));
    return note;
  }

  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    const ended = runs.close();
    closing.abort();
    await ended;
    await Promise.all([following, sampleStarted, scheduling, guarding, helping, grading]);
    // Only now: what was taken over at the last look at the clock is among it.
    await Promise.all(keepersWork);
    await Promise.all(lastNotes);
    await claims.close();
    await outcomes.told();
    await catalog.close();
    await measures.written();
    await engine.close();
    await alerts.close();
    await keeping.release();
  }

  return {
    router: createRouter(parts),
    async note(kind, detail) {
      await journal.append({ kind, detail: detail.slice(0, 500) });
      feed.publish({ topic: 'activity' });
    },
    async runDue(signal) {
      const due = await runWhatIsDue({ settings: shared.settings, scheduler, runs, intendedRuns, clock, signal: AbortSignal.any([signal, closing.signal]) });
      await outcomes.told();
      // A program that ends now is not there to send what it has to say, also where nothing ran.
      if (!signal.aborted) await status.refresh();
      if (!signal.aborted) await alerts.flush(signal);
      return due;
    },
    close: () => (closed ??= close()),
  };
}
