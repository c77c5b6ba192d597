import { appendFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listRestores } from '../../../electron/engine/restore/folder.ts';
import type { JournalEntry } from '../../../electron/engine/restore/journal/entries.ts';
import { openJournal, readJournal } from '../../../electron/engine/restore/journal/journal.ts';
import { replay } from '../../../electron/engine/restore/journal/state.ts';

let home: string;
let folder: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-notes-'));
  folder = path.join(home, 'restores', 'one');
});
afterEach(() => rm(home, { recursive: true, force: true }));

const intent: JournalEntry = { kind: 'intent', n: 0, step: 'create', entity: 'Order', ids: ['a', 'b'], since: '2026-06-01T00:00:00.000Z' };
const outcome: JournalEntry = { kind: 'outcome', of: 0, step: 'create', entity: 'Order', done: [['a', 'new a']], already: [], left: [], failed: [['b', 'invalid-input', 'The app does not take it.']] };

describe('the notes of a restore', () => {
  it('say what was asked for and is not known to be done, until its outcome is noted', async () => {
    const journal = await openJournal(folder);
    await journal.append(intent);
    expect(replay(await readJournal(folder)).open).toEqual([intent]);
    await journal.append(outcome);
    const { open, settled } = replay(await readJournal(folder));
    expect([open, [...(settled.get('create Order') ?? [])]]).toEqual([[], [['a', { kind: 'done', at: 'new a' }], ['b', { kind: 'failed', code: 'invalid-input', says: 'The app does not take it.' }]]]);
  });

  it('that were cut off in the middle of a line go on after the last whole one', async () => {
    await (await openJournal(folder)).append(intent);
    const half = JSON.stringify(outcome).slice(0, 40);
    await appendFile(path.join(folder, 'journal.jsonl'), half);
    expect(await readJournal(folder)).toEqual([intent]);
    const journal = await openJournal(folder);
    await journal.append(outcome);
    expect(await readJournal(folder)).toEqual([intent, outcome]);
  });

  it('that hold a line nobody understands stop everything: it may say what was made', async () => {
    await (await openJournal(folder)).append(intent);
    await appendFile(path.join(folder, 'journal.jsonl'), '{"kind":"from the future"}\n');
    await expect(openJournal(folder)).rejects.toMatchObject({ code: 'corrupt' });
  });

  it('of a restore that was killed before it had a plan are passed over', async () => {
    await mkdir(path.join(home, 'restores', 'no-plan'), { recursive: true });
    expect(await listRestores(home)).toEqual([]);
  });
});
