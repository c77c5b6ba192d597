import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { makeDesk, type Desk } from '../../support/run-cli.ts';
import { backupShape, errorShape } from './shapes.ts';

/** `watch` and `alarms` as processes of their own, on a folder of CSV that loses half of its customers. */

const count = z.int().nonnegative();
const known = count.nullable();
const alarmShape = z.looseObject({ id: z.string(), kind: z.string(), table: z.string(), records: count, of: count, raisedAt: z.iso.datetime(), healthy: z.string().nullable() });
const alarmsShape = z.looseObject({ app: z.string(), open: z.array(alarmShape), answered: z.array(alarmShape), thresholds: z.array(z.looseObject({ table: z.string() })) });
const watchShape = z.looseObject({
  app: z.string(),
  open: z.array(alarmShape),
  backups: z.array(z.looseObject({ snapshot: z.string(), comparedWith: z.string().nullable(), tables: z.array(z.looseObject({ name: z.string(), created: known, changed: known, deleted: known })) })),
});

let desk: Desk;
const names: string[] = [];

async function ok<T>(shape: z.ZodType<T>, args: readonly string[], exit = 0): Promise<T> {
  const { code, value } = await desk.json(args);
  expect({ code, value }).toMatchObject({ code: exit });
  return shape.parse(value);
}

const write = (customers: number): Promise<void> => writeFile(desk.at('csv', 'customers.csv'), ['id,name', ...Array.from({ length: customers }, (_, n) => `${n + 1},Name ${n}`), ''].join('\n'));
const stored = async (): Promise<number> => (await readdir(desk.at('place', 'books', 'snapshots'))).length;

beforeAll(async () => {
  desk = await makeDesk();
  await mkdir(desk.at('csv'));
  await write(60);
  await desk.json(['destination', 'add', 'Disk', '--kind', 'local', '--path', desk.at('place')]);
  await desk.json(['app', 'add', 'Books', '--platform', 'csv-folder', '--path', desk.at('csv')]);
  for (const customers of [60, 60, 25]) {
    await write(customers);
    names.push((await ok(backupShape, ['backup', 'Books'])).snapshot);
  }
});
afterAll(() => desk.remove());

it('tells what changed, and that something was lost', async () => {
  const { backups, open } = await ok(watchShape, ['watch', 'Books'], 4);
  expect(backups.map(({ snapshot, tables }) => [snapshot, tables[0]?.deleted])).toEqual([[names[2], 35], [names[1], 0], [names[0], null]]);
  expect(open).toMatchObject([{ kind: 'records-lost', table: 'customers', records: 35, of: 60, healthy: names[1], snapshot: names[2] }]);
});

it('removes nothing until somebody says that it was meant, unless they insist', async () => {
  expect((await ok(errorShape, ['retention', 'Books', '--yes'], 1)).error).toMatchObject({ code: 'conflict', nextStep: expect.stringContaining('expected') });
  expect(await desk.json(['retention', 'Books', '--dry-run'])).toMatchObject({ code: 0, value: { deleted: [], alarms: 1 } });
  expect((await ok(errorShape, ['retention', 'Books', '--yes', '--despite-alarm', 'Other'], 2)).error.code).toBe('invalid-input');
  expect(await stored()).toBe(3);
});

it('takes an answer, learns from it, and forgets what it learnt', async () => {
  const { open } = await ok(alarmsShape, ['alarms', 'Books'], 4);
  const id = open[0]?.id ?? '';
  expect((await ok(errorShape, ['alarms', 'Books', '--expected', 'nobody'], 1)).error.code).toBe('not-found');
  expect((await ok(errorShape, ['alarms', 'Books', '--expected', id, '--reset'], 2)).error.code).toBe('invalid-input');
  expect(await ok(alarmsShape, ['alarms', 'Books', '--expected', id])).toMatchObject({ open: [], answered: [{ id }], thresholds: [{ table: 'customers' }] });
  expect((await desk.run(['alarms', 'Books'])).stdout).toContain('No alarm is open.');
  expect(await ok(alarmsShape, ['alarms', 'Books', '--reset', 'customers'])).toMatchObject({ thresholds: [] });
  expect(await desk.json(['watch', 'Books', '--live', 'off'])).toMatchObject({ code: 0, value: { live: false } });
});
