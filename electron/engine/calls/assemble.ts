import type { AlertDesk } from '../alerts/alert-desk.ts';
import { DrillReports } from '../drill/reports.ts';
import { drillsOf } from '../drill/late.ts';
import { goldenOf } from '../drill/golden/late.ts';
import type { AppRegistry, Engine, GoogleDesk, GuardDesk, KitDesk, SchemaDesk, SetPreferences } from '../engine.ts';
import type { DeputyDesk } from '../keys/deputy-desk.ts';
import type { ScheduleDesk } from '../schedule/schedule-desk.ts';
import type { Connector } from '../registry/connect.ts';
import type { RegisteredDestinations } from '../registry/destinations.ts';
import { readinessOf } from '../readiness/late.ts';
import type { ReportDesk } from '../reports/report.ts';
import type { RestoreDesk } from '../restore/restore-desk.ts';
import { emergenciesOf } from '../emergencies/late.ts';
import { runbooksOf } from '../runbook/late.ts';
import { settingsCopyOf } from '../settings-copy/late.ts';
import type { Settings } from '../settings/schema.ts';
import { openSettings, type SettingsStore } from '../settings/settings.ts';
import type { WatchDesk } from '../watch/watch-desk.ts';
import type { VaultFinder } from './app-vault.ts';
import type { EngineDependencies } from './dependencies.ts';
import type { Searching } from './find-vaults.ts';
import type { HomeKeeper } from './home-keeper.ts';

/** What the engine's parts are given beside its dependencies: the drivers. */
export interface Drivers {
  readonly connector: Connector;
}

/** What has to be one of a kind in a process: changes of the settings wait for each other, and all share the lock on the home. */
export interface SharedParts {
  readonly settings: SettingsStore;
  readonly home: () => Promise<HomeKeeper>;
}

export function sharedParts(deps: EngineDependencies): SharedParts {
  return {
    settings: openSettings(deps.home, deps.version),
    home: once(async () => (await import('./home-keeper.ts')).createHomeKeeper(deps.home, deps.clock)),
  };
}

/**
 * The engine from its parts. What a call needs is loaded when it is first made: a quick question must not wait for the
 * backup pipeline to load.
 */
