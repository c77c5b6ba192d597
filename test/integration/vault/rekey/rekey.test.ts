import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runBackup } from '../../../../electron/engine/backup/run-backup.ts';
import { createMemoryStore } from '../../../../electron/engine/destinations/memory/memory-store.ts';
import type { ObjectStore } from '../../../../electron/engine/ports/object-store.ts';
import { checkVault } from '../../../../electron/engine/vault/check.ts';
import { decodeHeader, encodeHeader, isSealedHeader } from '../../../../electron/engine/vault/format/header.ts';
import { writeRecipients } from '../../../../electron/engine/vault/header-recipients.ts';
import { listSnapshots, openVault, readHeader } from '../../../../electron/engine/vault/vault.ts';
import { ada, ben, encryptedKeys, forKeys, keysFor, opens, rekey } from '../../../support/deputies.ts';
import { FaultyStore, taxonomyError } from '../../../support/faulty-store.ts';
import type { MemorySource } from '../../../support/memory-source.ts';
import { copyOf, orderRecord, smallApp, testKeys, testRun, type TestRun } from '../../../support/small-app.ts';
import { expectNoDamage, thin } from '../../../support/thinning.ts';
import { viewVault } from '../../../support/vault-view.ts';

const never = new AbortController().signal;

let run: TestRun;
let source: MemorySource;
let store: ObjectStore;
beforeEach(async () => {
  run = await testRun();
  source = smallApp(60);
  store = createMemoryStore();
  await runBackup(run.task(source, [store]));
});
afterEach(() => run.dispose());

/** Another backup, in which one order changed, for these keys. */
async function backUpFor(...deputies: readonly { readonly recipient: string }[]): Promise<readonly string[]> {
  await run.clock.advance(3_600_000);
  source.put('Order', orderRecord(5, { title: `at ${run.clock.now().toISOString()}`, updated_date: run.clock.now().toISOString() }));
  const report = await runBackup(forKeys(run.task(source, [store]), keysFor(...deputies)));
  expect(report).toMatchObject({ outcome: 'complete', places: [{ outcome: 'verified' }] });
  return report.warnings;
}

async function header() {
  const found = await readHeader(store, never);
  if (found === undefined) throw new Error('no vault');
  return found;
}

describe('a deputy who was let in', () => {
  it('opens the vault and what is stored from then on, but not what was stored before', async () => {
    const before = await encryptedKeys(store);
    await backUpFor(ada);
    for (const key of await encryptedKeys(store)) {
      expect([key, await opens(store, key, ada.identity)]).toEqual([key, !before.includes(key)]);
      expect(await opens(store, key, testKeys.identity)).toBe(true);
    }
    expect((await header()).recipients).toEqual([testKeys.recipients[0], ada.recipient]);
    const theirs = await openVault(store, ada.identity, never);
    expect(theirs.keys).toMatchObject({ isDeputy: true, chunkKey: testKeys.chunkKey });
    expect((await openVault(store, testKeys.identity, never)).keys.isDeputy).toBe(false);
    // The new backup's tables lie for the greatest part in what was stored before: that is said, and it is not called damage.
    await expect(viewVault(store, ada.identity)).rejects.toMatchObject({ code: 'permission-denied', message: expect.stringContaining('stored before this key was let in') });
    const [newest] = await listSnapshots(theirs, never);
    const { problems } = await checkVault(theirs, { signal: never, threads: 0 });
    expect(problems.filter(({ problem }) => !problem.includes('stored before this key was let in'))).toEqual([]);
    expect(problems.some(({ snapshots }) => snapshots.includes(newest?.name ?? ''))).toBe(true);
    await expectNoDamage(store);
  });

  it('opens everything once it was written anew, as it was, and the vault key does too', async () => {
    await backUpFor();
    const views = await viewVault(store, testKeys.identity);
    const report = await rekey(run, store, keysFor(ada));
    expect(report).toMatchObject({ refused: [], unreadable: [], already: 0 });
    expect(await viewVault(store, ada.identity)).toEqual(views);
    expect(await viewVault(store, testKeys.identity)).toEqual(views);
    await expectNoDamage(store);
    // In a thread, too, what does not open with their key is told from damage.
    for (const threads of [0, 1]) expect((await checkVault(await openVault(store, ada.identity, never), { signal: never, readData: true, threads })).problems).toEqual([]);
    // Segments of old remain, as what nothing needs, until old backups are removed.
    const olds = (await encryptedKeys(store)).filter((key) => key.startsWith('segments/'));
    expect(report.leftBytes).toBeGreaterThan(0);
    await thin(run, store, { choice: { kind: 'policy', policy: { last: 50, daily: 0, weekly: 0, monthly: 0, preChange: 0 } } });
    await run.clock.advance(25 * 3_600_000);
    await thin(run, store, { choice: { kind: 'policy', policy: { last: 50, daily: 0, weekly: 0, monthly: 0, preChange: 0 } } });
    expect((await encryptedKeys(store)).filter((key) => key.startsWith('segments/')).length).toBeLessThan(olds.length);
    for (const key of await encryptedKeys(store)) expect([key, await opens(store, key, ada.identity)]).toEqual([key, true]);
    expect(await viewVault(store, ada.identity)).toEqual(views);
  });

  it('is not written for again where everything is for them already, and the next backup builds on it', async () => {
    const first = await rekey(run, store, keysFor(ada));
    expect(first.written).toBeGreaterThan(4);
    const before = new Set(await encryptedKeys(store));
    expect(await rekey(run, store, keysFor(ada))).toMatchObject({ written: 0, writtenBytes: 0 });
    expect(new Set(await encryptedKeys(store))).toEqual(before);
    await backUpFor(ada);
    // One changed order: no table was stored anew.
    expect((await encryptedKeys(store)).length - before.size).toBeLessThan(6);
    expect(await viewVault(store, ada.identity)).toHaveLength(2);
  });
});

