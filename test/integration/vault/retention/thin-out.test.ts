import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runBackup } from '../../../../electron/engine/backup/run-backup.ts';
import type { BackupReport } from '../../../../electron/engine/engine.ts';
import type { ObjectStore } from '../../../../electron/engine/ports/object-store.ts';
import { readStatus } from '../../../../electron/engine/vault/status.ts';
import { previewThinning } from '../../../../electron/engine/vault/retention/apply.ts';
import { pin, unpin } from '../../../../electron/engine/vault/retention/pins.ts';
import { openVault } from '../../../../electron/engine/vault/vault.ts';
import { delegatingStore } from '../../../support/delegating-store.ts';
import { FaultyStore, taxonomyError } from '../../../support/faulty-store.ts';
import { copyOf, smallApp, testKeys, testRun, type TestRun } from '../../../support/small-app.ts';
import { expectNothingElse, expectWhole, type History, history, keysOf, pastGrace, thin, threeDays } from '../../../support/thinning.ts';
import { checkEveryObject, viewSnapshot } from '../../../support/vault-view.ts';

const never = new AbortController().signal;
let run: TestRun;
let made: History;
let madeAt: Date;
/** The same past for every test, in a place of its own. */
let past: History;
beforeAll(async () => {
  run = await testRun();
  made = await history(run);
  madeAt = run.clock.now();
});
beforeEach(async () => {
  await run.clock.setWallClock(madeAt);
  past = { ...made, store: await copyOf(made.store) };
});
afterAll(() => run.dispose());

const verifiedIn = async (store: ObjectStore): Promise<readonly string[]> => ((await readStatus(await openVault(store, testKeys.identity, never), never))?.verified ?? []).map(({ snapshot }) => snapshot);
const bytesIn = async (store: ObjectStore): Promise<number> => (await Array.fromAsync(store.list('', { signal: never }))).reduce((sum, { size }) => sum + size, 0);

describe('thinning out', () => {
  it('removes what the policy does not keep, and a day later all that only this needed', async () => {
    const { store, views } = past;
    const before = await bytesIn(store);
    const first = await thin(run, store);
    expect(first.plan.going.map(({ snapshot }) => snapshot.name)).toEqual([views[1]?.name, views[0]?.name]);
    expect(first).toMatchObject({ refused: [], notes: [] });
    expect(first.waitingBytes).toBeGreaterThan(10_000);
    await expectWhole(store, views.slice(2));
    expect(await verifiedIn(store)).toEqual(views.slice(2).map(({ name }) => name));

    await pastGrace(run);
    const second = await thin(run, store);
    expect(second.plan.going).toEqual([]);
    expect(second).toMatchObject({ waitingBytes: 0, refused: [], freedBytes: first.waitingBytes });
    await expectWhole(store, views.slice(2));
    await expectNothingElse(store, views.slice(2));
    expect(await bytesIn(store)).toBeLessThan(before - first.waitingBytes / 2);
  });

  it('leaves what nobody needs alone for a day', async () => {
    await thin(run, past.store);
    const objects = await keysOf(past.store);
    await run.clock.advance(23 * 3_600_000);
    expect((await thin(run, past.store)).freedBytes).toBe(0);
    expect(await keysOf(past.store)).toEqual(objects);
  });

  it('rewrites a segment that is mostly dead before the old one goes', async () => {
    const segments = await keysOf(past.store, 'segments/');
    await thin(run, past.store);
    const fresh = (await keysOf(past.store, 'segments/')).filter((key) => !segments.includes(key));
    expect(fresh.length).toBeGreaterThan(0);
    expect(await keysOf(past.store, 'segments/')).toEqual(expect.arrayContaining([...segments]));
    await pastGrace(run);
    await thin(run, past.store);
    const after = await keysOf(past.store, 'segments/');
    expect(after).toEqual(expect.arrayContaining(fresh));
    expect(after.length).toBeLessThan(segments.length);
  });

  it('says beforehand what would go, and changes nothing', async () => {
    const before = await keysOf(past.store);
    const vault = await openVault(past.store, testKeys.identity, never);
    const preview = await previewThinning({ vault, choice: { kind: 'policy', policy: threeDays }, clock: run.clock, timeZone: 'UTC', pinnedElsewhere: new Set(), signal: never });
    expect(preview.plan.going.map(({ snapshot }) => snapshot.name)).toEqual([past.views[1]?.name, past.views[0]?.name]);
    expect(preview.asks).toBe(true);
    expect(await keysOf(past.store)).toEqual(before);
    const { freedBytes, waitingBytes } = await thin(run, past.store);
    expect(preview.waste?.ripeBytes).toBe(freedBytes);
    expect(preview.waste?.otherBytes).toBeLessThanOrEqual(waitingBytes);
    expect(preview.waste?.otherBytes).toBeGreaterThan(10_000);
  });

  it('asks when more goes than was made since the last time, and then changes nothing', async () => {
    const before = await copyOf(past.store);
    await expect(thin(run, past.store, { confirmed: false })).rejects.toMatchObject({ code: 'conflict', details: { reason: 'more-than-expected', going: 2 } });
    expect((await keysOf(past.store)).filter((key) => key !== 'retention.json')).toEqual(await keysOf(before));
    await thin(run, past.store);
    // One more backup pushes one out: nobody needs to be asked.
    await runBackup(run.task(past.source, [past.store]));
    expect((await thin(run, past.store, { confirmed: false })).plan.going).toHaveLength(1);
  });
});

