import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noteDamage } from '../../../electron/engine/backup/damage.ts';
import { runBackup } from '../../../electron/engine/backup/run-backup.ts';
import { createMemoryStore } from '../../../electron/engine/destinations/memory/memory-store.ts';
import type { BackupReport } from '../../../electron/engine/engine.ts';
import { openVault } from '../../../electron/engine/vault/vault.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { delegatingStore } from '../../support/delegating-store.ts';
import { FaultyStore } from '../../support/faulty-store.ts';
import { createMemorySource, type MemorySource } from '../../support/memory-source.ts';
import { copyOf, orderRecord, smallApp, testKeys, testRun, type TestRun, testVaultId } from '../../support/small-app.ts';
import { expectNoDamage, keysOf } from '../../support/thinning.ts';
import { checkEveryObject, viewSnapshot, viewVault } from '../../support/vault-view.ts';

/** Of something that lies in two places, or twice in one, one copy is damaged: the other must stay, and count. */

const never = new AbortController().signal;
let run: TestRun;
beforeEach(async () => {
  run = await testRun();
});
afterEach(() => run.dispose());

describe('an uploaded file', () => {
  const address = 'mem://contract';
  const content = new TextEncoder().encode('signed by both');
  let source: MemorySource;
  let one: FaultyStore;
  let other: FaultyStore;
  let key: string;
  beforeEach(async () => {
    source = createMemorySource({ entities: { Deal: { records: [orderRecord(1, { address })] } }, files: { [address]: { name: 'contract.txt', body: content } } });
    [one, other] = [new FaultyStore(createMemoryStore()), new FaultyStore(createMemoryStore())];
    await backUp(one, other);
    [key = ''] = await keysOf(one, 'files/');
  });
  const backUp = async (...stores: readonly FaultyStore[]): Promise<BackupReport> => {
    await run.clock.advance(60_000);
    return runBackup(run.task(source, stores));
  };
  const platformLosesIt = (): void => source.inject({ on: 'openFile', address, error: new HoldfastError('not-found', 'gone') });

  const damages = {
    'is cut off': () => one.truncate(key, 100),
    'is empty': () => one.truncate(key, 0),
    'is gone': () => one.lose(key),
    'was found to hold something else': async () => {
      await one.flip(key, -1);
      await noteDamage(run.home, testVaultId, [key]);
    },
  };

  it.each(Object.keys(damages) as (keyof typeof damages)[])('that %s in one place, and that the platform has no more, is made good from the other', async (how) => {
    await damages[how]();
    platformLosesIt();
    const report = await backUp(one, other);
    expect(report.places).toMatchObject([{ outcome: 'verified' }, { outcome: 'verified' }]);
    expect(report.coverage).toEqual([]);
    for (const place of [one, other]) {
      await checkEveryObject(place, testKeys.identity);
      expect((await viewVault(place, testKeys.identity)).map(({ files }) => files[address])).toEqual([content, content]);
    }
  });

  it('that lacks a few bytes is not taken over as if it were whole', async () => {
    await one.truncate(key, 200);
    expect((await backUp(one)).outcome).toBe('complete');
    await checkEveryObject(one, testKeys.identity);
  });

  it('that is damaged in every place, and that the platform has no more, is named', async () => {
    for (const place of [one, other]) await place.truncate(key, 200);
    platformLosesIt();
    const report = await backUp(one, other);
    expect(report.coverage).toEqual([expect.objectContaining({ what: `file ${address}` })]);
    expect(await viewSnapshot(await openVault(other, testKeys.identity, never), report.snapshot)).toMatchObject({ files: {} });
  });
});

describe('a backup that one place lacks', () => {
  it('is not written over the one that another computer puts there under its name just then', async () => {
    const [ahead, behind] = [new FaultyStore(createMemoryStore()), new FaultyStore(createMemoryStore())];
    const source = smallApp(20);
    await runBackup(run.task(source, [ahead, behind]));
    await run.clock.advance(60_000);
    const { snapshot } = await runBackup(run.task(source, [ahead]));
    await run.clock.advance(60_000);
    const key = `snapshots/${snapshot}.age`;
    const theirs = new TextEncoder().encode('theirs');
    behind.doAt({ kind: 'put', key, nth: 1, when: 'before' }, () => void behind.inner.put(key, theirs, { signal: never }));
    expect((await runBackup(run.task(source, [ahead, behind]))).places).toMatchObject([{ outcome: 'verified' }, { outcome: 'verified' }]);
    expect(await behind.get(key, { signal: never })).toEqual(theirs);
  });
});

describe('a part that two computers stored at once', () => {
  it('of which the later copy is lost: what is backed up next is read from the other, and verified', async () => {
    const store = new FaultyStore(createMemoryStore());
    const elsewhere = await testRun();
    try {
      let isFirst = true;
      const during = delegatingStore(store, {
        put: async (key, body, options) => {
          if (isFirst && key.startsWith('segments/')) {
            isFirst = false;
            await run.clock.advance(60_000);
            await runBackup({ ...elsewhere.task(smallApp(330), [store]), clock: run.clock });
          }
          await store.put(key, body, options);
        },
      });
      await runBackup(run.task(smallApp(320), [during]));
      const { copies } = await checkEveryObject(store, testKeys.identity);
      const twice = [...copies.values()].filter((segments) => segments.length > 1);
      expect(twice.length).toBeGreaterThan(0);

      // Whichever of the two is lost.
      for (const lost of new Set(twice.flat())) {
        const left = new FaultyStore(await copyOf(store));
        await left.lose(lost);
        await run.clock.advance(60_000);
        const report = await runBackup(run.task(smallApp(320), [left]));
        expect(report.places, lost).toMatchObject([{ outcome: 'verified' }]);
        const vault = await openVault(left, testKeys.identity, never);
        expect((await viewSnapshot(vault, report.snapshot)).entities['Order']).toHaveLength(320);
      }
    } finally {
      await elsewhere.dispose();
    }
    await expectNoDamage(store);
  });
});
