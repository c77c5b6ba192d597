import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type Desk, makeDesk } from '../../support/run-cli.ts';
import { errorShape } from './shapes.ts';

/** `schedule` as a process of its own. The shapes are written from the contract. */

const instant = z.iso.datetime();
const time = z.string().regex(/^\d\d:\d\d$/);
const rule = z.union([
  z.strictObject({ kind: z.literal('every'), hours: z.int().positive() }),
  z.strictObject({ kind: z.literal('daily'), times: z.array(time), zone: z.string() }),
  z.strictObject({ kind: z.literal('weekly'), days: z.array(z.string()), times: z.array(time), zone: z.string() }),
  z.strictObject({ kind: z.literal('cron'), expression: z.string(), zone: z.string() }),
]);
const scheduleShape = z.strictObject({
  app: z.string(),
  rule: rule.nullable(),
  words: z.string().min(5),
  everyHours: z.number().positive().nullable(),
  pausedUntil: instant.nullable(),
  upcoming: z.array(instant).max(3),
  next: z.strictObject({ at: instant.nullable(), why: z.string().min(5) }),
});

let desk: Desk;
beforeAll(async () => {
  desk = await makeDesk();
  await mkdir(desk.at('csv'));
  await writeFile(desk.at('csv', 'customers.csv'), 'id,name\n1,Ada\n');
  await desk.json(['app', 'add', 'Books', '--platform', 'csv-folder', '--path', desk.at('csv')]);
});
afterAll(() => desk.remove());

async function asked(...options: readonly string[]): Promise<z.infer<typeof scheduleShape>> {
  const { code, value } = await desk.json(['schedule', 'Books', ...options]);
  expect({ code, value }).toMatchObject({ code: 0 });
  return scheduleShape.parse(value);
}

it('shows a schedule, sets it and takes it away', async () => {
  expect(await asked()).toMatchObject({ app: 'Books', rule: null, everyHours: null, upcoming: [], next: { at: null } });
  expect(await asked('--daily', '18:00,6:00', '--zone', 'Europe/Berlin')).toMatchObject({ rule: { kind: 'daily', times: ['06:00', '18:00'], zone: 'Europe/Berlin' }, words: 'Every day at 06:00 and 18:00 (Europe/Berlin)', everyHours: 12 });
  const weekly = await asked('--weekly', 'thu,mon@03:00', '--zone', 'UTC');
  expect(weekly).toMatchObject({ rule: { kind: 'weekly', days: ['mon', 'thu'] }, everyHours: 96, next: { at: weekly.upcoming[0] } });
  expect(weekly.upcoming.map((at) => at.slice(11))).toEqual(Array.from({ length: 3 }, () => '03:00:00.000Z'));
  expect(await asked()).toEqual(weekly);
  expect(await asked('--cron', '30 2 * * 1-5')).toMatchObject({ rule: { kind: 'cron', expression: '30 2 * * 1-5' } });
  expect(await asked('--every', '6')).toMatchObject({ rule: { kind: 'every', hours: 6 }, everyHours: 6 });
  expect(await asked('--off')).toMatchObject({ rule: null, upcoming: [] });
  expect(await desk.json(['schedule', 'Books', '--history'])).toMatchObject({ code: 0, value: { app: 'Books', runs: [] } });
});

it.each([
  ['two rules at once', ['--every', '6', '--off']],
  ['a time that is none', ['--daily', '25:00']],
  ['a day that is none', ['--weekly', 'someday@03:00']],
  ['a cron line that is none', ['--cron', 'whenever']],
  ['more often than is any use', ['--cron', '*/5 * * * *']],
  ['a zone that is none', ['--daily', '03:00', '--zone', 'Mars/Olympus']],
  ['a history that sets something', ['--history', '--off']],
])('refuses %s', async (_what, options) => {
  const { code, value } = await desk.json(['schedule', 'Books', ...options]);
  expect({ code, error: errorShape.parse(value).error.code }).toEqual({ code: 2, error: 'invalid-input' });
});
