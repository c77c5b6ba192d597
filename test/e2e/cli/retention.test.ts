import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { zoneWhereItIsNoon } from '../../support/noon.ts';
import { makeDesk, type Desk } from '../../support/run-cli.ts';
import { backupShape, checkShape, errorShape, snapshotsShape } from './shapes.ts';

/** `retention` and `pin` as processes of their own, on five backups of one day, whatever the time is here. The shapes are written from the contract. */

const count = z.int().nonnegative();
const retained = z.array(z.strictObject({ name: z.string(), why: z.string().min(3) }));
const retentionShape = z.looseObject({ kept: retained, deleted: retained, freedBytes: count, waitingBytes: count, asks: z.boolean(), places: z.array(z.looseObject({ name: z.string(), outcome: z.enum(['done', 'partly', 'failed']) })) });
const pinShape = z.strictObject({ snapshot: z.string(), pinned: z.boolean(), places: z.array(z.strictObject({ name: z.string(), outcome: z.literal('done') })) });

let desk: Desk;
const names: string[] = [];

async function ok<T>(shape: z.ZodType<T>, args: readonly string[], exit = 0): Promise<T> {
  const { code, value } = await desk.json(args);
  expect({ code, value }).toMatchObject({ code: exit });
  return shape.parse(value);
}

beforeAll(async () => {
  desk = await makeDesk({ env: { TZ: zoneWhereItIsNoon() } });
  await mkdir(desk.at('csv'));
  await desk.json(['destination', 'add', 'Disk', '--kind', 'local', '--path', desk.at('place')]);
  await writeFile(desk.at('csv', 'customers.csv'), 'id,name\n1,Ada\n2,Ben\n');
  await desk.json(['app', 'add', 'Books', '--platform', 'csv-folder', '--path', desk.at('csv')]);
  for (let n = 0; n < 5; n += 1) {
    await writeFile(desk.at('csv', 'customers.csv'), `id,name\n1,Ada ${n}\n2,Ben\n`);
    names.push((await ok(backupShape, ['backup', 'Books'])).snapshot);
  }
});
afterAll(() => desk.remove());

const stored = async (): Promise<readonly string[]> => (await readdir(desk.at('place', 'books', 'snapshots'))).toSorted();

it('says what would go and why, and changes nothing', async () => {
  const before = await readdir(desk.at('place', 'books'), { recursive: true });
  const preview = await ok(retentionShape, ['retention', 'Books', '--dry-run']);
  expect(preview.kept.map(({ name }) => name)).toEqual(names.slice(2).toReversed());
  expect(preview.kept[0]?.why).toMatch(/newest/);
  expect(preview.deleted).toEqual([names[1], names[0]].map((name) => ({ name, why: expect.stringContaining(`same day stays (${names[4]})`) })));
  expect(preview.asks).toBe(true);
  expect(preview.freedBytes).toBeGreaterThan(0);
  expect(preview.waitingBytes).toBeGreaterThan(0);
  expect(await readdir(desk.at('place', 'books'), { recursive: true })).toEqual(before);
});

it('asks before more goes than usual, and refuses to keep nothing', async () => {
  expect((await ok(errorShape, ['retention', 'Books'], 1)).error).toMatchObject({ code: 'conflict', nextStep: expect.stringContaining('--yes') });
  expect((await ok(errorShape, ['retention', 'Books', '--daily', '0', '--weekly', '0', '--monthly', '0', '--yes'], 2)).error.code).toBe('invalid-input');
  expect(await stored()).toHaveLength(5);
});

it('removes what is not kept, never a pinned one, and leaves everything else whole', async () => {
  expect(await ok(pinShape, ['pin', 'Books', names[0] ?? ''])).toMatchObject({ snapshot: names[0], pinned: true });
  const done = await ok(retentionShape, ['retention', 'Books', '--yes']);
  expect(done.deleted.map(({ name }) => name)).toEqual([names[1]]);
  expect(done.kept.find(({ name }) => name === names[0])?.why).toContain('pinned');
  expect(done.places).toMatchObject([{ name: 'Disk', outcome: 'done' }]);
  const left = [names[0], ...names.slice(2)];
  expect(await stored()).toEqual(left.map((name) => `${name}.age`));
  expect((await ok(snapshotsShape, ['snapshots', 'Books'])).snapshots.map(({ name, verified, pinned }) => [name, verified, pinned])).toEqual(left.toReversed().map((name) => [name, true, name === names[0]]));
  expect(await ok(checkShape, ['check', 'Books', '--read-data'])).toMatchObject({ ok: true, problems: [] });
});

it('takes a pin away, and a backup made afterwards is verified', async () => {
  await ok(pinShape, ['pin', 'Books', names[0] ?? '', '--remove']);
  const { code, stdout } = await desk.run(['retention', 'Books']);
  expect([code, stdout]).toEqual([0, expect.stringContaining('1 backup removed')]);
  expect((await ok(backupShape, ['backup', 'Books'])).places).toMatchObject([{ outcome: 'verified' }]);
  expect(await ok(checkShape, ['check', 'Books', '--read-data'])).toMatchObject({ ok: true });
});

it('keeps by what was saved, until it is told otherwise', async () => {
  const saved = await desk.json(['retention', 'Books', '--save', '--daily', '2', '--last', '9', '--automatic']);
  expect(saved).toMatchObject({ code: 0, value: { app: 'Books', preset: 'standard', keep: { daily: 2, last: 9 }, automatic: true } });
  expect(await desk.json(['retention', 'Books', '--save', '--weekly', '1'])).toMatchObject({ code: 0, value: { keep: { daily: 2, last: 9, weekly: 1 }, automatic: false } });
  expect((await desk.json(['retention', 'Books', '--dry-run'])).value).toMatchObject({ policy: { daily: 2, weekly: 1, monthly: 3, last: 9 }, deleted: [] });
  expect((await desk.json(['retention', 'Books', '--dry-run', '--preset', 'a-year'])).value).toMatchObject({ policy: { daily: 30, monthly: 12, last: 0 } });
  expect((await ok(errorShape, ['retention', 'Books', '--save', '--preset', 'standard', '--daily', '0', '--weekly', '0', '--monthly', '0'], 2)).error.code).toBe('invalid-input');
  expect((await ok(errorShape, ['retention', 'Books', '--automatic'], 2)).error.nextStep).toContain('--save');
});
