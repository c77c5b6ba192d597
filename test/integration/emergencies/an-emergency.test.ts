import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { makeTestEngine, type TestEngine } from '../../support/test-engine.ts';

const call = { signal: new AbortController().signal };
const timed = { ...call, timeZone: 'UTC', confirmed: true };
let test: TestEngine;
let names: string[];

const orders = (count: number): void => test.source.setEntity('Order', { records: Array.from({ length: count }, (_, n) => ({ id: `o${n}`, created_date: '2026-01-01T00:00:00Z', updated_date: '2026-01-01T00:00:00Z', total: n })) });

async function backUp(options: { readonly label?: string } = {}): Promise<string> {
  const report = await test.engine.backup('Shop', { ...call, ...options });
  await test.clock.advance(3_600_000);
  return report.snapshot;
}

const pinned = async (): Promise<readonly string[]> => (await test.engine.snapshots('Shop', call)).snapshots.filter((each) => each.pinned).map(({ name }) => name);
const listed = async (): Promise<readonly string[]> => (await test.engine.snapshots('Shop', call)).snapshots.map(({ name }) => name).toReversed();

beforeEach(async () => {
  test = await makeTestEngine();
  orders(100);
  await test.engine.destinations.add({ name: 'Disk', kind: 'local', path: '/disk' }, call);
  await test.engine.destinations.add({ name: 'Drive', kind: 'local', path: '/drive' }, call);
  await test.engine.apps.add({ name: 'Shop', connection: { platform: 'base44', url: 'https://app.base44.com', appId: 'a1', token: 't' } }, call);
  names = [];
  for (let n = 0; n < 5; n += 1) names.push(await backUp());
});
afterEach(() => test.remove());

async function declare(what = 'Orders are gone'): Promise<string> {
  return (await test.engine.emergencies.start('Shop', what, call)).id;
}

describe('while an emergency is open', () => {
  it('no backup is removed: by a rule, by hand, by name, or with the app’s name typed', async () => {
    await declare();
    expect(await test.engine.retention('Shop', { ...timed, dryRun: true })).toMatchObject({ deleted: [], emergency: expect.stringContaining('emergency is open') });
    expect(await test.engine.retention('Shop', { ...timed, unattended: true })).toMatchObject({ deleted: [], places: [{ notes: [expect.stringContaining('emergency')] }, {}] });
    for (const asked of [test.engine.retention('Shop', timed), test.engine.retention('Shop', { ...timed, despiteAlarm: 'Shop' }), test.engine.deleteBackups('Shop', [names[0] ?? ''], call)]) {
      await expect(asked).rejects.toMatchObject({ code: 'conflict', details: { reason: 'emergency-open' } });
    }
    expect(await listed()).toEqual(names);
  });

  it('what it keeps pinned stays so, also where an alarm had pinned it first and is answered “expected”', async () => {
    orders(40);
    await backUp();
    const [alarm] = (await test.engine.watch.alarms('Shop')).open;
    expect(await pinned()).toEqual([names.at(-1)]);
    const id = await declare();
    await test.engine.emergencies.protect('Shop', id, call);
    const kept = await pinned();
    expect(kept).toContain(names.at(-1));
    await test.engine.watch.answer('Shop', alarm?.id ?? '', 'expected', call);
    expect(await pinned()).toEqual(kept);
  });

  it('after it, removing goes on', async () => {
    const id = await declare();
    await test.engine.emergencies.end('Shop', id, { ...call, learnt: '', unpin: true });
    expect((await test.engine.retention('Shop', timed)).deleted.length).toBeGreaterThan(0);
  });

  it('notes that nobody can read keep everything, and name the file', async () => {
    const id = await declare();
    const { vaultId } = await test.engine.recoveryKit('Shop');
    await writeFile(path.join(test.deps.home, 'emergencies', vaultId, `${id}.json`), '{"format":');
    expect(await test.engine.emergencies.list('Shop')).toMatchObject({ emergencies: [], damaged: [`${id}.json`] });
    await expect(test.engine.retention('Shop', timed)).rejects.toMatchObject({ code: 'conflict', nextStep: expect.stringContaining(`${id}.json`) });
    // A new one can be declared all the same.
    expect(await test.engine.emergencies.start('Shop', 'again', call)).toMatchObject({ what: 'again' });
  });

  it('another one is refused, and names the one that is open', async () => {
    const id = await declare();
    await expect(test.engine.emergencies.start('Shop', '', call)).rejects.toMatchObject({ code: 'conflict', details: { reason: 'emergency-open', emergency: id } });
  });
});

