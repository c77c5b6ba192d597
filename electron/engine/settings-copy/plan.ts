import type { z } from 'zod';
import type { copyChanges, CopyItem, CopyNeed, copyNote, leftOutReasons } from '../../../shared/contract/settings-copy.ts';
import { isReadableOnTheWay } from '../registry/connection.ts';
import type { Settings } from '../settings/schema.ts';
import type { SettingsCopy } from './copy-format.ts';

export type CopyChange = (typeof copyChanges)[number];
export type LeftOutReason = (typeof leftOutReasons)[number];
export type CopyNote = z.infer<typeof copyNote>;

/** What is asked of this computer while a plan is made. */
export interface Surroundings {
  /** What the keychain has under a name of the settings as they are here. @throws as the keychain. */
  readonly secret: (name: string) => Promise<string | undefined>;
  /** Has the keychain the key of these backups? */
  readonly hasKey: (vault: Settings['apps'][number]['vault']) => Promise<boolean>;
  readonly isFolder: (path: string) => Promise<boolean>;
  /** Is this the full name of a folder on a computer of this kind? */
  readonly isPathHere: (path: string) => boolean;
  /** Part of the name of a secret; another one at each call. */
  readonly newId: () => string;
  readonly now: Date;
  readonly timeZone: string;
}

/** What a copy would make of the settings that are here. */
export interface Plan {
  readonly items: readonly CopyItem[];
  readonly notes: readonly CopyNote[];
  readonly next: Settings;
  /** For the keychain, under names that are new. */
  readonly secrets: ReadonlyMap<string, string>;
}

/** An item with what nearly all have nothing of. */
export function item(what: CopyItem['what'], name: string, act: CopyItem['act'], more: Partial<Omit<CopyItem, 'what' | 'name' | 'act'>> = {}): CopyItem {
  return { what, name, act, changes: [], needs: [], deputies: [], removesBackups: false, endsSchedule: false, ...more };
}

/** What is the same must compare the same, whatever the order of its fields. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(ordered(a)) === JSON.stringify(ordered(b));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, ordered(each)]),
  );
}

const hourMs = 3_600_000;

/** What a person should know of the whole. */
export function notesOf(copy: SettingsCopy, current: Settings, next: Settings, taken: readonly CopyItem[], { now, timeZone }: Surroundings): readonly CopyNote[] {
  const ids = new Set(copy.settings.apps.map(({ vault }) => vault.id));
  const nameHere = (name: string): string => taken.find((each) => each.what === 'app' && each.name === name)?.as ?? name;
  const took = copy.settings.apps.filter(({ name }) => taken.some((each) => each.what === 'app' && each.name === name && each.act !== 'leave-out'));
  const scheduled = took.filter(({ schedule, connection }) => schedule !== undefined && connection.platform !== 'opened');
  const elsewhere = scheduled.filter(({ schedule }) => schedule !== undefined && 'zone' in schedule.rule && schedule.rule.zone !== timeZone);
  const [first] = elsewhere;
  const there = first?.schedule !== undefined && 'zone' in first.schedule.rule ? first.schedule.rule.zone : copy.timeZone;
  const stayingPlaces = next.destinations.length - taken.filter(({ what, act }) => what === 'place' && act !== 'leave-out').length;
  const staying = current.apps.filter(({ vault }) => !ids.has(vault.id)).length;
  return [
    ...(scheduled.length === 0 ? [] : [{ kind: 'two-computers' as const, computer: copy.computer, apps: scheduled.map(({ name }) => nameHere(name)) }]),
    ...(first === undefined ? [] : [{ kind: 'time-zone' as const, there, here: timeZone, apps: elsewhere.map(({ name }) => nameHere(name)) }]),
    ...(new Date(copy.madeAt).getTime() > now.getTime() + hourMs ? [{ kind: 'clock' as const, madeAt: copy.madeAt, now: now.toISOString() }] : []),
    ...took.flatMap(({ name, connection }) => (isReadableOnTheWay(connection) ? [{ kind: 'unencrypted' as const, app: nameHere(name) }] : [])),
    ...(staying + Math.max(stayingPlaces, 0) === 0 ? [] : [{ kind: 'stays' as const, apps: staying, places: Math.max(stayingPlaces, 0) }]),
  ];
}

/** That a folder is where it is said to be, or what is to be done where it is not. */
export async function folderNeeds(folder: string, { isFolder, isPathHere }: Surroundings): Promise<readonly CopyNeed[]> {
  if (!isPathHere(folder)) return [{ kind: 'folder', path: folder, required: true }];
  return (await isFolder(folder)) ? [] : [{ kind: 'folder', path: folder, required: false }];
}
