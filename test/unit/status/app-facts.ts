import type { RememberedBackup } from '../../../electron/engine/activity/event.ts';
import type { Run } from '../../../electron/engine/runs/run.ts';
import type { AppFacts } from '../../../electron/engine/status/facts.ts';
import type { ListedBackup, PlaceListing } from '../../../electron/engine/status/place-listing.ts';

export const now = new Date('2026-01-14T12:00:00Z');
export const hour = 3_600_000;

export function ago(hours: number): string {
  return new Date(now.getTime() - hours * hour).toISOString();
}

export function listed(hoursAgo: number, more: Partial<ListedBackup> = {}): ListedBackup {
  return { id: `b${hoursAgo}`, startedAt: ago(hoursAgo), outcome: 'complete', verified: true, records: 10, tables: 2, files: 1, storedBytes: 100, lacking: [], coverage: [], ...more };
}

export function holding(...backups: readonly ListedBackup[]): PlaceListing {
  return { lookedAt: 0, backups };
}

export const away: PlaceListing = { lookedAt: 0, backups: [], problem: { code: 'not-found', message: 'The drive is away.', nextStep: 'Connect it.' } };

export function run(state: Run['state'], hoursAgo: number, more: Partial<Run> = {}): Run {
  return { id: `r${hoursAgo}`, request: { kind: 'backup', app: 'Shop' }, by: 'schedule', state, startedAt: ago(hoursAgo), ...(state === 'running' ? {} : { endedAt: ago(hoursAgo - 0.1) }), phasesDone: [], ...more };
}

export function remembered(hoursAgo: number, places: Readonly<Record<string, boolean>>, more: Partial<RememberedBackup> = {}): readonly [string, RememberedBackup] {
  const { startedAt, id, records, tables, storedBytes } = listed(hoursAgo);
  return [`r${hoursAgo}`, { id, startedAt, complete: true, records, tables, storedBytes, lacking: [], places: Object.entries(places).map(([name, verified]) => ({ name, verified })), ...more }];
}

/** An app with which all is well: backed up every six hours, an hour ago for the last time. */
export function appFacts(more: Partial<AppFacts> = {}): AppFacts {
  return {
    name: 'Shop',
    isOpened: false,
    isSample: false,
    addedAt: ago(1000),
    objectiveHours: undefined,
    everyHours: 6,
    kitProvedAt: ago(900),
    kitErrors: undefined,
    deputies: 0,
    pausedUntil: undefined,
    next: { at: ago(-5), why: '6 hours after the last backup.' },
    places: [{ name: 'Disk', path: '/disk', listing: holding(listed(1), listed(7)) }],
    backupRuns: [run('done', 7), run('done', 1)],
    remembered: new Map(),
    lastCheck: undefined,
    removal: undefined,
    keychain: undefined,
    now,
    timeZone: 'UTC',
    ...more,
  };
}

export function disk(listing: PlaceListing | undefined): AppFacts['places'] {
  return [{ name: 'Disk', path: '/disk', listing }];
}

export function twoPlaces(a: PlaceListing | undefined, b: PlaceListing | undefined): AppFacts['places'] {
  return [...disk(a), { name: 'Cloud', path: '/cloud', listing: b }];
}
