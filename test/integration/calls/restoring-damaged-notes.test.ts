import { appendFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryWriter, type MemoryWriter } from '../../support/memory-writer.ts';
import { makeTestEngine, type TestEngine } from '../../support/test-engine.ts';

/** Notes of an earlier restore that nobody can read: the other restores are listed and go on, and nothing is made twice for it. */

const call = { signal: new AbortController().signal };
const idOf = (n: number): string => n.toString(16).padStart(24, '0');

let test: TestEngine;
let writer: MemoryWriter;
let folder: string;
let damaged: string;

async function lose(n: number, forGood: boolean): Promise<void> {
  const entity = (await test.source.describe(call)).entities.find(({ name }) => name === 'Order');
  if (entity !== undefined) await writer.remove(entity, [idOf(n)], call);
  if (forGood) writer.emptyTrash('Order');
}

beforeEach(async () => {
  test = await makeTestEngine();
  writer = createMemoryWriter(test.source, { now: () => test.clock.now() });
  test.connector.appWriter = writer;
  const records = Array.from({ length: 4 }, (_, n) => ({ id: idOf(n), created_date: '2026-01-01T00:00:00.000Z', updated_date: '2026-01-01T00:00:00.000Z', number: `SO-${n}` }));
  test.source.setEntity('Order', { schema: {}, records });
  await test.engine.destinations.add({ name: 'Disk', kind: 'local', path: '/disk' }, call);
  await test.engine.apps.add({ name: 'Shop', connection: { platform: 'csv-folder', path: '/shop' } }, call);
  await test.engine.backup('Shop', call);
  await test.clock.sleepUntil(new Date(test.clock.now().getTime() + 60_000), call.signal);
  await lose(1, true);
  await lose(0, false);
  const { receipt } = await test.engine.restoring.restore('Shop', { ...call, snapshot: 'latest' });
  damaged = receipt?.id ?? '';
  folder = path.join(test.deps.home, 'restores');
});
afterEach(() => test.remove());

const damages: readonly (readonly [string, () => Promise<void>])[] = [
  ['a plan that is no JSON', () => writeFile(path.join(folder, damaged, 'plan.json'), '{"format":')],
  ['a plan that is gone', () => rm(path.join(folder, damaged, 'plan.json'))],
  ['a line of a future version', () => appendFile(path.join(folder, damaged, 'journal.jsonl'), '{"kind":"from the future"}\n')],
  ['a folder where a file should be', async () => {
    await rm(path.join(folder, damaged, 'journal.jsonl'));
    await mkdir(path.join(folder, damaged, 'journal.jsonl'));
  }],
];

describe.each(damages)('%s', (_what, damage) => {
  it('is listed as damaged beside the others, which go on', async () => {
    await damage();
    expect(await test.engine.restoring.list('Shop')).toMatchObject([{ id: damaged, state: 'damaged' }]);
    await lose(2, false);
    await test.clock.sleepUntil(new Date(test.clock.now().getTime() + 60_000), call.signal);
    const { receipt } = await test.engine.restoring.restore('Shop', { ...call, snapshot: 'latest', tables: [{ entity: 'Order', ids: [idOf(2)] }] });
    expect(receipt).toMatchObject({ written: 1, verified: 1, failed: 0 });
    const listed = await test.engine.restoring.list('Shop');
    expect(listed.map(({ state }) => state)).toEqual(['finished', 'damaged']);
    expect(listed[1]?.at.slice(0, 10)).toBe(listed[0]?.at.slice(0, 10));
    await test.engine.restoring.undo('Shop', listed[0]?.id ?? '', call);
    await expect(test.engine.restoring.undo('Shop', damaged, call)).rejects.toMatchObject({ code: expect.stringMatching(/^(corrupt|not-found)$/) });
  });

  it('makes nothing anew that it may have made already, until it is moved away', async () => {
    await damage();
    await lose(3, true);
    const before = test.source.lines('Order').length;
    const { plan, receipt } = await test.engine.restoring.restore('Shop', { ...call, snapshot: 'latest' });
    expect(plan.leftAlone).toMatchObject([{ reason: 'made-already', says: expect.stringContaining(damaged), ids: expect.arrayContaining([idOf(3)]) }]);
    expect(receipt).toMatchObject({ written: 0 });
    expect(test.source.lines('Order').length).toBe(before);

    await rename(path.join(folder, damaged), path.join(test.deps.home, 'set-aside'));
    const again = await test.engine.restoring.restore('Shop', { ...call, snapshot: 'latest', tables: [{ entity: 'Order', ids: [idOf(3)] }] });
    expect(again.receipt).toMatchObject({ written: 1, verified: 1 });
    expect(await readdir(folder)).toHaveLength(1);
  });
});
