import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { becauseOf, notedOf } from '../../../electron/engine/readiness/because.ts';
import { marksOf } from '../../../electron/engine/readiness/grade.ts';
import { GradeHistory } from '../../../electron/engine/readiness/history.ts';
import { daysAgo, drill, hoursAgo, now, perfect } from './perfect.ts';

const vault = 'v';
let home: string;
let said: string[];

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-grades-'));
  said = [];
});

afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

function opened(): GradeHistory {
  return new GradeHistory(home, (message) => said.push(message));
}

const first = notedOf(marksOf(perfect, now), now, ['If this went wrong today, you would get back.']);

describe('the history of a grade', () => {
  it('is there after a restart, oldest first', async () => {
    const worse = marksOf({ ...perfect, keyAnswers: false }, now);
    await opened().note(vault, first);
    await opened().note(vault, notedOf(worse, now, becauseOf(first, worse) ?? []));
    expect((await opened().all(vault)).map(({ grade, because }) => [grade, because])).toEqual([
      ['A', ['If this went wrong today, you would get back.']],
      ['D', ['The key of the backups cannot be had.', 'The key of the backups cannot be had on this computer.']],
    ]);
    expect(said).toEqual([]);
  });

  it('says what it rests on as of its own date, and leaves names alone', () => {
    const because = ['A drill from “just now” passed just now, in 3 minutes.', 'The backup of 12 days ago was in “5 hours ago” and is not there any more.', 'Every byte was read and found right 1,234 days ago.'];
    expect(notedOf(marksOf(perfect, now), now, because).because).toEqual([
      'A drill from “just now” passed at that time, in 3 minutes.',
      'The backup of 12 days earlier was in “5 hours ago” and is not there any more.',
      'Every byte was read and found right 1,234 days earlier.',
    ]);
  });

  it('passes over lines that are damaged, torn or of a newer version, and says so', async () => {
    await opened().note(vault, first);
    const file = path.join(home, 'readiness', vault, 'grades.jsonl');
    await appendFile(file, `{"at":"2026-11-20T1\n${JSON.stringify({ ...first, grade: 'A+' })}\n{"at":`);
    await opened().note(vault, { ...first, grade: 'B' });
    const again = opened();
    expect((await again.all(vault)).map(({ grade }) => grade)).toEqual(['A', 'B']);
    expect(said).toEqual(Array.from({ length: 2 }, () => 'Some of what was noted of the grade is not understood.'));
  });

  it('is known until the end where nothing can be written', async () => {
    await mkdir(path.join(home, 'readiness'));
    await writeFile(path.join(home, 'readiness', vault), 'a file where a folder is to be');
    const history = opened();
    await history.note(vault, first);
    expect(await history.last(vault)).toEqual(first);
    expect(said).toEqual(['A change of the grade could not be noted.']);
  });

  it('is read in a moment after a year of hourly changes', async () => {
    await mkdir(path.join(home, 'readiness', vault), { recursive: true });
    await writeFile(path.join(home, 'readiness', vault, 'grades.jsonl'), `${JSON.stringify(first)}\n`.repeat(365 * 24));
    const began = performance.now();
    expect(await opened().all(vault)).toHaveLength(365 * 24);
    // Many times what it takes on a quiet computer.
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

describe('why a letter is another one', () => {
  it('is not asked where every letter is as it was', () => {
    expect(becauseOf(first, marksOf({ ...perfect, objectiveHours: 6 }, now))).toBeUndefined();
  });

  it('is what hurts first, then what lost most', () => {
    const failed = marksOf({ ...perfect, drills: [drill('Disk', 0, { ok: false, failures: ['“Order” lacks 3 records.'] }), ...perfect.drills] }, now);
    expect(becauseOf(first, failed)?.[0]).toBe('The last drill from “Disk” failed just now: “Order” lacks 3 records.');
  });

  it('is that it got old, where nothing happened', () => {
    const old = marksOf({ ...perfect, drills: [drill('Cloud', 40), drill('Disk', 41)], allReadAt: undefined, measured: { at: daysAgo(40), mostMs: 1000 } }, now);
    expect(becauseOf(first, old)?.[0]).toBe('A drill from “Cloud” passed 40 days ago, in 1 minute.');
  });

  it('is what was put right, where it rises', () => {
    const late = marksOf({ ...perfect, newest: { ...perfect.newest, at: hoursAgo(10) } }, now);
    expect(becauseOf(notedOf(late, now, []), marksOf(perfect, now))).toEqual(['The backup that was overdue was made.', 'The newest complete backup began 1 hour ago.']);
  });
});