describe('a deputy who was shut out', () => {
  it('opens nothing that is stored from then on, and what was before; once it was written anew, nothing that is in use', async () => {
    await rekey(run, store, keysFor(ada, ben));
    const before = await encryptedKeys(store);
    await backUpFor(ben);
    for (const key of await encryptedKeys(store)) {
      if (!before.includes(key)) expect([key, await opens(store, key, ada.identity), await opens(store, key, ben.identity)]).toEqual([key, false, true]);
      else if (await opens(store, key, ben.identity)) expect([key, await opens(store, key, ada.identity)]).toEqual([key, true]);
    }
    await expect(openVault(store, ada.identity, never)).rejects.toMatchObject({ details: { reason: 'other-key' } });
    await rekey(run, store, keysFor(ben));
    for (const key of await encryptedKeys(store)) if (!key.startsWith('segments/')) expect([key, await opens(store, key, ada.identity)]).toEqual([key, false]);
    expect(await viewVault(store, ben.identity)).toEqual(await viewVault(store, testKeys.identity));
    await rekey(run, store, keysFor());
    for (const key of await encryptedKeys(store)) if (!key.startsWith('segments/')) expect([key, await opens(store, key, ben.identity)]).toEqual([key, false]);
    await expectNoDamage(store);
    expect(await viewVault(store, testKeys.identity)).toHaveLength(2);
  });
});

it('one deputy in the place of another is as many keys, and yet everything is written anew', async () => {
  await rekey(run, store, keysFor(ada));
  const inUse = (await encryptedKeys(store)).filter((key) => !key.startsWith('segments/'));
  const { already } = await rekey(run, store, keysFor(ben));
  expect(already).toBe(0);
  for (const key of inUse) expect([key, await opens(store, key, ada.identity), await opens(store, key, ben.identity)]).toEqual([key, false, true]);
  expect(await viewVault(store, ben.identity)).toEqual(await viewVault(store, testKeys.identity));
});

describe('vault.json', () => {
  it('keeps what only another version wrote, under a seal that fits, and the vault key first', async () => {
    const { sealHeader } = await import('../../../../electron/engine/vault/format/header.ts');
    await store.put('vault.json', encodeHeader(sealHeader({ ...(await header()), motto: 'later' }, testKeys.chunkKey)), { signal: never });
    await writeRecipients({ store, header: await header(), keys: keysFor(ada) }, never);
    const now = await header();
    expect(now).toMatchObject({ motto: 'later', recipients: [testKeys.recipients[0], ada.recipient] });
    expect(isSealedHeader(now, testKeys.chunkKey)).toBe(true);
    await expectNoDamage(store);
  });

  it('that somebody else changed is left as it is; the backup says so and is for the deputy all the same', async () => {
    const forged = encodeHeader({ ...(await header()), recipients: [ben.recipient] });
    await store.put('vault.json', forged, { signal: never });
    expect((await backUpFor(ada)).join()).toContain('changed by somebody else');
    expect(await store.get('vault.json', { signal: never })).toEqual(forged);
    const newest = (await encryptedKeys(store)).findLast((key) => key.startsWith('snapshots/')) ?? '';
    expect([await opens(store, newest, ada.identity), await opens(store, newest, ben.identity)]).toEqual([true, false]);
  });

  it('that may not be overwritten does not keep backups from being made', async () => {
    const faulty = new FaultyStore(store);
    faulty.failAt({ kind: 'put', key: 'vault.json', nth: 1, when: 'before' }, taxonomyError('permission-denied'));
    const report = await runBackup(forKeys(run.task(source, [faulty]), keysFor(ada)));
    expect(report.places).toMatchObject([{ outcome: 'verified' }]);
    expect(report.warnings.join()).toContain('Who may open the backups could not be written');
    expect(decodeHeader(await store.get('vault.json', { signal: never })).recipients).toEqual(testKeys.recipients);
  });

  it('is told in a place that was away when it is back', async () => {
    const other = await copyOf(store);
    await backUpFor(ada);
    await run.clock.advance(3_600_000);
    await runBackup(forKeys(run.task(source, [store, other]), keysFor(ada)));
    expect((await readHeader(other, never))?.recipients).toEqual([testKeys.recipients[0], ada.recipient]);
  });
});