export function assembleEngine(deps: EngineDependencies, { connector }: Drivers, { settings, home }: SharedParts = sharedParts(deps)): Engine {
  const finder: VaultFinder = { settings, keychain: deps.keychain, connector };
  const closing = new AbortController();
  const registries = once(async () => (await import('./registries.ts')).createRegistries({ ...finder, clock: deps.clock, directory: deps.home, home, closing: closing.signal }));
  const reading = once(async () => (await import('./reading.ts')).createReading({ finder, clock: deps.clock, home: deps.home, threads: deps.workers }));
  const searching: Searching = { connector, clock: deps.clock, google: connector.google, signIns: async () => (await registries()).signIns };
  const kitDesk = once(async () => {
    const [{ createKitDesk }, { settingsChanges }] = await Promise.all([import('../kit/desk.ts'), import('./home-keeper.ts')]);
    return createKitDesk({ finder, clock: deps.clock, random: deps.random, version: deps.version, alone: settingsChanges(home, closing.signal) });
  });
  const scheduleDesk = once(async () => {
    const [{ createScheduleDesk }, { settingsChanges }] = await Promise.all([import('./schedule-desk.ts'), import('./home-keeper.ts')]);
    return createScheduleDesk({ settings, directory: deps.home, clock: deps.clock, alone: settingsChanges(home, closing.signal) });
  });
  const deputyDesk = once(async () => {
    const [{ createDeputyDesk }, { settingsChanges }] = await Promise.all([import('../keys/deputies.ts'), import('./home-keeper.ts')]);
    return createDeputyDesk({ finder, clock: deps.clock, version: deps.version, directory: deps.home, home: await home(), alone: settingsChanges(home, closing.signal) });
  });

  const restoring = restoringOf(once(async () => (await import('./restoring.ts')).createRestoring({ ...finder, deps, home })));
  const alertDesk = once(async () => {
    const { createAlertDesk } = await import('./alerts-now.ts');
    return createAlertDesk({ deps, finder, home, restores: restoring, watch, closing: closing.signal });
  });

  const watch = watchOf(once(async () => (await import('./watching.ts')).createWatching({ ...finder, clock: deps.clock, directory: deps.home, home, threads: deps.workers })));
  const pin: Engine['pin'] = async (app, snapshot, options) => (await import('./pin.ts')).pinSnapshot({ ...finder, clock: deps.clock }, app, snapshot, options);
  const guardDesk = once(async () => {
    const [{ createGuardDesk }, { randomUUID }] = await Promise.all([import('../guard/desk.ts'), import('node:crypto')]);
    return createGuardDesk({ finder, deps, newId: () => randomUUID(), snapshots: async (app, signal) => (await reading()).snapshots(app, { signal }) });
  });
  const emergencies = emergenciesOf(
    once(async () => (await import('./declaring.ts')).createDeclaring({ finder, engine: { snapshots: async (app, options) => (await reading()).snapshots(app, options), pin, restoring, watch } }, deps)),
  );
  const runbookDesk = once(async () => (await import('../runbook/desk.ts')).createRunbookDesk({ finder, deps, proofs: (await import('../runbook/proofs.ts')).proofsIn(finder, deps) }));
  const runbooks = runbooksOf(runbookDesk);
  const drillDesk = once(async () => {
    const [{ createDrillDesk }, { settingsChanges }] = await Promise.all([import('../drill/desk.ts'), import('./home-keeper.ts')]);
    return createDrillDesk({ finder, deps, reports: new DrillReports(deps.home, deps.log), restoring, alone: settingsChanges(home, closing.signal) });
  });
  const drills = drillsOf(drillDesk);
  const golden = goldenOf(once(async () => (await import('../drill/golden/desk.ts')).createGoldenDesk({ finder, clock: deps.clock, home: deps.home, log: deps.log, threads: deps.workers })));
  const settingsCopyDesk = once(async () => {
    const [{ createSettingsCopyDesk }, { settingsChanges }] = await Promise.all([import('../settings-copy/desk.ts'), import('./home-keeper.ts')]);
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    return createSettingsCopyDesk({ settings, keychain: deps.keychain, clock: deps.clock, directory: deps.home, version: deps.version, timeZone, alone: settingsChanges(home, closing.signal), limitUploads: (rate) => connector.limitUploads(rate) });
  });
  const schemaDesk = once(async () => (await import('../schema-history/desk.ts')).createSchemaDesk({ finder, clock: deps.clock, home: deps.home, threads: deps.workers }));

  return {
    apps: appsOf(async () => (await registries()).apps),
    destinations: {
      ...destinationsOf(connector.google.client !== undefined, async () => (await registries()).destinations),
      async look(name, { signal }) {
        const { lookAtPlace } = await import('./look-at-place.ts');
        return lookAtPlace(finder, name, signal);
      },
    },
    async backup(app, options) {
      const { backUp } = await import('./back-up.ts');
      const report = await backUp({ ...finder, deps, home: await home() }, app, options);
      // A place that was away before, or is new, gets the runbook with the backup.
      await runbooks.afterBackup(app, options);
      await golden.afterBackup(app, options);
      return report;
    },
    snapshots: async (app, options) => (await reading()).snapshots(app, options),
    describeSnapshot: async (app, snapshot, options) => (await reading()).describeSnapshot(app, snapshot, options),
    check: async (app, options) => (await reading()).check(app, options),
    diff: async (app, a, b, options) => (await reading()).diff(app, a, b, options),
    incidents: async (app, options) => (await reading()).incidents(app, options),
    exportSnapshot: async (app, options) => (await reading()).exportSnapshot(app, options),
    findRecord: async (app, options) => (await reading()).findRecord(app, options),
    async retention(app, options) {
      const { thinOutApp } = await import('./thin-out.ts');
      return thinOutApp({ ...finder, clock: deps.clock, directory: deps.home, home: await home() }, app, options);
    },
    async deleteBackups(app, snapshots, options) {
      const { deleteBackups } = await import('./thin-out.ts');
      return deleteBackups({ ...finder, clock: deps.clock, directory: deps.home, home: await home() }, app, snapshots, options);
    },
    async retentionRule(app) {
      return (await import('./retention-rule.ts')).retentionRule(settings, app);
    },
    async setRetentionRule(app, rule) {
      const [{ setRetentionRule }, { settingsChanges }] = await Promise.all([import('./retention-rule.ts'), import('./home-keeper.ts')]);
      await setRetentionRule(settings, app, rule, settingsChanges(home, closing.signal));
    },
    pin,
    async recoveryKit(app) {
      const { recoveryKitOf } = await import('./recovery-kit.ts');
      return recoveryKitOf(finder, app);
    },
    kit: kitOf(kitDesk),
    restoring,
    deputies: deputiesOf(deputyDesk),
    runbooks,
    schedules: schedulesOf(scheduleDesk),
    guard: guardOf(guardDesk),
    drills,
    readiness: readinessOf(once(async () => (await import('./grading-now.ts')).createReadinessDesk({ deps, finder, restores: restoring, watch, drills, runbooks, closing: closing.signal }))),
    golden,
    schemas: schemasOf(schemaDesk),
    settingsCopy: settingsCopyOf(settingsCopyDesk),
    alerts: alertsOf(alertDesk),
    emergencies,
    watch,
    reports: reportsOf(once(async () => (await import('../reports/report-desk.ts')).createReportDesk({ deps, settings }))),
    async findBackups(input, { signal }) {
      const { findBackups } = await import('./open-app.ts');
      return findBackups(searching, input, signal);
    },
    async openApp(input, { signal }) {
      const [{ openApp }, { settingsChanges }] = await Promise.all([import('./open-app.ts'), import('./home-keeper.ts')]);
      return openApp({ ...searching, ...finder, alone: settingsChanges(home, closing.signal) }, input, signal);
    },
    async preferences(change) {
      if (change === undefined) return setPreferences(await settings.read());
      const { settingsChanges } = await import('./home-keeper.ts');
      const changed = await settingsChanges(home, closing.signal)(() => settings.update((latest) => ({ ...latest, preferences: { ...latest.preferences, ...change } })));
      connector.limitUploads(changed.preferences.uploadLimit);
      return setPreferences(changed);
    },
    async openVault(location) {
      const { openAtLocation } = await import('./open-location.ts');
      const vault = await openAtLocation(searching, location, closing.signal);
      const { openedVault } = await import('./opened-vault.ts');
      return {
        ...openedVault(vault, { home: deps.home, threads: deps.workers }),
        async state(options) {
          const { placeVerdict } = await import('./place-verdict.ts');
          return placeVerdict(vault, { home: deps.home, clock: deps.clock, location: location.location }, options);
        },
      };
    },
    async noteCommand(did) {
      const { noteCommand } = await import('./note-command.ts');
      await noteCommand({ settings, home: deps.home, clock: deps.clock }, did);
    },
    async close() {
      closing.abort();
    },
  };
}

