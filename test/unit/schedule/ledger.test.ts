import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { IntendedRuns } from '../../../electron/engine/schedule/ledger.ts';
import { ledgerFiles } from '../../../electron/engine/schedule/ledger-files.ts';

const now = new Date('2026-01-31T22:30:00.000Z');
const hour = 3_600_000;
const later = (hours: number): Date => new Date(now.getTime() + hours * hour);

let home: string;
let ids = 0;
const open = (mends = true): IntendedRuns => new IntendedRuns(ledgerFiles(home, { mends: () => mends }), () => `i${(ids += 1)}`);
beforeEach(async () => {
  ids = 0;
  home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-ledger-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

it('remembers what was planned, begun and ended, over months and restarts', async () => {
  const first = open();
  await first.load('shop', now);
  const [a, b, c] = [1, 2, 3].map((hours) => first.plan('shop', { kind: 'window', dueAt: later(hours) }, now).id);
  first.begin('shop', a ?? '', 'run-1', later(1));
  first.end('shop', a ?? '', { kind: 'failed', at: later(1.1).toISOString(), code: 'network' });
  first.plan('shop', { kind: 'retry', dueAt: later(1.2), of: 'run-1' }, later(1.1));
  first.end('shop', b ?? '', { kind: 'skipped', at: later(2).toISOString(), reason: { kind: 'paused', until: later(5).toISOString() } });
  await first.flush();

  const again = open();
  await again.load('shop', later(2));
  expect(await again.history('shop', new Date(0))).toEqual(await first.history('shop', new Date(0)));
  expect(again.open('shop').map(({ id }) => id)).toEqual(['i4', c]);
  expect([again.triesAgain('shop', 'run-1'), again.triesAgain('shop', 'run-2')]).toEqual([true, false]);
  expect(await again.history('shop', later(1.5))).toMatchObject([{ id: b }, { id: c }]);
  expect((await readFile(path.join(home, 'schedule', 'shop', '2026-02.jsonl'), 'utf8')).split('\n')).toHaveLength(4);
});

it('gives each one end, the first', async () => {
  const runs = open();
  const { id } = runs.plan('shop', { kind: 'window', dueAt: now }, now);
  runs.end('shop', id, { kind: 'done', at: now.toISOString() });
  runs.end('shop', id, { kind: 'skipped', at: now.toISOString(), reason: { kind: 'unknown' } });
  await runs.flush();
  expect(await open().history('shop', new Date(0))).toMatchObject([{ end: { kind: 'done' } }]);
});

it('loses nothing to a line that was cut off, and passes over what it does not understand', async () => {
  const first = open();
  first.plan('shop', { kind: 'window', dueAt: now }, now);
  await first.flush();
  const file = path.join(home, 'schedule', 'shop', '2026-01.jsonl');
  await appendFile(file, '["p","new",1,2,"of a newer Holdfast"]\nnonsense\n["e","i1",{"kind":"dreamt"}]\n["p","half",17');
  const again = open();
  await again.load('shop', now);
  again.plan('shop', { kind: 'window', dueAt: later(1) }, now);
  await again.flush();
  expect((await open().history('shop', new Date(0))).map(({ dueAt }) => dueAt)).toEqual([now.toISOString(), later(1).toISOString()]);
});

it('writes again what could not be written', async () => {
  const files = ledgerFiles(home, { mends: () => true });
  let isFull = true;
  const runs = new IntendedRuns({ ...files, append: (...line) => (isFull ? Promise.reject(new Error('ENOSPC')) : files.append(...line)) }, () => `i${(ids += 1)}`);
  runs.plan('shop', { kind: 'window', dueAt: now }, now);
  await expect(runs.flush()).rejects.toThrow('ENOSPC');
  isFull = false;
  runs.plan('shop', { kind: 'window', dueAt: later(1) }, now);
  await runs.flush();
  expect(await open().history('shop', new Date(0))).toHaveLength(2);
});

it('loses no line to a disk that was full in the middle of one', async () => {
  const files = ledgerFiles(home, { mends: () => true });
  let isFull = true;
  const append = async (app: string, month: string, text: string): Promise<void> => {
    await files.append(app, month, isFull ? text.slice(0, 20) : text);
    if (isFull) throw new Error('ENOSPC');
  };
  const runs = new IntendedRuns({ ...files, append }, () => `i${(ids += 1)}`);
  const { id } = runs.plan('shop', { kind: 'window', dueAt: now }, now);
  await expect(runs.flush()).rejects.toThrow('ENOSPC');
  isFull = false;
  runs.end('shop', id, { kind: 'done', at: now.toISOString() });
  await runs.flush();
  expect(await open().history('shop', new Date(0))).toMatchObject([{ id, end: { kind: 'done' } }]);
});

it('lets go of what is long over, and of nothing else because a clock was years ahead', async () => {
  const years = new Date('2036-06-01T00:00:00.000Z');
  const months = Array.from({ length: 14 }, (_, index) => new Date(Date.UTC(2035, index, 1)));
  const first = open();
  first.plan('shop', { kind: 'window', dueAt: new Date('2024-10-05T00:00:00.000Z') }, now);
  for (let back = 0; back < 14; back += 1) first.plan('shop', { kind: 'window', dueAt: new Date(Date.UTC(2026, 0 - back, 5)) }, now);
  for (const dueAt of months) first.end('shop', first.plan('shop', { kind: 'window', dueAt }, years).id, { kind: 'skipped', at: years.toISOString(), reason: { kind: 'unknown' } });
  await first.flush();
  const again = open();
  await again.load('shop', now);
  expect((await again.history('shop', new Date(0))).filter(({ dueAt }) => dueAt < '2027').map(({ dueAt }) => dueAt.slice(0, 7))).toHaveLength(14);
});
