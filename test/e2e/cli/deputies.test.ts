import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { needs } from '../../support/needs.ts';
import { type Desk, makeDesk } from '../../support/run-cli.ts';
import { printed } from '../../contract/vault-format/with-tools.ts';
import { backupShape, errorShape, snapshotsShape } from './shapes.ts';

/** Deputies and lost keys, as processes of their own. The shapes are written from the contract. */

const deputy = z.strictObject({ name: z.string(), recipient: z.string().startsWith('age1'), addedAt: z.iso.datetime(), revokedAt: z.iso.datetime().optional(), rewrittenIn: z.array(z.string()) });
const changeShape = z.looseObject({ deputy, places: z.array(z.strictObject({ name: z.string(), outcome: z.enum(['told', 'empty', 'later']) })) });
const count = z.int().nonnegative();
const rekeyShape = z.strictObject({
  places: z.array(z.strictObject({ name: z.string(), outcome: z.enum(['done', 'partly', 'failed', 'empty']), written: count, writtenBytes: count, refused: count, damaged: count, leftBytes: count })),
});
const holdersShape = z.looseObject({ app: z.string(), recipient: z.string(), deputies: z.array(deputy) });

let desk: Desk;

async function ok<T>(shape: z.ZodType<T>, args: readonly string[], exit = 0, input = ''): Promise<T> {
  const { code, value } = await desk.json(args, { input });
  expect({ code, value }).toMatchObject({ code: exit });
  return shape.parse(value);
}

beforeAll(async () => {
  desk = await makeDesk();
  await mkdir(desk.at('csv'));
  await writeFile(desk.at('csv', 'customers.csv'), 'id,name\n1,Ada\n2,Ben\n');
  await desk.json(['destination', 'add', 'Disk', '--kind', 'local', '--path', desk.at('place')]);
  await desk.json(['app', 'add', 'Books', '--platform', 'csv-folder', '--path', desk.at('csv')]);
  await ok(backupShape, ['backup', 'Books']);
});
afterAll(() => desk.remove());

it('lets somebody in with a kit that is made for them, and they open everything on a computer that has nothing else', async () => {
  const change = await ok(changeShape, ['deputy', 'add', 'Books', '--name', 'Ada', '--kit', desk.at('ada.txt'), '--rekey']);
  expect(change).toMatchObject({ deputy: { name: 'Ada' }, places: [{ name: 'Disk', outcome: 'told' }], file: desk.at('ada.txt'), rekey: { places: [{ outcome: 'done', refused: 0 }] } });
  await writeFile(desk.at('csv', 'customers.csv'), 'id,name\n1,Ada\n2,Ben\n3,Eve\n');
  await ok(backupShape, ['backup', 'Books']);
  const nowhere = { HOLDFAST_HOME: desk.at('nowhere'), HOLDFAST_KEYCHAIN: '', HOLDFAST_KEYCHAIN_PASSPHRASE: '' };
  const opened = await desk.json(['open', desk.at('place'), '--identity-file', desk.at('ada.txt'), 'snapshots'], { env: nowhere });
  expect(snapshotsShape.parse(opened.value).snapshots.map(({ outcome, records }) => [outcome, records])).toEqual([['complete', 3], ['complete', 2]]);
  const check = await desk.json(['open', desk.at('place'), '--identity-file', desk.at('ada.txt'), 'check', '--read-data'], { env: nowhere });
  expect(check).toMatchObject({ code: 0, value: { ok: true, problems: [] } });
  expect((await ok(holdersShape, ['deputy', 'list', 'Books'])).deputies).toMatchObject([{ name: 'Ada', rewrittenIn: ['Disk'] }]);
  const text = await desk.run(['deputy', 'list', 'Books']);
  expect(text.stdout).toMatch(/Recovery kit.*every backup[\s\S]*Ada.*everything in Disk/);
});