describe('the pins', () => {
  it('are of the newest good backups, in every place, and only its own go at the end', async () => {
    const own = names[4] ?? '';
    await test.engine.pin('Shop', own, { ...call, pinned: true });
    const id = await declare();
    await test.engine.emergencies.protect('Shop', id, call);
    expect((await pinned()).toSorted()).toEqual(names.slice(2).toSorted());
    expect(await test.engine.emergencies.get('Shop', id)).toMatchObject({ pinning: 'done', problems: [], pinned: [{ backup: own, ours: false }, { backup: names[3], ours: true }, { backup: names[2], ours: true }] });
    const ended = await test.engine.emergencies.end('Shop', id, { ...call, learnt: '', unpin: true });
    expect(ended).toMatchObject({ unpinned: true, problems: [] });
    expect(await pinned()).toEqual([own]);
  });

  it('stay where a person wants them to, and where an alarm falls back on one', async () => {
    const first = await declare();
    await test.engine.emergencies.protect('Shop', first, call);
    await test.engine.emergencies.end('Shop', first, { ...call, learnt: '', unpin: false });
    expect(await pinned()).toHaveLength(3);
    for (const name of names.slice(2)) await test.engine.pin('Shop', name, { ...call, pinned: false });

    const second = await declare();
    await test.engine.emergencies.protect('Shop', second, call);
    orders(10);
    await backUp({ label: 'Broken state' });
    await test.engine.emergencies.end('Shop', second, { ...call, learnt: '', unpin: true });
    expect(await pinned()).toEqual([names[4]]);
  });

  it('wait for a place that does not answer, and say so', async () => {
    const { vault } = test.connector;
    const away = new Set(['Disk', 'Drive']);
    test.connector.vault = async (destination, slug) => {
      if (away.has(destination.name)) throw new HoldfastError('network', `“${destination.name}” does not answer.`, { nextStep: 'Wait.' });
      return vault(destination, slug);
    };
    const id = await declare();
    await test.engine.emergencies.protect('Shop', id, call);
    expect(await test.engine.emergencies.get('Shop', id)).toMatchObject({ pinning: 'open', pinned: [], problems: [expect.stringContaining('does not answer')] });
    away.delete('Disk');
    await test.engine.emergencies.protect('Shop', id, call);
    expect(await test.engine.emergencies.get('Shop', id)).toMatchObject({ pinning: 'partly', pinned: [{}, {}, {}], problems: [expect.stringContaining('“Drive”')] });
    away.delete('Drive');
    await test.engine.emergencies.protect('Shop', id, call);
    const after = await test.engine.emergencies.get('Shop', id);
    expect(after).toMatchObject({ pinning: 'done', problems: [] });
    expect(after.timeline.filter(({ says }) => says.includes('pinned'))).toHaveLength(1);
  });

  it('are all its own to take away again, wherever setting them was cut short', async () => {
    const { vault } = test.connector;
    let cuts = 0;
    // Where it chooses, where it looks for pins, and at the first, a middle and a later place of those it sets.
    for (const at of [1, 3, 4, 5, 8]) {
      const id = await declare();
      const stop = new AbortController();
      let opened = 0;
      test.connector.vault = async (destination, slug) => {
        opened += 1;
        if (opened === at) {
          cuts += 1;
          stop.abort(new HoldfastError('cancelled', 'Stopped.', { nextStep: 'Go on.' }));
          stop.signal.throwIfAborted();
        }
        return vault(destination, slug);
      };
      const engine = test.again();
      await engine.emergencies.protect('Shop', id, { signal: stop.signal }).catch(() => undefined);
      test.connector.vault = vault;
      const next = test.again();
      await next.emergencies.protect('Shop', id, call);
      const after = await next.emergencies.get('Shop', id);
      expect(after, `cut short at ${at}`).toMatchObject({ pinning: 'done', problems: [], pinned: [{ ours: true }, { ours: true }, { ours: true }] });
      expect(after.timeline.filter(({ says }) => says.includes('pinned'))).toHaveLength(1);
      await next.emergencies.end('Shop', id, { ...call, learnt: '', unpin: true });
      expect(await pinned()).toEqual([]);
    }
    expect(cuts).toBe(5);
  });
});