describe('removing backups by hand', () => {
  const named = (...names: readonly (string | undefined)[]) => ({ choice: { kind: 'named' as const, names: new Set(names.filter((name) => name !== undefined)) } });

  it('removes just those, and a day later what only they needed', async () => {
    const { store, views } = past;
    const { plan } = await thin(run, store, named(views[1]?.name, views[3]?.name));
    expect(plan.going.map(({ snapshot }) => snapshot.name)).toEqual([views[3]?.name, views[1]?.name]);
    const left = [views[0], views[2], views[4]].flatMap((view) => view ?? []);
    await pastGrace(run);
    await thin(run, store, named());
    await expectWhole(store, left);
    await expectNothingElse(store, left);
  });

  it('refuses the newest that is complete and was read back, and pinned ones, before anything goes', async () => {
    const { store, views } = past;
    await expect(thin(run, store, named(views[0]?.name, views[4]?.name))).rejects.toMatchObject({ code: 'conflict', details: { reason: 'newest', snapshot: views[4]?.name } });
    await pin(await openVault(store, testKeys.identity, never), views[1]?.name ?? '', run.clock.now(), never);
    await expect(thin(run, store, named(views[0]?.name, views[1]?.name))).rejects.toMatchObject({ code: 'conflict', details: { reason: 'pinned', snapshot: views[1]?.name } });
    expect(await keysOf(store, 'snapshots/')).toHaveLength(5);
  });

  it('leaves what a policy did the last time in memory, so that the next night does not ask for it', async () => {
    const { store, views } = past;
    await thin(run, store);
    await thin(run, store, named(views[2]?.name));
    await runBackup(run.task(past.source, [store]));
    expect((await thin(run, store, { confirmed: false })).plan.going).toEqual([]);
  });
});

describe('when nobody is there', () => {
  const unattended = { confirmed: false, unattended: true };

  it('nothing goes while the newest backup is not complete', async () => {
    const { store } = past;
    await thin(run, store);
    past.source.inject({ on: 'records', entity: 'Order', atRecord: 50, as: 'throw', error: taxonomyError('server') });
    const { outcome } = await runBackup(run.task(past.source, [store], { full: true }));
    past.source.clearFaults();
    expect(outcome).toBe('incomplete');
    const { plan, notes } = await thin(run, store, unattended);
    expect([plan.going, notes]).toEqual([[], [expect.stringContaining('newest backup here is not complete')]]);
  });

  it('only what a person saw goes', async () => {
    const { store, views } = past;
    const seen = new Set([views[0]?.name ?? '']);
    const { plan } = await thin(run, store, { choice: { kind: 'policy', policy: threeDays, seen } });
    expect(plan.going.map(({ snapshot }) => snapshot.name)).toEqual([views[0]?.name]);
    expect(await keysOf(store, 'snapshots/')).toHaveLength(4);
  });

  it('a place that lets nothing go is told of once, asks nobody again, and is left as it is', async () => {
    const { store, views } = past;
    const addOnly = refusing(store, () => true);
    expect(await thin(run, addOnly)).toMatchObject({ refusesAsBefore: false, refused: [expect.any(String), expect.any(String)] });
    for (let night = 0; night < 3; night += 1) {
      await runBackup(run.task(past.source, [store]));
      const before = await keysOf(store);
      const faulty = new FaultyStore(addOnly);
      const { refusesAsBefore, refused } = await thin(run, faulty, unattended);
      expect([refusesAsBefore, refused.length > 2]).toEqual([true, true]);
      expect(faulty.countCalls({ kind: 'delete', key: /^snapshots/ })).toBe(1);
      expect(await keysOf(store)).toEqual(before);
      await pastGrace(run);
    }
    expect(await verifiedIn(store)).toEqual(expect.arrayContaining(views.map(({ name }) => name)));
    // It lets things go again: what had to stay goes without a question, because it was told of.
    expect((await thin(run, store, unattended)).plan.going).toHaveLength(5);
  });
});

