import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { isHoldfastError } from '../../../shared/model/errors.ts';
import type { Manifest } from '../../../shared/model/snapshot.ts';
import type { Clock } from '../ports/clock.ts';
import { type OpenReader, openReader } from '../vault/open-reader.ts';
import { readIfThere } from '../vault/read-if-there.ts';
import type { SnapshotName } from '../vault/format/names.ts';
import { isPinned, pin } from '../vault/retention/pins.ts';
import { listSnapshots, type Vault } from '../vault/vault.ts';
import { type Alarm, type AlarmCause } from './alarms/alarm.ts';
import { findCauses } from './alarms/find-causes.ts';
import { raise } from './alarms/raise.ts';
import { findBaseline } from './baseline.ts';
import type { BackupFigures } from './figures/figures.ts';
import { measureFigures } from './figures/measure.ts';
import { type BackupSize, sizeOf, usualOf } from './figures/usual.ts';
import { loadFigures, saveFigures } from './figures-store.ts';
import { lookBack } from './slow/look-back.ts';
import { withFigures } from './slow/turnover.ts';
import { loadMemory, openAlarms, saveMemory, type WatchMemory } from './watch-memory.ts';

/** Where figures are measured and alarms are remembered. */
export interface Watching {
  /** The home directory. */
  readonly home: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly threads?: number | undefined;
}

/** A backup that was just made. */
export interface MadeBackup {
  readonly snapshot: string;
  /** What was found missing while it was read. */
  readonly missing?: readonly AlarmCause[] | undefined;
}

/**
 * Looks at the backups that nobody looked at yet, from the oldest on: measures each beside the one before it, raises an alarm for what a person
 * must hear of, and pins the last healthy backup in every place. Stopped anywhere, the next call goes on. Where nothing is remembered (a new
 * computer, a home that was cleared), only the newest backup is looked at: older ones were, once.
 *
 * The home must be this process's own meanwhile. @param places the app's vault in every place that answers, the one to read from first
 * @throws corrupt when a backup cannot be compared; what the place throws.
 */
export async function judgeBackups(places: readonly Vault[], made: MadeBackup | undefined, watching: Watching): Promise<WatchMemory> {
  const [vault] = places;
  const { home, signal, clock } = watching;
  if (vault === undefined) throw new TypeError('a vault to read from is needed');
  const { vaultId } = vault.header;
  let memory = await loadMemory(home, vaultId);
  const listed = (await listSnapshots(vault, signal)).filter(({ startedAt }) => startedAt.getTime() <= clock.now().getTime() + aheadMs);
  const names = listed.map(({ name }) => name);
  const pending = pendingOf(names, memory.judged, made?.snapshot);
  const opened = pending.length === 0 ? undefined : await openReader(vault, signal, watching.threads);
  try {
    for (const name of pending) {
      if (opened === undefined) break;
      const figures = await measured(opened, name, namesBefore(names, name), watching);
      const counts = figures !== undefined && !(await isCountedAgain(vault, figures, signal));
      memory = judgedWith(memory, name, figures, { missing: name === made?.snapshot ? made.missing : undefined, at: clock.now(), counts });
      if (figures !== undefined) memory = await withWhatCreptAway(opened, memory, figures, { earlier: listed.filter((each) => each.name < name), watching });
      // With the alarm, before anything else: whoever is killed here must not have looked at it in vain.
      await saveMemory(home, vaultId, memory);
    }
  } finally {
    await opened?.close();
  }
  const pinned = await pinHealthy(places, memory, watching);
  if (pinned !== memory) await saveMemory(home, vaultId, pinned);
  return pinned;
}

function judgedWith(memory: WatchMemory, name: string, figures: BackupFigures | undefined, { missing = [], at, counts }: { readonly missing?: readonly AlarmCause[] | undefined; readonly at: Date; readonly counts: boolean }): WatchMemory {
  const isFirstLook = memory.judged === null || name > memory.judged;
  const judged = isFirstLook ? name : memory.judged;
  if (figures === undefined) return { ...memory, judged };
  const causes = [...missing, ...findCauses(figures, memory.thresholds)];
  const { alarms } = raise(stillMissing(memory.alarms, figures), { causes, snapshot: name, healthy: figures.comparedWith, at: at.toISOString() });
  return { ...memory, judged, alarms, turnover: isFirstLook && counts ? withFigures(memory.turnover, figures) : memory.turnover };
}

/** What an incomplete backup shows beside a complete one, the next shows beside the same one: counted each time, little would look like much that comes and goes. */
async function isCountedAgain(vault: Vault, { outcome, comparedWith }: BackupFigures, signal: AbortSignal): Promise<boolean> {
  return outcome === 'incomplete' && comparedWith !== null && (await readIfThere(vault, comparedWith, signal))?.outcome === 'complete';
}

