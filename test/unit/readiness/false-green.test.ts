import { describe, expect, it } from 'vitest';
import { evidenceOf as drillEvidenceOf } from '../../../electron/engine/drill/evidence.ts';
import type { DrillReport } from '../../../electron/engine/drill/drill-desk.ts';
import { drillIdAfter } from '../../../electron/engine/drill/drill-id.ts';
import { nextDrill } from '../../../electron/engine/drill/due.ts';
import { standingOf } from '../../../electron/engine/drill/standing.ts';
import { evidenceOf, type EvidenceParts } from '../../../electron/engine/readiness/gather-evidence.ts';
import { gradeOf } from '../../../electron/engine/readiness/grade.ts';
import { loginOf } from '../../../electron/engine/readiness/place-identity.ts';
import { openToDeputies } from '../../../electron/engine/keys/rewritten.ts';
import { emptySettings, type StoredApp } from '../../../electron/engine/settings/schema.ts';
import { type AppFacts, knownBackups } from '../../../electron/engine/status/facts.ts';
import { partsOfAnApp } from '../../../shared/model/app.ts';
import { backupsInJournal, damageIn } from '../../../electron/engine/status/gather.ts';
import { needsOf } from '../../../electron/engine/status/needs.ts';
import type { ListedBackup, PlaceListing } from '../../../electron/engine/status/place-listing.ts';
import { trayOf } from '../../../electron/engine/status/tray.ts';
import { ago, appFacts, away, disk, holding, listed, now, remembered, twoPlaces } from '../status/app-facts.ts';

/** Sequences after which something would be called safe that is not. */
const shop: StoredApp = {
  name: 'Shop',
  slug: 'shop',
  connection: { platform: 'base44', url: 'https://app.base44.com', appId: 'a' },
  secrets: { identity: 'i', chunkKey: 'c' },
  destinations: 'all',
  vault: { id: '2b1c1d7e-6f0e-4a3e-9c53-6a2f8a3c9d10', recipient: 'age1x' },
  addedAt: ago(1000),
};
const diskPlace = (addedAt: string) => ({ kind: 'local', name: 'Disk', path: '/disk', addedAt }) as const;
const cloudPlace = (addedAt: string) => ({ kind: 's3', name: 'Cloud', region: 'eu-central-1', bucket: 'b', accessKeyId: 'AKIA', secrets: { secretAccessKey: 's' }, addedAt }) as const;

function there(...backups: readonly ListedBackup[]): PlaceListing {
  return { ...holding(...backups), readBackAt: ago(1) };
}

/** A drill from a place that began so many hours ago, and passed or not. */
function report(place: string, hoursAgo: number, ok = true, id = ago(hoursAgo)): DrillReport {
  const counts = { id: 'counts', kind: 'counts', name: 'As many records came back as the backup says', detail: ok ? '10 records.' : '3 of 10 came back.' } as const;
  return { id, app: 'Shop', place, by: 'person', startedAt: ago(hoursAgo), durationMs: 1000, ok, phases: [], checks: [ok ? { ...counts, state: 'passed' } : { ...counts, state: 'failed', consequence: '7 would be missing.', nextStep: 'Back up again.' }] };
}

/** @param drills newest first, as they were made */
function parts(facts: Partial<AppFacts>, drills: readonly DrillReport[], more: Partial<EvidenceParts> = {}): EvidenceParts {
  return {
    app: shop,
    places: [diskPlace(ago(1000)), cloudPlace(ago(1000))],
    facts: appFacts({ places: twoPlaces(there(listed(1)), there(listed(1))), ...facts }),
    lies: new Map([['Disk', 'this-computer'], ['Cloud', 'cloud']]),
    intended: undefined,
    drills: drills.map(drillEvidenceOf),
    runbook: undefined,
    measured: undefined,
    backWithinHours: undefined,
    ...more,
  };
}

function checkOf(from: EvidenceParts, wanted: string) {
  const { questions } = gradeOf(evidenceOf(from), from.facts.now);
  return questions.flatMap(({ checks }) => checks).find(({ id }) => id === wanted);
}