describe('what stays', () => {
  it('a pinned backup, until the pin is taken away', async () => {
    const vault = await openVault(past.store, testKeys.identity, never);
    const [first, second] = past.views;
    await pin(vault, first?.name ?? '', run.clock.now(), never);
    expect((await thin(run, past.store)).plan.going.map(({ snapshot }) => snapshot.name)).toEqual([second?.name]);
    await unpin(vault, first?.name ?? '', never);
    expect((await thin(run, past.store)).plan.going.map(({ snapshot }) => snapshot.name)).toEqual([first?.name]);
  });

  it('one that is pinned while others go, verified as it was', async () => {
    const [first, second] = past.views;
    const store = new FaultyStore(past.store);
    const vault = await openVault(past.store, testKeys.identity, never);
    store.doAt({ kind: 'put', key: 'status.json', nth: 1, when: 'after' }, () => void pin(vault, second?.name ?? '', run.clock.now(), never));
    expect((await thin(run, store)).plan.going.map(({ snapshot }) => snapshot.name)).toEqual([first?.name]);
    expect(await verifiedIn(past.store)).toContain(second?.name);
    await expectWhole(past.store, past.views.slice(1));
  });

  it('everything, while the newest backup is damaged', async () => {
    const { store, views } = past;
    const indexes = new Set(views.at(-1)?.manifest.entities.flatMap(({ index }) => index));
    for (const key of await segmentsWith(store, indexes)) await store.delete(key, { signal: never });
    await expect(thin(run, store)).rejects.toMatchObject({ code: 'corrupt' });
    expect(await keysOf(store, 'snapshots/')).toHaveLength(views.length);
  });

  it('all parts, while a backup that stays is damaged', async () => {
    const { store, views } = past;
    const others = new Set(views.at(-1)?.manifest.entities.flatMap(({ index }) => index));
    const indexes = new Set(views.at(-2)?.manifest.entities.flatMap(({ index }) => index).filter((id) => !others.has(id)));
    for (const key of await segmentsWith(store, indexes)) await store.delete(key, { signal: never });
    const segments = await keysOf(store, 'segments/');
    const { plan, notes } = await thin(run, store);
    expect([plan.going.length, notes.length]).toEqual([2, 1]);
    await pastGrace(run);
    await thin(run, store);
    expect(await keysOf(store, 'segments/')).toEqual(segments);
  });

  it('the old copy of a rewritten segment, when the new one does not open', async () => {
    const { store, views } = past;
    const segments = await keysOf(store, 'segments/');
    await thin(run, store);
    const damaged = new FaultyStore(store);
    for (const key of await keysOf(store, 'segments/')) if (!segments.includes(key)) await damaged.flip(key, 300);
    await pastGrace(run);
    await thin(run, store);
    const vault = await openVault(store, testKeys.identity, never);
    for (const view of views.slice(2)) expect(await viewSnapshot(vault, view.name)).toEqual(view);
  });
});