/** Beside a backup from long before: what went little by little. */
async function withWhatCreptAway(opened: OpenReader, memory: WatchMemory, figures: BackupFigures, { earlier, watching }: { readonly earlier: readonly SnapshotName[]; readonly watching: Watching }): Promise<WatchMemory> {
  const told = findCauses(figures, memory.thresholds);
  const found = await lookBack(opened, figures, memory, { home: watching.home, signal: watching.signal, earlier, told });
  const at = watching.clock.now().toISOString();
  let { alarms } = memory;
  for (const { healthy, causes } of found) ({ alarms } = raise(alarms, { causes: causes.map((cause) => ({ ...cause, slowly: true })), snapshot: figures.snapshot, healthy, at }));
  return { ...memory, alarms };
}

/** Records that could not be read and are there again are missing no more: that needs no answer. */
function stillMissing(alarms: readonly Alarm[], { tables }: BackupFigures): readonly Alarm[] {
  const whole = new Set(tables.filter(({ state, isWhole }) => state === 'compared' && isWhole).map(({ name }) => name));
  return alarms.filter((alarm) => alarm.answer !== undefined || alarm.kind !== 'records-missing' || !whole.has(alarm.table));
}

/** A little ahead is another computer's clock; more is a wrong date, and says nothing of what came after. */
const aheadMs = 24 * 60 * 60 * 1000;

/** Oldest first. @param names newest first */
function pendingOf(names: readonly string[], judged: string | null, made: string | undefined): readonly string[] {
  if (judged === null) return names.slice(0, 1);
  return names.filter((name) => name > judged || name === made).toReversed();
}

function namesBefore(names: readonly string[], name: string): readonly string[] {
  return names.filter((each) => each < name);
}

/** The figures of a backup: as they were measured before, or measured now. Undefined where the backup cannot be read, or went. */
export async function measured(opened: OpenReader, name: string, earlier: readonly string[], watching: Watching): Promise<BackupFigures | undefined> {
  const { home, signal } = watching;
  const { vault, reader } = opened;
  const { vaultId } = vault.header;
  const known = await loadFigures(home, vaultId, name);
  if (known !== undefined) return known;
  const manifest = await readIfThere(vault, name, signal);
  if (manifest === undefined) return undefined;
  const from = await findBaseline(vault, earlier, signal);
  const figures = await measureFigures(reader, from, manifest, { signal, scratch: path.join(home, 'scratch', `watch-${randomUUID()}`), earlier: await sizesOf(vault, earlier, watching, from) });
  await saveFigures(home, vaultId, figures);
  return figures;
}

async function sizesOf(vault: Vault, earlier: readonly string[], { home, signal }: Watching, known: Manifest | undefined): Promise<readonly BackupSize[]> {
  const sizes: BackupSize[] = [];
  for (const name of earlier.slice(0, usualOf)) {
    if (name === known?.id) {
      sizes.push(sizeOf(known));
      continue;
    }
    const figures = await loadFigures(home, vault.header.vaultId, name);
    const manifest = figures === undefined ? await readIfThere(vault, name, signal) : undefined;
    if (figures !== undefined) sizes.push({ ...figures.size, outcome: figures.outcome });
    else if (manifest !== undefined) sizes.push(sizeOf(manifest));
  }
  return sizes;
}

/** What every open alarm falls back on stays, in every place that can be reached: also another computer must not remove it. */
export async function pinHealthy(places: readonly Vault[], memory: WatchMemory, { clock, signal }: Watching): Promise<WatchMemory> {
  const pinned = new Set<string>();
  for (const name of new Set(openAlarms(memory).flatMap(({ healthy }) => healthy ?? []))) {
    let wasPinned = false;
    let isNow = false;
    for (const vault of places) {
      try {
        if (await isPinned(vault, name, signal)) wasPinned = true;
        else {
          await pin(vault, name, clock.now(), signal);
          isNow = true;
        }
      } catch (error) {
        // Tried again with the next backup; nothing of this computer's removes it meanwhile.
        if (isHoldfastError(error, 'cancelled')) throw error;
      }
    }
    if (isNow && !wasPinned) pinned.add(name);
  }
  if (pinned.size === 0) return memory;
  const own = (alarm: Alarm): boolean => alarm.answer === undefined && alarm.healthy !== null && pinned.has(alarm.healthy);
  return { ...memory, alarms: memory.alarms.map((alarm) => (own(alarm) ? { ...alarm, pinnedByAlarm: true } : alarm)) };
}
