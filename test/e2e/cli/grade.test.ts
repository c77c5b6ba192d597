import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type Desk, makeDesk } from '../../support/run-cli.ts';
import { errorShape } from './shapes.ts';

/** `grade` as a process of its own: before anything was backed up, and after a backup and a drill. */

const letter = z.enum(['A', 'B', 'C', 'D', 'F']);
const step = z.looseObject({ says: z.string(), minutes: z.int().positive(), to: z.string(), questionAfter: letter, overallAfter: letter }).nullable();
const gradeShape = z.looseObject({
  grade: letter,
  questions: z.array(z.looseObject({ id: z.string(), score: z.number().min(0).max(100), grade: letter, evidence: z.string().min(10), nextStep: step })).length(5),
  rpo: z.looseObject({ nowMs: z.number().optional() }),
  rto: z.looseObject({ measured: z.looseObject({ mostMs: z.number(), from: z.literal('drill') }).optional() }),
});
const historyShape = z.object({ changes: z.array(z.object({ at: z.iso.datetime(), grade: letter, questions: z.record(z.string(), letter), because: z.array(z.string()).min(1) })) });

let desk: Desk;

async function ok<T>(shape: z.ZodType<T>, args: readonly string[], exit = 0): Promise<T> {
  const { code, value } = await desk.json(args);
  expect({ code, value }).toMatchObject({ code: exit });
  return shape.parse(value);
}

beforeAll(async () => {
  desk = await makeDesk();
  await mkdir(desk.at('csv'));
  await writeFile(desk.at('csv', 'customers.csv'), 'id,name\n1,Ada\n2,Ben\n');
  await desk.json(['destination', 'add', 'Disk', '--kind', 'local', '--path', desk.at('place')]);
  await desk.json(['app', 'add', 'Books', '--platform', 'csv-folder', '--path', desk.at('csv')]);
});
afterAll(() => desk.remove());

it('grades by evidence, says what to do next, and remembers how the grade changed', async () => {
  const before = await ok(gradeShape, ['grade', 'Books']);
  expect([before.grade, before.rpo.nowMs, before.rto.measured]).toEqual(['F', undefined, undefined]);
  expect(before.questions.map(({ id, score }) => [id, score])).toEqual(['what', 'often', 'where', 'works', 'who'].map((id) => [id, 0]));

  await ok(z.looseObject({ outcome: z.literal('complete') }), ['backup', 'Books']);
  await ok(z.looseObject({ ok: z.literal(true) }), ['drill', 'Books']);
  const after = await ok(gradeShape, ['grade', 'Books']);
  expect(after.grade).toBe('D');
  expect(after.questions.find(({ id }) => id === 'works')?.score).toBeGreaterThanOrEqual(75);
  expect(after.rto.measured?.mostMs).toBeGreaterThan(0);

  const { changes } = await ok(historyShape, ['grade', 'Books', '--history']);
  expect(changes.map(({ grade }) => grade)).toEqual(['F', 'D']);
  expect(changes[1]?.because.some((says) => says.startsWith('A drill from “Disk” passed'))).toBe(true);
  const text = await desk.run(['grade', 'Books']);
  expect(text.stdout).toMatch(/^D {2}If this went wrong today, you might not get back\./);
  expect(text.stdout).toContain('Next: ');
});

it('shows how it is made up, and knows no app that is not there', async () => {
  expect((await ok(z.looseObject({ questions: z.array(z.object({}).loose()) }), ['grade', 'Books', '--rubric'])).questions).toHaveLength(5);
  expect((await ok(errorShape, ['grade', 'Nobody'], 1)).error.code).toBe('not-found');
});