describe('two places', () => {
  it('each keep their own copy where only one was written anew; neither undoes it in the other', async () => {
    const other = await copyOf(store);
    await rekey(run, store, keysFor(ada));
    const views = await viewVault(store, ada.identity);
    // The one that was not, first: it is read from then, and the other brought up to it.
    for (const stores of [[other, store], [store, other]]) {
      await run.clock.advance(3_600_000);
      source.put('Order', orderRecord(7, { updated_date: run.clock.now().toISOString() }));
      expect((await runBackup(forKeys(run.task(source, stores), keysFor(ada)))).places).toMatchObject([{ outcome: 'verified' }, { outcome: 'verified' }]);
    }
    expect((await viewVault(store, ada.identity)).slice(0, views.length)).toEqual(views);
    expect(await viewVault(store, ada.identity)).toHaveLength(3);
    for (const each of [store, other]) await expectNoDamage(each);
    await rekey(run, other, keysFor(ada));
    expect(await viewVault(other, ada.identity)).toEqual(await viewVault(store, ada.identity));
  });
});

describe('a place that overwrites nothing', () => {
  it('takes what is new, and what could not be done is named', async () => {
    const faulty = new FaultyStore(store);
    const overwriting = /^(snapshots|files|directories)\//;
    const present = new Set(await encryptedKeys(store));
    const refusing: ObjectStore = {
      ...bound(faulty),
      put: (key, body, options) => (present.has(key) && overwriting.test(key) ? Promise.reject(taxonomyError('permission-denied')) : faulty.put(key, body, options)),
    };
    const report = await rekey(run, refusing, keysFor(ada));
    expect(report.refused.toSorted()).toEqual([...present].filter((key) => overwriting.test(key)).toSorted());
    expect(report.written).toBeGreaterThan(0);
    await expectNoDamage(store);
    expect(await viewVault(store, testKeys.identity)).toHaveLength(1);
  });

  it('is tried a few times and not with each of many objects', async () => {
    const faulty = new FaultyStore(store);
    faulty.readOnly();
    const { refused } = await rekey(run, { ...bound(faulty), put: (key, body, options) => (key === 'vault.json' ? store.put(key, body, options) : faulty.put(key, body, options)) }, keysFor(ada));
    expect(refused.length).toBe((await encryptedKeys(store)).length);
    expect(faulty.countCalls({ kind: 'put' })).toBeLessThanOrEqual(4 * 8);
  });

  it('that does not give back what it took gets the old object again, and nothing goes on', async () => {
    const key = (await encryptedKeys(store)).find((each) => each.startsWith('snapshots/')) ?? '';
    const before = await store.get(key, { signal: never });
    let puts = 0;
    const forgetful: ObjectStore = {
      ...bound(store),
      // The first time, the last byte is lost on the way.
      put: (name, body, options) => (name === key && (puts += 1) === 1 && body instanceof Uint8Array ? store.put(name, body.slice(0, -1), options) : store.put(name, body, options)),
    };
    await expect(rekey(run, forgetful, keysFor(ada))).rejects.toMatchObject({ code: 'server', message: expect.stringContaining('the old copy was put back') });
    expect(await store.get(key, { signal: never })).toEqual(before);
    await expectNoDamage(store);
  });

  it('keeps damaged objects as they are, and says so', async () => {
    const key = (await encryptedKeys(store)).find((each) => each.startsWith('files/')) ?? '';
    await new FaultyStore(store).flip(key, -3);
    const damaged = await store.get(key, { signal: never });
    expect((await rekey(run, store, keysFor(ada))).unreadable).toEqual([key]);
    expect(await store.get(key, { signal: never })).toEqual(damaged);
  });
});

function bound(inner: ObjectStore): ObjectStore {
  return {
    capabilities: inner.capabilities,
    put: (...given) => inner.put(...given),
    get: (...given) => inner.get(...given),
    stat: (...given) => inner.stat(...given),
    list: (...given) => inner.list(...given),
    delete: (...given) => inner.delete(...given),
  };
}
