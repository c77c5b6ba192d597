import type { DrillEvidence, Evidence, PlaceEvidence } from '../../../electron/engine/readiness/evidence.ts';

export const now = new Date('2026-11-20T12:00:00.000Z');
const hourMs = 3_600_000;

export function hoursAgo(hours: number): string {
  return new Date(now.getTime() - hours * hourMs).toISOString();
}

export function daysAgo(days: number): string {
  return hoursAgo(days * 24);
}

export const disk: PlaceEvidence = { name: 'Disk', insidePlatform: false, login: 'this computer', lies: 'this-computer', reachable: true, holdsNewest: true, holdsSome: true, readBackAt: hoursAgo(1) };
export const cloud: PlaceEvidence = { name: 'Cloud', insidePlatform: false, login: 'amazon AKIA', lies: 'cloud', reachable: true, holdsNewest: true, holdsSome: true, readBackAt: hoursAgo(1), protection: 'lock' };

export function drill(place: string, days: number, more: Partial<DrillEvidence> = {}): DrillEvidence {
  return { id: `d${place}${days}`, at: daysAgo(days), ok: true, place, durationMs: 90_000, golden: { passed: 2, failed: 0, notChecked: 0 }, failures: [], ...more };
}

/** An app with which all is well. */
export const perfect = {
  app: 'Shop',
  isOpened: false,
  newest: { at: hoursAgo(1), records: 1000, tables: 3, verifiedIn: ['Disk', 'Cloud'] },
  coverage: { listedAt: hoursAgo(1), tables: 3, lacking: [], gaps: ['passwords'], lacksFiles: false, lacksSettings: false },
  alarms: [],
  everyHours: 6,
  paused: false,
  objectiveHours: 12,
  backWithinHours: 4,
  windows: { all: 100, made: 100, missed: 0 },
  places: [disk, cloud],
  kitProvedAt: daysAgo(10),
  kitOutdated: false,
  keyAnswers: true,
  deputies: 1,
  openToDeputies: ['Disk', 'Cloud'],
  drills: [drill('Cloud', 1), drill('Disk', 3)],
  allReadAt: daysAgo(1),
  measured: { at: daysAgo(1), mostMs: 100_000 },
  runbook: { lacks: [], rereadAt: daysAgo(20), deputyProvedAt: daysAgo(20), storedIn: ['Disk', 'Cloud'] },
  troubles: [],
} satisfies Evidence;
