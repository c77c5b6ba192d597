import { mkdir, stat, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type Desk, makeDesk } from '../../support/run-cli.ts';
import { errorShape } from './shapes.ts';

/** `settings export`, `import` and `undo-import` as processes of their own. The shapes are written from the contract. */

const item = z.looseObject({ what: z.string(), name: z.string(), act: z.enum(['add', 'replace', 'same', 'leave-out']), needs: z.array(z.looseObject({ kind: z.string() })) });
const planShape = z.strictObject({ plan: z.strictObject({ madeAt: z.iso.datetime(), computer: z.string(), withSecrets: z.boolean(), items: z.array(item), notes: z.array(z.looseObject({ kind: z.string() })) }), backupFile: z.string().optional() });
const exportShape = z.strictObject({ file: z.string(), withSecrets: z.boolean(), missing: z.array(z.string()) });
const activityLine = z.looseObject({ kind: z.string(), via: z.string().optional() });

let old: Desk;
let fresh: Desk;

async function ok<T>(desk: Desk, shape: z.ZodType<T>, args: readonly string[], input = ''): Promise<T> {
  const { code, value } = await desk.json(args, { input });
  expect({ code, value }).toMatchObject({ code: 0 });
  return shape.parse(value);
}

beforeAll(async () => {
  [old, fresh] = await Promise.all([makeDesk(), makeDesk()]);
  await mkdir(old.at('csv'));
  await writeFile(old.at('csv', 'customers.csv'), 'id,name\n1,Ada\n');
  await writeFile(old.at('passphrase'), 'seven unrelated words\n');
  await old.json(['destination', 'add', 'Disk', '--kind', 'local', '--path', old.at('place')]);
  await old.json(['app', 'add', 'Books', '--platform', 'csv-folder', '--path', old.at('csv')]);
});
afterAll(() => Promise.all([old.remove(), fresh.remove()]));

it('takes settings to another home: shown first, taken over with --yes, taken back, and noted', async () => {
  const file = old.at('settings.age');
  expect(await ok(old, exportShape, ['settings', 'export', '--out', file, '--passphrase-file', old.at('passphrase')])).toEqual({ file, withSecrets: false, missing: [] });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const given = ['settings', 'import', file, '--passphrase-file', old.at('passphrase')];
  const { plan } = await ok(fresh, planShape, [...given, '--dry-run']);
  expect(plan.items.map(({ what, name, act, needs }) => [what, name, act, needs.map(({ kind }) => kind)])).toEqual([['app', 'Books', 'add', ['kit']], ['place', 'Disk', 'add', []], ['preferences', '', 'same', []]]);
  expect(await ok(fresh, z.unknown(), ['app', 'list'])).toEqual({ apps: [] });
  const moved = await ok(fresh, planShape, [...given, '--folder', `app:Books=${fresh.folder}`, '--yes']);
  expect(moved.backupFile).toMatch(/settings-before-import-.*\.json$/);
  expect(await ok(fresh, z.unknown(), ['app', 'list'])).toMatchObject({ apps: [{ name: 'Books', path: fresh.folder }] });
  await ok(fresh, z.unknown(), ['settings', 'undo-import']);
  expect(await ok(fresh, z.unknown(), ['app', 'list'])).toEqual({ apps: [] });
  const noted = await Promise.all([old, fresh].map(async (desk) => (await desk.activity()).map((line) => activityLine.parse(line)).map(({ kind, via }) => `${kind} ${via}`)));
  expect(noted).toEqual([['settings-copied command-line'], ['settings-taken-over command-line', 'settings-put-back command-line']]);
});

it('refuses a wrong passphrase, a file that is none, and to write over a file', async () => {
  const file = old.at('settings.age');
  for (const [args, input, code] of [
    [['settings', 'import', file, '--yes'], 'another passphrase', 'permission-denied'],
    [['settings', 'import', old.at('passphrase'), '--yes'], 'another passphrase', 'invalid-input'],
    [['settings', 'import', old.at('nowhere')], 'another passphrase', 'not-found'],
    [['settings', 'export', '--out', file], 'seven unrelated words', 'conflict'],
    [['settings', 'export', '--out', old.at('other.age')], 'short', 'invalid-input'],
  ] as const) {
    const { code: exit, value } = await old.json(args, { input });
    expect([exit === 0, errorShape.parse(value).error.code], args.join(' ')).toEqual([false, code]);
  }
});