describe('beside a backup', () => {
  /** The app as it was at first: its chunks are those that nobody needs any more. */
  const asAtFirst = () => smallApp(260);

  it('a backup that ends while it is announced what goes keeps what it needs', async () => {
    const { store, views } = past;
    await thin(run, store);
    await pastGrace(run);
    const beside: BackupReport[] = [];
    let announced = 0;
    const during = delegatingStore(store, {
      put: async (key, body, options) => {
        // The lease, then the announcement.
        if (key === 'retention.json' && (announced += 1) === 2) beside.push(await runBackup(run.task(asAtFirst(), [store], { full: true })));
        await store.put(key, body, options);
      },
    });
    await thin(run, during);
    expect(beside[0]?.places).toMatchObject([{ outcome: 'verified' }]);
    await expectWhole(store, views.slice(2));
    const vault = await openVault(store, testKeys.identity, never);
    expect((await viewSnapshot(vault, beside[0]?.snapshot ?? '')).entities).toEqual(views[0]?.entities);
  });

  it('a backup that counted on what is going is not called verified; the next one makes it whole', async () => {
    const { store, views } = past;
    await thin(run, store);
    await pastGrace(run);
    const beside: BackupReport[] = [];
    const during = delegatingStore(store, {
      delete: async (key, options) => {
        if (beside.length === 0) beside.push(await runBackup(run.task(asAtFirst(), [store], { full: true })));
        await store.delete(key, options);
      },
    });
    await thin(run, during);
    expect(beside[0]?.places).toMatchObject([{ outcome: 'failed', error: { code: 'conflict' } }]);
    expect(await verifiedIn(store)).not.toContain(beside[0]?.snapshot);
    await run.clock.advance(60_000);
    expect((await runBackup(run.task(asAtFirst(), [store], { full: true }))).places).toMatchObject([{ outcome: 'verified' }]);
    await expectWhole(store, views.slice(2));
  });
});

describe('places and computers', () => {
  it('goes on where nothing can be deleted, says what stayed, and leaves every backup verified', async () => {
    const { store, views } = past;
    const addOnly = refusing(store, () => true);
    const { plan, refused, freedBytes } = await thin(run, addOnly);
    expect(plan.going).toEqual([]);
    expect(refused).toEqual(views.slice(0, 2).map(({ name }) => `snapshots/${name}.age`));
    expect(freedBytes).toBe(0);
    expect((await verifiedIn(store)).toSorted()).toEqual(views.map(({ name }) => name));
    await expectWhole(store, views);
  });

  it('names the parts that a place keeps', async () => {
    const { store, views } = past;
    const stubborn = refusing(store, (key) => !key.startsWith('snapshots/'));
    await thin(run, stubborn);
    await pastGrace(run);
    const { refused } = await thin(run, stubborn);
    expect(refused.length).toBeGreaterThan(3);
    await expectWhole(store, views.slice(2));
    await thin(run, store);
    await expectNothingElse(store, views.slice(2));
  });

  it('two computers do not thin out one place at once; one that was stopped is followed after an hour, and that is said', async () => {
    const { store } = past;
    const faulty = new FaultyStore(store);
    const stopped = faulty.stopAt({ kind: 'delete', nth: 1, when: 'before' });
    await Promise.race([stopped, thin(run, faulty)]);
    const other = { owner: { id: 'other', name: 'the other computer' } };
    await expect(thin(run, store, other)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('this computer'), details: { reason: 'leased' } });
    await run.clock.advance(61 * 60_000);
    const { notes, plan } = await thin(run, store, other);
    expect(notes).toEqual([expect.stringContaining('this computer')]);
    expect(plan.going).toHaveLength(2);
  });

  it('stops when its hour is over, as after a computer’s sleep', async () => {
    const faulty = new FaultyStore(past.store);
    faulty.doAt({ kind: 'put', key: 'status.json', nth: 1, when: 'after' }, () => void run.clock.setWallClock(new Date(run.clock.now().getTime() + 2 * 3_600_000)));
    await expect(thin(run, faulty)).rejects.toMatchObject({ code: 'conflict', details: { reason: 'lease-ended' } });
    expect(faulty.countCalls({ kind: 'delete' })).toBe(0);
    expect((await thin(run, past.store)).plan.going).toHaveLength(2);
  });

  it('believes no list of old waste that somebody without the key wrote', async () => {
    const { store } = past;
    await thin(run, store);
    const text = new TextDecoder().decode(await store.get('retention.json', { signal: never }));
    await store.put('retention.json', new TextEncoder().encode(text.replaceAll(/"since": "[^"]*"/g, '"since": "2020-01-01T00:00:00.000Z"')), { signal: never });
    expect((await thin(run, store)).freedBytes).toBe(0);
  });
});

/** A place that does not let these objects go. */
function refusing(store: ObjectStore, refuses: (key: string) => boolean): ObjectStore {
  return delegatingStore(store, { delete: (key, options) => (refuses(key) ? Promise.reject(taxonomyError('permission-denied')) : store.delete(key, options)) });
}

/** Segments that hold one of these chunks, as the directories in them say. */
async function segmentsWith(store: ObjectStore, chunks: ReadonlySet<string>): Promise<readonly string[]> {
  const { copies } = await checkEveryObject(store, testKeys.identity);
  return [...new Set([...chunks].flatMap((chunk) => copies.get(chunk) ?? []))];
}
