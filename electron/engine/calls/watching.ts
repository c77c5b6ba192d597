import { togetherWith } from '../../../shared/model/alarms.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { Clock } from '../ports/clock.ts';
import { findApp } from '../registry/lookup.ts';
import type { StoredApp } from '../settings/schema.ts';
import { chooseSnapshot } from '../vault/format/names.ts';
import { openReader } from '../vault/open-reader.ts';
import { unpin } from '../vault/retention/pins.ts';
import { listSnapshots } from '../vault/vault.ts';
import { type Alarm, type AlarmAnswer, type AlarmCause, causeKey } from '../watch/alarms/alarm.ts';
import { defaultThresholds, raised, type TableThresholds } from '../watch/alarms/thresholds.ts';
import type { BackupFigures } from '../watch/figures/figures.ts';
import { raise } from '../watch/alarms/raise.ts';
import { measured, pinHealthy } from '../watch/judge.ts';
import type { AlarmsReport, LiveWay, WatchDesk } from '../watch/watch-desk.ts';
import { loadMemory, openAlarms, saveMemory, type WatchMemory } from '../watch/watch-memory.ts';
import { pinnedForEmergencies } from '../emergencies/store.ts';
import { appToken, openAppVault, openEveryVault, requireVault, type VaultFinder } from './app-vault.ts';
import type { HomeKeeper } from './home-keeper.ts';

export interface WatchingDeps extends VaultFinder {
  readonly clock: Clock;
  /** The home directory. */
  readonly directory: string;
  readonly home: () => Promise<HomeKeeper>;
  readonly threads?: number | undefined;
}

const usualBackups = 10;
/** A person's answer waits a moment for another process; not for a backup that it makes. */
const waitMs = 3000;

export function createWatching(deps: WatchingDeps): WatchDesk {
  const { clock, directory, settings } = deps;

  async function vaultIdOf(wanted: string): Promise<string> {
    return findApp(await settings.read(), wanted).vault.id;
  }

  async function change(wanted: string, signal: AbortSignal, make: (memory: WatchMemory) => Promise<WatchMemory>): Promise<AlarmsReport> {
    const vaultId = await vaultIdOf(wanted);
    return (await deps.home()).keep({ program: 'an answer to an alarm', signal, waitMs }, async () => {
      const before = await loadMemory(directory, vaultId);
      const after = await make(before);
      if (after !== before) await saveMemory(directory, vaultId, after);
      return reportOf(after);
    });
  }

  return {
    async figures(app, { snapshot, backups = usualBackups, ...options }) {
      const { signal } = options;
      const vault = requireVault(await openAppVault(deps, app, options));
      const names = (await listSnapshots(vault, signal)).map(({ name }) => name);
      const wanted = snapshot === undefined ? names.slice(0, backups) : [chooseSnapshot(names, snapshot)];
      const opened = await openReader(vault, signal, deps.threads);
      try {
        const found: BackupFigures[] = [];
        const unmeasured: { snapshot: string; why: string }[] = [];
        for (const name of wanted) {
          const figures = await orWhyNot(() => measured(opened, name, names.slice(names.indexOf(name) + 1), { home: directory, clock, signal }));
          if ('why' in figures) unmeasured.push({ snapshot: name, why: figures.why });
          else found.push(figures);
        }
        return { backups: found, unmeasured };
      } finally {
        await opened.close();
      }
    },
    alarms: async (app) => reportOf(await loadMemory(directory, await vaultIdOf(app))),
    answer: async (app, id, answer, { signal, together = false }) =>
      change(app, signal, async (memory) => {
        const alarm = memory.alarms.find((each) => each.id === id);
        if (alarm === undefined) throw new HoldfastError('not-found', 'There is no such alarm.', { nextStep: 'List the alarms and use the id of one of them.' });
        if (alarm.answer?.as === answer) return memory;
        if (alarm.answer !== undefined) throw new HoldfastError('conflict', `This alarm was answered before: it was ${alarm.answer.as === 'expected' ? 'expected' : 'not expected'}.`, { nextStep: 'What “expected” raised can be set back for the table.', details: { reason: 'answered' } });
        const alarms = together ? togetherWith(openAlarms(memory), id) : [alarm];
        let after = memory;
        for (const each of alarms) after = answered(after, each, answer, clock.now());
        if (answer === 'expected') {
          const pinned = alarms.filter((each) => each.pinnedByAlarm && !isStillNeeded(after, each));
          const kept = pinned.length === 0 ? undefined : await pinnedForEmergencies(directory, await vaultIdOf(app));
          for (const each of pinned) if (kept?.has(each.healthy ?? '') !== true) await takePinAway(deps, app, each, signal);
        }
        return after;
      }),
    seenLive: async (app, healthy, causes, { signal }) =>
      change(app, signal, async (memory) => {
        const news = causes.filter((cause) => !isAnswered(memory, cause, healthy));
        if (news.length === 0) return memory;
        const { alarms } = raise(memory.alarms, { causes: news, snapshot: undefined, healthy, at: clock.now().toISOString() });
        const { places } = await openEveryVault(deps, app, { signal });
        return pinHealthy(places.flatMap((place) => ('vault' in place ? [place.vault] : [])), { ...memory, alarms }, { home: directory, clock, signal });
      }),
    async live(app, on, { signal }) {
      const stored = findApp(await settings.read(), app);
      const { name, liveWatch } = stored;
      const way = await liveWay(deps, stored);
      if (on === undefined) return { on: liveWatch !== false, way };
      await (await deps.home()).keep({ program: 'a change of the settings', signal, waitMs }, () =>
        settings.update((latest) => ({ ...latest, apps: latest.apps.map((each) => (each.name === name ? withLive(each, on) : each)) })),
      );
      return { on, way };
    },
    resetThresholds: async (app, table, { signal }) =>
      change(app, signal, async (memory) => {
        if (table !== undefined && !memory.thresholds.has(table)) throw new HoldfastError('not-found', 'The threshold of this table was not raised.', { nextStep: 'List the alarms to see which were.' });
        return { ...memory, thresholds: table === undefined ? new Map() : new Map([...memory.thresholds].filter(([name]) => name !== table)) };
      }),
  };
}

