import { randomUUID } from 'node:crypto';
import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import type { Place } from '../backup/places.ts';
import type { BackupOptions, BackupReport } from '../engine.ts';
import { destinationsOf, findApp } from '../registry/lookup.ts';
import type { StoredApp } from '../settings/schema.ts';
import { countCharacters } from '../registry/names.ts';
import { longestGapHours } from '../schedule/windows.ts';
import { keepYoungGenerationSmall } from '../system/young-generation.ts';
import { keepCanary } from '../keys/canary.ts';
import { withCaughtUp } from '../keys/rewritten.ts';
import { vaultKeys } from '../keys/key-health.ts';
import { alarmSentence } from '../watch/alarms/alarm.ts';
import { loadMemory, openAlarms } from '../watch/watch-memory.ts';
import { appToken, noPlace, openEveryVault, type VaultFinder } from './app-vault.ts';
import { backupProgress } from './backup-progress.ts';
import type { EngineDependencies } from './dependencies.ts';
import { loadExpected, saveExpected } from './expected-records.ts';
import type { HomeKeeper } from './home-keeper.ts';

export interface BackUp extends VaultFinder {
  readonly deps: EngineDependencies;
  readonly home: HomeKeeper;
}

const longestLabel = 60;

/** One backup of an app to all its places. The home is this process's own meanwhile. */
export async function backUp(parts: BackUp, wanted: string, options: BackupOptions): Promise<BackupReport> {
  const { deps, settings, connector, keychain } = parts;
  const label = parseLabel(options.label);
  return parts.home.keep({ program: `backup of ${wanted.slice(0, 60)}`, signal: options.signal, waitMs: 0 }, async () => {
    const current = await settings.read();
    const app = findApp(current, wanted);
    refuseOpened(app);
    const destinations = destinationsOf(current, app);
    if (destinations.length === 0) throw noPlace();
    const keys = await vaultKeys(keychain, current, app);
    await keepCanary({ keychain, newId: randomUUID, change: (make) => settings.update(make) }, current);
    const source = await connector.source(app.connection, await appToken(keychain, app));
    const places: Place[] = destinations.map((destination) => ({ name: destination.name, open: () => connector.vault(destination, app.slug) }));
    const { runBackup } = await import('../backup/run-backup.ts');
    keepYoungGenerationSmall();
    const { onProgress } = options;
    const report = await runBackup({
      app: { slug: app.slug, name: app.name, platform: app.connection.platform },
      source,
      vault: { vaultId: app.vault.id, app: { name: app.name, platform: app.connection.platform }, createdAt: deps.clock.now(), keys },
      places,
      kind: options.kind ?? 'manual',
      label,
      full: options.full === true,
      everyHours: expectedEvery(app),
      program: { name: 'holdfast', version: deps.version },
      home: deps.home,
      clock: deps.clock,
      random: deps.random,
      signal: options.signal,
      onProgress: onProgress === undefined ? undefined : backupProgress(await loadExpected(deps.home, app.vault.id), onProgress),
      threads: deps.workers,
      settledAt: await settledAt(deps.home, app.vault.id),
    });
    await saveExpected(deps.home, app.vault.id, report.entities);
    const { caughtUp } = report;
    if (caughtUp !== undefined && app.vault.rewritten !== undefined) await settings.update((latest) => withCaughtUp(latest, app.name, caughtUp));
    return await lookedAt(parts, app, report, options.signal);
  });
}

/** The shorter of what the schedule does and what may be lost. */
function expectedEvery({ schedule, objectiveHours }: StoredApp): number | undefined {
  const periods = [...(schedule === undefined ? [] : [longestGapHours(schedule.rule)]), ...(objectiveHours === undefined ? [] : [objectiveHours])];
  return periods.length === 0 ? undefined : Math.min(...periods);
}

/**
 * Compares the backup with the one before it and tells what a person must hear of. A backup is made by then: what keeps it from being compared
 * is told with it, and tried again with the next one and before any backup is removed.
 */
async function lookedAt(parts: BackUp, app: StoredApp, report: BackupReport, signal: AbortSignal): Promise<BackupReport> {
  const { deps } = parts;
  try {
    const { judgeBackups } = await import('../watch/judge.ts');
    const { places } = await openEveryVault(parts, app.name, { signal });
    const vaults = places.flatMap((place) => ('vault' in place ? [place.vault] : []));
    if (vaults.length === 0) return report;
    const memory = await judgeBackups(vaults, { snapshot: report.snapshot, missing: report.missing?.map((each) => ({ kind: 'records-missing', ...each })) }, { home: deps.home, clock: deps.clock, signal, threads: deps.workers });
    const alarms = openAlarms(memory).map((alarm) => ({ id: alarm.id, says: alarmSentence(alarm) }));
    return alarms.length === 0 ? report : { ...report, alarms };
  } catch (error) {
    // Cancelled or not: what was published is published.
    const why = isHoldfastError(error) ? error.message : 'Something went wrong inside Holdfast.';
    return { ...report, warnings: [...report.warnings, `What changed since the backup before is not known: ${why}`] };
  }
}

/** A memory that cannot be read is told of where it matters; a backup is made all the same, and asks for everything. */
async function settledAt(home: string, vaultId: string): Promise<ReadonlyMap<string, string>> {
  return loadMemory(home, vaultId).then(
    (memory) => memory.settledAt,
    () => new Map(),
  );
}

function refuseOpened({ name, connection }: StoredApp): void {
  if (connection.platform !== 'opened') return;
  throw new HoldfastError('invalid-input', `“${name}” is known here only from its backups, so there is nothing to back up.`, {
    nextStep: 'Look at its backups or take data out of them. To back it up again, add the app with its access token.',
    details: { reason: 'opened' },
  });
}

function parseLabel(text: string | undefined): string | undefined {
  const label = text?.normalize('NFC').trim();
  if (label === undefined || label === '') return undefined;
  if (countCharacters(label) <= longestLabel && !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(label)) return label;
  throw new HoldfastError('invalid-input', 'That cannot be a label.', { nextStep: `Use at most ${longestLabel} letters, digits, spaces and signs.` });
}
