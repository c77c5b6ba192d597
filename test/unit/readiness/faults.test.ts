import { describe, expect, it } from 'vitest';
import { evidenceOf, type EvidenceParts } from '../../../electron/engine/readiness/gather-evidence.ts';
import { gradeOf, rankOf } from '../../../electron/engine/readiness/grade.ts';
import type { QuestionId } from '../../../electron/engine/readiness/rubric.ts';
import type { StoredApp } from '../../../electron/engine/settings/schema.ts';
import type { AppFacts } from '../../../electron/engine/status/facts.ts';
import type { ListedBackup, PlaceListing } from '../../../electron/engine/status/place-listing.ts';
import { ago, appFacts, away, holding, listed, now, remembered, run, twoPlaces } from '../status/app-facts.ts';
import { drill } from './perfect.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const before = (days: number): string => new Date(now.getTime() - days * dayMs).toISOString();
const passed = (place: string, days: number) => drill(place, 0, { at: before(days) });

function there(...backups: readonly ListedBackup[]): PlaceListing {
  return { ...holding(...backups), readBackAt: ago(1), protection: 'lock' };
}

const shop: StoredApp = {
  name: 'Shop',
  slug: 'shop',
  connection: { platform: 'base44', url: 'https://app.base44.com', appId: 'a' },
  secrets: { identity: 'i', chunkKey: 'c' },
  destinations: 'all',
  vault: { id: '2b1c1d7e-6f0e-4a3e-9c53-6a2f8a3c9d10', recipient: 'age1x' },
  addedAt: ago(1000),
};
const places: EvidenceParts['places'] = [
  { kind: 'local', name: 'Disk', path: '/disk', addedAt: ago(1000) },
  { kind: 's3', name: 'Cloud', region: 'eu-central-1', bucket: 'b', accessKeyId: 'AKIA', secrets: { secretAccessKey: 's' }, addedAt: ago(1000) },
];
const well: Partial<AppFacts> = {
  objectiveHours: 12,
  deputies: 1,
  openToDeputies: ['Disk', 'Cloud'],
  anomalies: [],
  kitProvedAt: before(10),
  places: twoPlaces(there(listed(1), listed(7)), there(listed(1), listed(7))),
  remembered: new Map([remembered(7, { Disk: true, Cloud: true }), remembered(1, { Disk: true, Cloud: true })]),
};
const parts: Omit<EvidenceParts, 'facts'> = {
  app: shop,
  places,
  lies: new Map([['Disk', 'this-computer'], ['Cloud', 'cloud']]),
  intended: Array.from({ length: 40 }, (_, index) => ({ id: `i${index}`, kind: 'window' as const, dueAt: ago(1 + 6 * index), createdAt: ago(7 + 6 * index), end: { kind: 'done' as const, at: ago(1 + 6 * index) } })),
  drills: [passed('Cloud', 1), passed('Disk', 2)],
  runbook: { lacks: [], rereadAt: before(5), deputyProvedAt: before(5), storedIn: ['Disk', 'Cloud'] },
  measured: { at: before(1), mostMs: 60_000 },
  backWithinHours: 4,
};

function graded(facts: Partial<AppFacts> = {}, more: Partial<EvidenceParts> = {}) {
  const all = { ...parts, ...more, facts: appFacts({ ...well, ...facts }) };
  return gradeOf(evidenceOf(all), all.facts.now);
}

const lost = { code: 'permission-denied', message: 'The key of the backups is gone from the keychain.', nextStep: 'Type it in from the recovery kit.' } as const;
const failedDrill = (place: string, says: string) => [drill(place, 0, { at: ago(0.5), ok: false, failures: [says] }), ...parts.drills];