async function liveWay({ connector, keychain }: VaultFinder, app: StoredApp): Promise<LiveWay> {
  if (app.connection.platform === 'opened') return 'none';
  try {
    const source = await connector.source(app.connection, await appToken(keychain, app));
    return source.listen !== undefined ? 'listens' : source.glance === undefined ? 'counts' : 'files';
  } catch {
    return 'unknown';
  }
}

function withLive({ liveWatch: _before, ...app }: StoredApp, on: boolean): StoredApp {
  return on ? app : { ...app, liveWatch: false };
}

async function orWhyNot(measure: () => Promise<BackupFigures | undefined>): Promise<BackupFigures | { readonly why: string }> {
  try {
    return (await measure()) ?? { why: 'This backup cannot be read.' };
  } catch (error) {
    // A part that is damaged spoils one comparison, not all.
    if (error instanceof HoldfastError && error.code === 'corrupt') return { why: error.message };
    throw error;
  }
}

function answered(memory: WatchMemory, alarm: Alarm, as: AlarmAnswer, now: Date): WatchMemory {
  const alarms = memory.alarms.map((each) => (each === alarm ? { ...alarm, answer: { as, at: now.toISOString() } } : each));
  if (as === 'not-expected') return { ...memory, alarms };
  const thresholds = new Map(memory.thresholds);
  const before = thresholds.get(alarm.table) ?? defaultThresholds;
  if (alarm.kind === 'records-lost') thresholds.set(alarm.table, { ...before, lost: raised(before.lost, alarm) } satisfies TableThresholds);
  if (alarm.kind === 'field-blanked') thresholds.set(alarm.table, { ...before, blanked: raised(before.blanked, alarm) } satisfies TableThresholds);
  const settledAt = new Map(memory.settledAt);
  const newest = alarm.latest ?? alarm.snapshot;
  if (newest !== undefined) settledAt.set(alarm.table, newest);
  return { ...memory, alarms, thresholds, settledAt };
}

/** A person said what this is: it goes on being so until the next backup. More of it is news. */
function isAnswered({ alarms }: WatchMemory, cause: AlarmCause, healthy: string): boolean {
  return alarms.some((alarm) => alarm.answer !== undefined && alarm.healthy === healthy && causeKey(alarm) === causeKey(cause) && alarm.records >= cause.records);
}

/** Another alarm falls back on the same backup, and nobody said that it was nothing. */
function isStillNeeded({ alarms }: WatchMemory, { healthy }: Alarm): boolean {
  return alarms.some((each) => each.healthy === healthy && each.answer?.as !== 'expected');
}

/** In a place that is away the pin stays: it keeps a backup too many, and a person can take it away. */
async function takePinAway(deps: WatchingDeps, app: string, { healthy }: Alarm, signal: AbortSignal): Promise<void> {
  if (healthy === null) return;
  const { places } = await openEveryVault(deps, app, { signal });
  for (const place of places) {
    if ('vault' in place) await unpin(place.vault, healthy, signal).catch(() => undefined);
  }
}

function reportOf(memory: WatchMemory): AlarmsReport {
  return {
    open: openAlarms(memory),
    answered: memory.alarms.filter(({ answer }) => answer !== undefined).toSorted((a, b) => ((a.answer?.at ?? '') < (b.answer?.at ?? '') ? 1 : -1)),
    thresholds: [...memory.thresholds].map(([table, each]) => ({ table, ...each })),
    usualThresholds: defaultThresholds,
  };
}
