import { mkdtemp, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCsvFolder } from '../../../../electron/engine/sources/csv-folder/index.ts';
import type { EntityDescription } from '../../../../shared/model/app.ts';
import type { Source } from '../../../../electron/engine/ports/source.ts';
import { systemClock } from '../../../../electron/engine/system/system-clock.ts';

const call = { signal: new AbortController().signal };
let folder: string;
let source: Source;
let order: EntityDescription;

const rows = (count: number, of = 'open'): string => `id,state\n${Array.from({ length: count }, (_, n) => `${n},${of}\n`).join('')}`;
const write = (count: number, of?: string): Promise<void> => writeFile(path.join(folder, 'Order.csv'), rows(count, of));
const mark = (): Promise<string | undefined> | undefined => source.glance?.mark(order, call);
const count = (): Promise<number | undefined> | undefined => source.glance?.count(order, call);

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'holdfast-csv-'));
  await write(100);
  source = openCsvFolder({ path: folder }, { clock: systemClock });
  const [found] = (await source.describe(call)).entities;
  if (found === undefined) throw new TypeError('no table');
  order = found;
});
afterEach(() => rm(folder, { recursive: true }));

describe('a look at a file', () => {
  it('says the same until it is written, and the count is of now while what was described stays', async () => {
    const before = await mark();
    expect(await mark()).toBe(before);
    expect(await count()).toBe(100);
    await write(40);
    expect(await mark()).not.toBe(before);
    expect([await count(), await source.count(order, call)]).toEqual([40, 100]);
  });

  it('is not deceived by a file of the same size and the same time', async () => {
    const before = await mark();
    const at = new Date('2026-06-01T00:00:00Z');
    await utimes(path.join(folder, 'Order.csv'), at, at);
    await source.describe(call);
    const dated = await mark();
    expect(dated).not.toBe(before);
    await writeFile(path.join(folder, 'new'), rows(100, 'shut'));
    await utimes(path.join(folder, 'new'), at, at);
    await rename(path.join(folder, 'new'), path.join(folder, 'Order.csv'));
    expect(await mark()).not.toBe(dated);
    const pages = [];
    for await (const page of source.records((await source.describe(call)).entities[0] ?? order, call)) pages.push(page);
    expect(JSON.stringify(pages)).toContain('shut');
  });

  it('of a file that is half written, or gone, tells no number', async () => {
    await truncate(path.join(folder, 'Order.csv'), 30);
    await writeFile(path.join(folder, 'Order.csv'), 'id,state\n1,"op');
    expect(await count()).toBeUndefined();
    await rm(path.join(folder, 'Order.csv'));
    expect([await mark(), await count()]).toEqual([undefined, undefined]);
  });
});