/** What reliability.md says can hurt a backup: what is known then, which question pays, and what is said. Nothing else is needed: no backup comes in between. */
const faults: readonly { readonly fault: string; readonly facts?: Partial<AppFacts>; readonly more?: Partial<EvidenceParts>; readonly question: QuestionId; readonly grade: string; readonly says: string }[] = [
  { fault: 'the key is lost with its keychain', facts: { keychain: { state: 'missing', error: lost } }, question: 'where', grade: 'D', says: 'The key of the backups cannot be had: The key of the backups is gone from the keychain.' },
  { fault: 'the schedule died', facts: { now: new Date(now.getTime() + 9 * hourMs) }, question: 'often', grade: 'C', says: 'A backup is overdue: the newest complete one began 10 hours ago.' },
  { fault: 'the schedule died long ago', facts: { now: new Date(now.getTime() + 5 * dayMs) }, question: 'often', grade: 'D', says: 'Nothing was backed up for a long time: the newest complete backup began 5 days ago.' },
  { fault: 'the second place is unreachable', facts: { places: twoPlaces(there(listed(1), listed(7)), away) }, question: 'where', grade: 'B', says: '“Cloud” is behind: The drive is away.' },
  { fault: 'no place is reachable', facts: { places: twoPlaces(away, away) }, question: 'where', grade: 'C', says: 'No place answers that has the newest backup: “Disk” and “Cloud”.' },
  { fault: 'every upload failed silently: the status says verified and the backup is not there', facts: { places: twoPlaces(there(listed(7)), there(listed(7))) }, question: 'where', grade: 'D', says: 'The backup of 1 hour ago was in “Disk” and is not there any more.' },
  { fault: 'every upload failed silently: the backup is listed and its objects are not there', more: { drills: failedDrill('Disk', '3 of 40 parts of “Order” are not in the place: its records cannot be brought back.') }, question: 'works', grade: 'D', says: 'The last drill from “Disk” failed 30 minutes ago: 3 of 40 parts of “Order” are not in the place: its records cannot be brought back.' },
  { fault: 'a short read', facts: { places: twoPlaces(there(listed(0.5, { outcome: 'incomplete', lacking: [{ name: 'Order', reason: '12 records were not read.' }] }), listed(1)), there(listed(1))), backupRuns: [run('done', 1), run('incomplete', 0.5)] }, question: 'what', grade: 'C', says: 'The newest backup is not whole: “Order” lacks records.' },
  { fault: 'a vault rolled back to an older copy', facts: { places: twoPlaces(there(listed(1), listed(7)), there(listed(7))) }, question: 'where', grade: 'D', says: 'The backup of 1 hour ago was in “Cloud” and is not there any more.' },
  { fault: 'a manifest that was changed', facts: { places: twoPlaces(there(listed(1, { outcome: 'unreadable', verified: false }), listed(7)), there(listed(1), listed(7))) }, question: 'where', grade: 'B', says: '“Disk” lacks the newest backup.' },
  { fault: 'a flipped byte that a check found', facts: { lastCheck: { at: ago(0.5), runId: 'c', problems: 1, place: 'Disk' } }, question: 'works', grade: 'D', says: 'A check found damage in “Disk”: 1 problem.' },
  { fault: 'rows hidden from the token', more: { drills: failedDrill('Cloud', '“Order”: 40 of 5,000 records that were there a week ago are lacking.') }, question: 'works', grade: 'D', says: 'The last drill from “Cloud” failed 30 minutes ago: “Order”: 40 of 5,000 records that were there a week ago are lacking.' },
  { fault: 'records that vanish from the app', facts: { anomalies: [{ alarm: 'a', at: ago(1), backup: 'b1', says: 'Order lost 40 of 100 records.' }] }, question: 'what', grade: 'B', says: 'Order lost 40 of 100 records.' },
  { fault: 'a backup of nothing', facts: { remembered: new Map([...[80, 70, 60, 50, 40, 30, 20].map((hours) => remembered(hours, { Disk: true, Cloud: true }, { storedBytes: 20e6 })), remembered(1, { Disk: true, Cloud: true }, { storedBytes: 10_000 })]), backupRuns: [80, 70, 60, 50, 40, 30, 20, 1].map((hours) => run('done', hours)) }, question: 'what', grade: 'B', says: 'The newest backup is far smaller than those before it.' },
  { fault: 'the token was revoked', facts: { backupRuns: [run('done', 1), run('failed', 0.5, { error: { code: 'auth-revoked', message: 'The token is not taken any more.', nextStep: 'Connect again.' } })] }, question: 'often', grade: 'B', says: 'The last backup failed: The token is not taken any more.' },
];

describe('what hurts a backup', () => {
  it('is nothing here: the grade is an A to begin with', () => {
    expect(graded()).toMatchObject({ grade: 'A' });
    expect(graded().questions.map(({ score }) => score)).toEqual([100, 100, 100, 100, 100]);
  });

  for (const { fault, facts, more, question, grade, says } of faults) {
    it(`lowers the grade before the next backup, and is named: ${fault}`, () => {
      const after = graded(facts, more);
      expect(rankOf(after.grade)).toBeLessThan(rankOf(graded().grade));
      expect(after.grade).toBe(grade);
      expect(after.questions.find(({ id }) => id === question)?.evidence).toBe(says);
      expect(after.sentence).toContain(says);
      expect(after.limitedBy.question).toBe(question);
      expect(after.nextStep).toBeDefined();
    });
  }
});

describe('what a backup on its way changes', () => {
  it('is nothing: what was wrong stays wrong until it is done', () => {
    const gone = { places: twoPlaces(there(listed(7)), there(listed(7))) };
    const running = { ...gone, backupRuns: [run('done', 7), run('done', 1), run('running', 0.01)] };
    expect(graded(running).grade).toBe(graded(gone).grade);
    expect(graded({ backupRuns: [run('done', 1), run('running', 0.01)], remembered: new Map([remembered(1, { Disk: true, Cloud: true }), remembered(0.01, { Disk: true, Cloud: true })]) }).grade).toBe('A');
  });
});

describe('what is not known', () => {
  it('counts for nothing, and is no reason to write a fall down', () => {
    expect(graded({ anomalies: undefined }).questions.find(({ id }) => id === 'what')?.score).toBe(80);
    expect(graded({}, { runbook: undefined, drills: [], measured: undefined, intended: undefined }).questions.map(({ score }) => score)).toEqual([100, 70, 100, 0, 15]);
  });

  it('is how old anything is that a clock ahead of time noted', () => {
    const ahead = new Date(now.getTime() + 3 * dayMs).toISOString();
    expect(graded({ kitProvedAt: ahead }).questions.find(({ id }) => id === 'where')?.score).toBe(85);
    expect(graded({ places: twoPlaces(there({ ...listed(1), startedAt: ahead }), there({ ...listed(1), startedAt: ahead })), remembered: new Map() }).grade).toBe('F');
  });

  it('is worth an F where the only place lies inside the app itself', () => {
    const inside = { ...shop, connection: { platform: 'csv-folder' as const, path: '/disk' } };
    const grade = graded({ places: [{ name: 'Disk', path: '/disk/backups', listing: there(listed(1)) }] }, { app: inside, places: [{ kind: 'local', name: 'Disk', path: '/disk/backups', addedAt: ago(1000) }] });
    expect(grade).toMatchObject({ grade: 'F', sentence: 'If this went wrong today, everything would be lost.' });
    expect(grade.questions.find(({ id }) => id === 'where')?.checks[0]?.says).toBe('Backups lie inside the platform itself: what takes the app takes them too.');
  });
});