describe('a place that was removed, and another one added by its name', () => {
  it('has not the backups that were read back from the one before it', () => {
    const facts = (addedAt: string): AppFacts => appFacts({ places: [{ name: 'Disk', path: '/other', addedAt, listing: away }], remembered: new Map([remembered(1, { Disk: true })]) });
    expect(knownBackups(facts(ago(2)))).toMatchObject([{ id: 'b1', verifiedIn: ['Disk'] }]);
    expect(knownBackups(facts(ago(0.5)))).toEqual([]);
    expect(trayOf([facts(ago(0.5))], now)).toBe('needs-you');
  });

  it('was in no drill yet; that one failed before is not forgotten', () => {
    const swapped = (drill: DrillReport) => parts({}, [drill, report('Disk', 30)], { places: [diskPlace(ago(1000)), cloudPlace(ago(2))] });
    expect(checkOf(swapped(report('Cloud', 20)), 'every-place')).toMatchObject({ says: 'No drill passed from “Cloud”.' });
    expect(checkOf(swapped(report('Cloud', 1)), 'every-place')).toMatchObject({ points: 15 });
    expect(gradeOf(evidenceOf(swapped(report('Cloud', 20, false))), now).questions.find(({ id }) => id === 'works')?.evidence).toContain('The last drill from “Cloud” failed');
  });

  it('was not read to the last byte, nor is one that nobody uses any more', () => {
    const check = (place: string | undefined, hoursAgo: number) => [
      { id: `s${hoursAgo}`, at: ago(hoursAgo), kind: 'run-started', runId: `c${hoursAgo}`, request: { kind: 'check', app: 'Shop', readData: true, ...(place === undefined ? {} : { place }) }, by: 'person' } as const,
      { id: `e${hoursAgo}`, at: ago(hoursAgo), kind: 'run-ended', runId: `c${hoursAgo}`, outcome: 'done', problems: 0 } as const,
    ];
    const allRead = (place: string | undefined, addedAt = ago(1000)) => checkOf(parts(backupsInJournal(check(place, 10)), [], { places: [diskPlace(ago(1000)), cloudPlace(addedAt)] }), 'all-read');
    expect(allRead('Cloud')).toMatchObject({ points: 15 });
    expect(allRead('Cloud', ago(2))).toMatchObject({ points: 0 });
    expect(allRead('Old')).toMatchObject({ points: 0 });
    expect(allRead(undefined)).toMatchObject({ points: 15 });
    expect(allRead(undefined, ago(2))).toMatchObject({ points: 0 });
  });
});

it('a part of the app’s settings that could not be read is lacking; one that the platform gives to nobody is not', () => {
  const settings = (gap: { readonly what: string; readonly why: string; readonly nextStep?: string }) => checkOf(parts({ places: disk(there(listed(1, { coverage: [gap] }))) }, []), 'settings');
  for (const what of Object.values(partsOfAnApp)) {
    expect(settings({ what, why: 'The app’s server answered with an error.', nextStep: 'Try again later.' })).toMatchObject({ points: 0 });
    expect(settings({ what, why: 'It gives them to nobody.' })?.points).toBeGreaterThan(0);
  }
});

describe('damage that a check found', () => {
  const check = (id: string, hoursAgo: number, problems: number, { asked, read }: { readonly asked?: string; readonly read?: string }) => [
    { id: `s${id}`, at: ago(hoursAgo), kind: 'run-started', runId: id, request: { kind: 'check', app: 'Shop', readData: true, ...(asked === undefined ? {} : { place: asked }) }, by: 'person' } as const,
    { id: `e${id}`, at: ago(hoursAgo), kind: 'run-ended', runId: id, outcome: problems === 0 ? 'done' : 'incomplete', problems, ...(read === undefined ? {} : { checkedPlace: read }) } as const,
  ];
  const at = (name: string, addedAt: string) => ({ name, path: `/${name}`, addedAt, listing: undefined });
  const open = (events: Parameters<typeof backupsInJournal>[0], of = [at('Disk', ago(1000)), at('Cloud', ago(1000))]) => damageIn({ places: of, now }, backupsInJournal(events).damage);

  it('in the place that answered first is not gone because another one answers first now', () => {
    const found = check('a', 20, 2, { read: 'Disk' });
    expect(open([...found, ...check('b', 10, 0, { read: 'Cloud' })])).toMatchObject({ runId: 'a', place: 'Disk' });
    expect(open([...found, ...check('b', 10, 0, { read: 'Disk' })])).toBeUndefined();
    expect(open([...found, ...check('b', 10, 0, { asked: 'Disk' })])).toBeUndefined();
  });

  it('is gone with its place, and does not hide what another one has', () => {
    const found = [...check('a', 30, 1, { read: 'Disk' }), ...check('b', 20, 3, { read: 'Cloud' })];
    expect(open(found)).toMatchObject({ runId: 'b' });
    expect(open(found, [at('Disk', ago(1000))])).toMatchObject({ runId: 'a' });
    expect(open(found, [at('Disk', ago(2))])).toBeUndefined();
    // Noted under a clock that was ahead: nobody knows which was first.
    expect(open(found, [at('Disk', ago(-5))])).toMatchObject({ runId: 'a' });
  });
});

it('of a backup that is only remembered nobody says that it leaves nothing out', () => {
  const gap = { what: 'uploaded files', why: 'Only links are read.' };
  const seen = parts({ places: disk(there(listed(1, { coverage: [gap] }))) }, []);
  const gone = parts({ places: disk(away), remembered: new Map([remembered(1, { Disk: true })]) }, []);
  expect(checkOf(seen, 'files')).toMatchObject({ points: 0, says: 'Some uploaded files are not in the backup.' });
  for (const check of ['files', 'settings', 'named']) expect(checkOf(gone, check)).toMatchObject({ points: 0, says: 'What the backup leaves out is not known.' });
});