function setPreferences({ preferences: { uploadLimit } }: Settings): SetPreferences {
  return { uploadLimit };
}

/** Calls `make` at the first call and answers the same from then on. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

function restoringOf(desk: () => Promise<RestoreDesk>): RestoreDesk {
  return {
    plan: async (app, options) => (await desk()).plan(app, options),
    restore: async (app, options) => (await desk()).restore(app, options),
    resume: async (app, id, options) => (await desk()).resume(app, id, options),
    undo: async (app, id, options) => (await desk()).undo(app, id, options),
    preview: async (app, plan, options) => (await desk()).preview(app, plan, options),
    receipt: async (app, id) => (await desk()).receipt(app, id),
    list: async (app) => (await desk()).list(app),
  };
}

function guardOf(desk: () => Promise<GuardDesk>): GuardDesk {
  return {
    state: async (app) => (await desk()).state(app),
    begin: async (app, wishes, call) => (await desk()).begin(app, wishes, call),
    hold: async (app) => (await desk()).hold(app),
    running: async (app, runId, call) => (await desk()).running(app, runId, call),
    again: async (app, call) => (await desk()).again(app, call),
    backedUp: async (app, backup, call) => (await desk()).backedUp(app, backup, call),
    notBackedUp: async (app, problem, call) => (await desk()).notBackedUp(app, problem, call),
    goOn: async (app, call) => (await desk()).goOn(app, call),
    afterMade: async (app, id, call) => (await desk()).afterMade(app, id, call),
    set: async (app, wishes, call) => (await desk()).set(app, wishes, call),
    look: async (app, call) => (await desk()).look(app, call),
    end: async (app, by, call) => (await desk()).end(app, by, call),
    say: async (look) => (await desk()).say(look),
    playbooks: {
      list: async (app) => (await desk()).playbooks.list(app),
      start: async (app, wanted, call) => (await desk()).playbooks.start(app, wanted, call),
      tick: async (app, id, step, ticked, call) => (await desk()).playbooks.tick(app, id, step, ticked, call),
      check: async (app, id, call) => (await desk()).playbooks.check(app, id, call),
      abandon: async (app, id, call) => (await desk()).playbooks.abandon(app, id, call),
    },
  };
}

function schemasOf(desk: () => Promise<SchemaDesk>): SchemaDesk {
  return {
    versions: async (app, options) => (await desk()).versions(app, options),
    compare: async (app, from, to, options) => (await desk()).compare(app, from, to, options),
    say: async (changes) => (await desk()).say(changes),
  };
}

function kitOf(desk: () => Promise<KitDesk>): KitDesk {
  return {
    render: async (app, options) => (await desk()).render(app, options),
    challenge: async (app) => (await desk()).challenge(app),
    prove: async (app, answers) => (await desk()).prove(app, answers),
    verify: async (app, typed) => (await desk()).verify(app, typed),
    restore: async (app, typed, options) => (await desk()).restore(app, typed, options),
  };
}

function schedulesOf(desk: () => Promise<ScheduleDesk>): ScheduleDesk {
  return {
    times: async (app) => (await desk()).times(app),
    setTimes: async (app, rule) => (await desk()).setTimes(app, rule),
    intendedRuns: async (app, days) => (await desk()).intendedRuns(app, days),
  };
}

function deputiesOf(desk: () => Promise<DeputyDesk>): DeputyDesk {
  return {
    list: async (app) => (await desk()).list(app),
    makeKit: async (app, options) => (await desk()).makeKit(app, options),
    add: async (app, deputy, options) => (await desk()).add(app, deputy, options),
    revoke: async (app, deputy, options) => (await desk()).revoke(app, deputy, options),
    rekey: async (app, options) => (await desk()).rekey(app, options),
  };
}

function watchOf(desk: () => Promise<WatchDesk>): WatchDesk {
  return {
    figures: async (app, options) => (await desk()).figures(app, options),
    alarms: async (app) => (await desk()).alarms(app),
    answer: async (app, alarm, answer, options) => (await desk()).answer(app, alarm, answer, options),
    live: async (app, on, options) => (await desk()).live(app, on, options),
    seenLive: async (app, healthy, causes, options) => (await desk()).seenLive(app, healthy, causes, options),
    resetThresholds: async (app, table, options) => (await desk()).resetThresholds(app, table, options),
  };
}

function reportsOf(desk: () => Promise<ReportDesk>): ReportDesk {
  return {
    make: async () => (await desk()).make(),
    problems: async () => (await desk()).problems(),
  };
}

function alertsOf(desk: () => Promise<AlertDesk>): AlertDesk {
  return {
    list: async (app, options) => (await desk()).list(app, options),
    telling: async (app, request, work, options) => (await desk()).telling(app, request, work, options),
    acknowledge: async (id) => (await desk()).acknowledge(id),
    channels: {
      list: async () => (await desk()).channels.list(),
      add: async (input) => (await desk()).channels.add(input),
      change: async (wanted, wishes) => (await desk()).channels.change(wanted, wishes),
      remove: async (wanted) => (await desk()).channels.remove(wanted),
      test: async (wanted, signal) => (await desk()).channels.test(wanted, signal),
    },
  };
}

function appsOf(registry: () => Promise<AppRegistry>): AppRegistry {
  return {
    inspect: async (connection, options) => (await registry()).inspect(connection, options),
    add: async (input, options) => (await registry()).add(input, options),
    list: async () => (await registry()).list(),
    remove: async (name) => (await registry()).remove(name),
    reconnect: async (name, secret, options) => (await registry()).reconnect(name, secret, options),
  };
}

function googleOf(hasClient: boolean, registry: () => Promise<RegisteredDestinations>): GoogleDesk {
  return {
    hasClient,
    begin: async (input, options) => (await registry()).google.begin(input, options),
    finished: async (signIn, options) => (await registry()).google.finished(signIn, options),
    // Without a registry there is none to forget.
    cancel: (signIn) => void registry().then(({ google }) => google.cancel(signIn), () => undefined),
  };
}

function destinationsOf(hasClient: boolean, registry: () => Promise<RegisteredDestinations>): RegisteredDestinations {
  return {
    add: async (input, options) => (await registry()).add(input, options),
    list: async () => (await registry()).list(),
    remove: async (name) => (await registry()).remove(name),
    test: async (name, options) => (await registry()).test(name, options),
    reconnect: async (name, input, options) => (await registry()).reconnect(name, input, options),
    google: googleOf(hasClient, registry),
  };
}
