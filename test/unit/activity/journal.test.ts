import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Journal, openJournal } from '../../../electron/engine/activity/journal.ts';
import { FakeClock } from '../../support/fake-clock.ts';

let home = '';
let clock: FakeClock;
let complaints: string[] = [];
let ids = 0;
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-journal-'));
  clock = new FakeClock();
  complaints = [];
  ids = 0;
});
afterEach(() => rm(home, { recursive: true }));

const file = (): string => path.join(home, 'activity.jsonl');
const open = (more: { readonly atMost?: number; readonly home?: string } = {}): Promise<Journal> =>
  openJournal({ home, clock, newId: () => `e${(ids += 1)}`, log: (message) => complaints.push(message), ...more });

describe('the journal', () => {
  it('tells in another process what was noted in this one, newest first', async () => {
    const journal = await open();
    await journal.append({ kind: 'app-added', app: 'Shop' });
    await clock.advance(60_000);
    await journal.append({ kind: 'place-added', place: 'Disk' });
    const { events, more } = await (await open()).list({ limit: 10 });
    expect(more).toBe(false);
    expect(events.map(({ id, at, kind }) => [id, at, kind])).toEqual([
      ['e2', '2026-01-14T02:01:00.000Z', 'place-added'],
      ['e1', '2026-01-14T02:00:00.000Z', 'app-added'],
    ]);
  });

  it('is read by its owner alone', async () => {
    await (await open()).append({ kind: 'engine-started' });
    expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  it('is listed page by page, by app and by kind', async () => {
    const journal = await open();
    for (let n = 0; n < 6; n += 1) await journal.append({ kind: n % 2 === 0 ? 'run-started' : 'run-ended', app: n < 4 ? 'A' : 'B' });
    const first = await journal.list({ app: 'A', limit: 3 });
    expect([first.events.map(({ id }) => id), first.more]).toEqual([['e4', 'e3', 'e2'], true]);
    const rest = await journal.list({ app: 'A', before: 'e2', limit: 3 });
    expect([rest.events.map(({ id }) => id), rest.more]).toEqual([['e1'], false]);
    expect((await journal.list({ kinds: ['run-ended'], limit: 9 })).events.map(({ id }) => id)).toEqual(['e6', 'e4', 'e2']);
  });

  it('loses the last line only when its writer was killed in the middle of it, and goes on after it', async () => {
    const journal = await open();
    await journal.append({ kind: 'app-added', app: 'Shop' });
    await appendFile(file(), '{"id":"e9","at":"2026-01-14T02:0');
    const next = await open();
    await next.append({ kind: 'place-added', place: 'Disk' });
    expect((await (await open()).list({ limit: 9 })).events.map(({ kind }) => kind)).toEqual(['place-added', 'app-added']);
    expect(complaints).toEqual([]);
  });

  it('keeps what a newer Holdfast noted, and passes over it', async () => {
    const newer = '{"id":"n1","at":"2026-01-14T02:00:00.000Z","kind":"drill-ended","grade":"A"}';
    await writeFile(file(), `${newer}\nnot json\n`);
    const journal = await open({ atMost: 4 });
    expect(journal.events()).toEqual([]);
    for (let n = 0; n < 3; n += 1) await journal.append({ kind: 'paused' });
    // Five lines: the oldest two have moved, not gone.
    expect(await readFile(path.join(home, 'activity-older.jsonl'), 'utf8')).toBe(`${newer}\nnot json\n`);
    expect(journal.events()).toHaveLength(3);
  });

  it('does not grow for ever, and what was moved away can still be listed', async () => {
    const journal = await open({ atMost: 10 });
    for (let n = 0; n < 11; n += 1) await journal.append({ kind: 'paused' });
    expect((await readFile(file(), 'utf8')).trim().split('\n')).toHaveLength(6);
    expect((await journal.list({ limit: 100 })).events.map(({ id }) => id)).toEqual(['e11', 'e10', 'e9', 'e8', 'e7', 'e6', 'e5', 'e4', 'e3', 'e2', 'e1']);
    expect((await (await open()).list({ limit: 2, before: 'e6' })).events.map(({ id }) => id)).toEqual(['e5', 'e4']);
    for (let n = 0; n < 5; n += 1) await journal.append({ kind: 'paused' });
    expect((await journal.list({ limit: 100 })).events.at(-1)?.id).toBe('e6');
  });

  it('lets work go on when it cannot be written, and writes what was held back later', async () => {
    await writeFile(path.join(home, 'in-the-way'), '');
    const place = path.join(home, 'in-the-way');
    const journal = await open({ home: place });
    await journal.append({ kind: 'app-added', app: 'Shop' });
    expect(complaints.length).toBeGreaterThan(0);
    expect((await journal.list({ limit: 9 })).events).toHaveLength(1);
    await rm(place);
    await journal.append({ kind: 'paused' });
    const again = await open({ home: place });
    expect((await again.list({ limit: 9 })).events.map(({ kind }) => kind)).toEqual(['paused', 'app-added']);
  });
});