describe('drills under a clock that was wrong', () => {
  const rule = { everyDays: 7 };
  /** Made in this order, each named when it is begun. */
  function made(...reports: readonly DrillReport[]): readonly DrillReport[] {
    const kept: DrillReport[] = [];
    for (const each of reports) kept.push({ ...each, id: drillIdAfter(kept.toSorted((a, b) => (a.id < b.id ? 1 : -1))[0]?.id, new Date(each.startedAt), () => 0.5) });
    return kept.toSorted((a, b) => (a.id < b.id ? 1 : -1));
  }

  it('are kept in the order in which they were made: one that failed is not hidden by one of a day that is still to come', () => {
    const drills = made(report('Disk', -24 * 365), report('Disk', 1, false));
    expect(drills.map(({ ok }) => ok)).toEqual([false, true]);
    expect(standingOf(drills, rule).failed).toMatchObject([{ place: 'Disk', at: ago(1) }]);
    expect(trayOf([appFacts({ drills: standingOf(drills, rule) })], now)).toBe('needs-you');
  });

  it('or were set back: one that failed stays the last when the clock is right again', () => {
    const drills = made(report('Disk', 10), report('Disk', 500, false));
    expect(standingOf(drills, rule).failed).toMatchObject([{ place: 'Disk' }]);
    expect(gradeOf(evidenceOf(parts({}, drills)), now).questions.find(({ id }) => id === 'works')?.evidence).toContain('The last drill from “Disk” failed');
    expect(made(report('Disk', 10), report('Disk', 9)).map(({ id }) => id.slice(0, 16))).toEqual(['20260114T030000Z', '20260114T020000Z']);
  });

  it('count as failed where they failed, although nobody knows how old they are', () => {
    const drills = made(report('Disk', 20), report('Disk', -24 * 365, false));
    expect(gradeOf(evidenceOf(parts({}, drills)), now).questions.find(({ id }) => id === 'works')?.evidence).toContain('The last drill from “Disk” failed just now');
  });

  it('keep none from being due', () => {
    const drills = made(report('Disk', -24 * 365));
    const facts = appFacts({ drills: standingOf(drills, rule), places: disk(holding(listed(1), listed(24 * 20))) });
    expect(needsOf(facts)).toMatchObject([{ kind: 'drill-overdue' }]);
    expect(nextDrill({ everyDays: 7, provenSince: ago(24 * 20), newestProven: ago(1), places: [{ name: 'Disk', isReachable: true }], drills, vaultId: 'a', now })).toMatchObject({ at: now, place: 'Disk' });
  });
});

it('two folders that one program copies into one cloud have one login', () => {
  const login = (path: string) => loginOf({ kind: 'local', name: 'x', path, addedAt: ago(1) }, 'synced-folder');
  expect(login('/home/me/Dropbox/a')).toBe(login('/home/me/Dropbox/b/c'));
  expect(login('/home/me/Dropbox/a')).not.toBe(login('/home/me/Dropbox (Work)/a'));
  expect(login('/home/me/Dropbox/a')).not.toBe(login('C:\\Users\\me\\OneDrive\\a'));
  expect(login('C:\\Users\\me\\OneDrive\\a')).toBe(login('C:\\Users\\me\\OneDrive\\b'));
});

it('a runbook that says something else since it was re-read was not re-read as it is', () => {
  const runbook = { lacks: [], rereadAt: ago(24), storedIn: ['Disk', 'Cloud'] };
  expect(checkOf(parts({}, [], { runbook }), 'reread')).toMatchObject({ points: 20 });
  expect(checkOf(parts({}, [], { runbook: { ...runbook, changedSinceReread: true } }), 'reread')).toMatchObject({ points: 10, says: 'The runbook was re-read 24 hours ago, and says something else since.' });
});

it('a deputy who was only let in can open nothing that was stored before, and so is nobody who can open the backups', () => {
  const at = ago(10);
  const app: StoredApp = { ...shop, vault: { ...shop.vault, deputies: [{ name: 'Ada', recipient: 'age1ada', addedAt: at }], rewritten: [{ place: 'Disk', at: ago(20) }, { place: 'Cloud', at: ago(20) }] } };
  const settings = (vault: StoredApp['vault']) => ({ ...emptySettings, apps: [{ ...app, vault }], destinations: [diskPlace(ago(1000)), cloudPlace(ago(5))] });
  const deputy = (vault: StoredApp['vault']) => checkOf(parts({ deputies: 1, openToDeputies: openToDeputies(settings(vault), { ...app, vault }) }, []), 'deputy');
  expect(deputy(app.vault)).toMatchObject({ points: 0, says: '1 deputy was let in, and can open next to nothing: what was stored before was not written anew for their key.' });
  expect(deputy({ ...app.vault, rewritten: [{ place: 'Disk', at: ago(9) }] })).toMatchObject({ points: 15, says: '1 deputy can open the backups.' });
  // Another place by that name was added since.
  expect(deputy({ ...app.vault, rewritten: [{ place: 'Cloud', at: ago(9) }] })).toMatchObject({ points: 0 });
});