it('takes the public half of their own key, which age-keygen made', async (context) => {
  needs(context, 'age');
  const made = printed('age-keygen', []).toString();
  const [identity = ''] = made.match(/AGE-SECRET-KEY-\S+/) ?? [];
  const recipient = printed('age-keygen', ['-y'], { input: Buffer.from(identity) }).toString().trim();
  await writeFile(desk.at('ben.txt'), made);
  const text = await desk.run(['deputy', 'add', 'Books', '--name', 'Ben', '--recipient', recipient]);
  expect([text.code, text.stdout]).toEqual([0, expect.stringMatching(/from now on opens with the key of Ben too[\s\S]*before does not open for them yet[\s\S]*deputy rekey Books/)]);
  const early = await desk.json(['open', desk.at('place'), '--identity-file', desk.at('ben.txt'), 'export', '--snapshot', 'latest', '--format', 'csv', '--out', desk.at('early')]);
  expect(errorShape.parse(early.value).error.message).toContain('stored before this key was let in');
  expect((await ok(rekeyShape, ['deputy', 'rekey', 'Books'])).places).toMatchObject([{ name: 'Disk', outcome: 'done' }]);
  const now = await desk.json(['open', desk.at('place'), '--identity-file', desk.at('ben.txt'), 'export', '--snapshot', 'latest', '--format', 'csv', '--out', desk.at('now')]);
  expect(now.code).toBe(0);
  expect(await readFile(desk.at('now', 'customers.csv'), 'utf8')).toContain('Eve');
});

it('shuts somebody out, says what that does not do, and refuses nonsense', async () => {
  const text = await desk.run(['deputy', 'revoke', 'Books', 'ada']);
  expect([text.code, text.stdout]).toEqual([0, expect.stringMatching(/does not open with the key of Ada any more[\s\S]*What was stored before still does[\s\S]*copied/)]);
  await writeFile(desk.at('csv', 'customers.csv'), 'id,name\n1,Ada\n2,Ben\n3,Eve\n4,Finn\n');
  await ok(backupShape, ['backup', 'Books']);
  const opened = await desk.json(['open', desk.at('place'), '--identity-file', desk.at('ada.txt'), 'snapshots']);
  expect(opened).toMatchObject({ code: expect.any(Number), value: { error: { code: 'permission-denied' } } });
  const [newest = ''] = (await ok(snapshotsShape, ['snapshots', 'Books'])).snapshots.map(({ name }) => name);
  expect(newest).not.toBe('');
  for (const [args, field] of [
    [['deputy', 'add', 'Books', '--name', 'Eve'], 'with which key'],
    [['deputy', 'add', 'Books', '--name', 'Eve', '--recipient', 'hello'], 'not the public half'],
    [['deputy', 'add', 'Books', '--name', 'Eve', '--kit', desk.at('eve.doc')], 'PDF or as a text file'],
    [['deputy', 'revoke', 'Books', 'Nobody'], 'No deputy called'],
  ] as const) {
    const { code, value } = await desk.json(args);
    expect([code === 0, errorShape.parse(value).error.message]).toEqual([false, expect.stringContaining(field)]);
  }
});

it('a keychain that lost the key fails with that, and takes it again from the kit', async () => {
  await ok(z.looseObject({}), ['recovery-kit', 'Books', '--out', desk.at('kit.txt')]);
  const kit = await readFile(desk.at('kit.txt'), 'utf8');
  for (const name of ['secrets.age', 'secrets.age.sha256']) await rename(desk.at('home', name), desk.at(name));
  const failed = await desk.json(['backup', 'Books']);
  expect(errorShape.parse(failed.value).error).toMatchObject({ code: 'permission-denied', message: expect.stringContaining('another one than Holdfast put it into'), nextStep: expect.stringContaining('recovery-kit restore') });
  const wrong = await desk.json(['recovery-kit', 'restore', 'Books'], { input: await readFile(desk.at('ada.txt'), 'utf8') });
  expect(errorShape.parse(wrong.value).error.message).toContain('not the one of the backups');
  expect(await ok(z.strictObject({ app: z.string(), restored: z.literal(true) }), ['recovery-kit', 'restore', 'Books'], 0, kit)).toEqual({ app: 'Books', restored: true });
  await writeFile(desk.at('csv', 'customers.csv'), 'id,name\n1,Ada\n');
  expect((await ok(backupShape, ['backup', 'Books'])).places).toMatchObject([{ outcome: 'verified' }]);
  expect(await ok(z.strictObject({ app: z.string(), proved: z.literal(true) }), ['recovery-kit', 'verify', 'Books'], 0, kit)).toMatchObject({ proved: true });
  await rm(desk.at('kit.txt'));
});
