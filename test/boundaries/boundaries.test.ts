import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { bystanders, plants, wrongGlobals } from './plants.ts';

const root = join(import.meta.dirname, '..', '..');
const configuration = ['.oxlintrc.json', '.dependency-cruiser.cjs', 'build/oxlint-plugin.mjs', 'package.json', 'tsconfig.base.json', 'shared/tsconfig.json', 'electron/tsconfig.json', 'test/tsconfig.json'];

/** Findings by file, as `rule: message`. */
type Findings = ReadonlyMap<string, readonly string[]>;

describe('boundaries', () => {
  let copy = '';
  let cruised: Findings;
  let linted: Findings;

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'holdfast-boundaries-'));
    for (const path of configuration) await cp(join(root, path), join(copy, path), { recursive: true });
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
    for (const [file, code] of Object.entries(bystanders)) await plant(file, code);
    const innocent = await Promise.all([cruise(), lint()]);
    expect(innocent.map((findings) => [...findings]), 'the bystanders break no rule').toEqual([[], []]);
    for (const { file, code } of plants) await plant(file, code);
    [cruised, linted] = await Promise.all([cruise(), lint()]);
  });

  afterAll(async () => rm(copy, { recursive: true, force: true }));

  it.for(plants)('$breaks: caught in $file', ({ file, cruise: rule, lint: message }) => {
    const found = [...(cruised.get(file) ?? []), ...(linted.get(file) ?? [])];
    const expected = [rule, message].filter((each) => each !== undefined);
    expect(expected, 'a plant that nothing has to catch proves nothing').not.toEqual([]);
    expect(found).toEqual(expect.arrayContaining(expected.map((text) => expect.stringContaining(text))));
  });

  it('plants a violation for every rule of .dependency-cruiser.cjs', () => {
    const { forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as { readonly forbidden: readonly { readonly name: string }[] };
    expect(new Set(plants.map((each) => each.cruise).filter((name) => name !== undefined))).toEqual(new Set(forbidden.map((each) => each.name)));
  });

  it('plants a violation for every message of our own in .oxlintrc.json', async () => {
    const said = [...linted.values()].flat();
    const messages = messagesIn(JSON.parse(await readFile(join(root, '.oxlintrc.json'), 'utf8')));
    expect(messages.size).toBeGreaterThan(10);
    expect([...messages].filter((message) => !said.some((finding) => finding.includes(message)))).toEqual([]);
  });

  it.for([...new Set(wrongGlobals.map((each) => each.folder))])('globals of another environment do not compile in %s/', async (folder) => {
    for (const each of wrongGlobals) await plant(each.file, each.code);
    const stdout = await run('typescript/bin/tsc', ['-p', folder, '--pretty', 'false']);
    for (const each of wrongGlobals.filter((global) => global.folder === folder)) {
      expect(stdout.split('\n').filter((line) => line.startsWith(each.file))).toEqual([expect.stringContaining(each.error)]);
    }
  });

  async function plant(file: string, code: string): Promise<void> {
    await mkdir(dirname(join(copy, file)), { recursive: true });
    await writeFile(join(copy, file), code);
  }

  async function cruise(): Promise<Findings> {
    const stdout = await run('dependency-cruiser/bin/dependency-cruiser.mjs', ['--config', '.dependency-cruiser.cjs', '-T', 'json', 'electron', 'renderer', 'shared', 'test']);
    const report = JSON.parse(stdout) as { readonly summary: { readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[] } };
    return byFile(report.summary.violations.map((violation) => [violation.from, violation.rule.name]));
  }

  async function lint(): Promise<Findings> {
    const stdout = await run('oxlint/bin/oxlint', ['--format', 'json']);
    const report = JSON.parse(stdout) as { readonly diagnostics: readonly { readonly filename: string; readonly message: string; readonly help?: string }[] };
    return byFile(report.diagnostics.map(({ filename, message, help }) => [filename, `${message} ${help ?? ''}`]));
  }

  /** Runs a tool of ours in the copy. That it fails is what is expected, that it says nothing is not. */
  async function run(program: string, args: readonly string[]): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    execFile(process.execPath, [join(copy, 'node_modules', program), ...args], { cwd: copy, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (stdout === '' && error !== null) reject(new Error(`${program} said nothing: ${stderr}`, { cause: error }));
      else resolve(stdout);
    });
    return promise;
  }
});

function byFile(found: readonly (readonly [file: string, what: string])[]): Findings {
  return new Map(Object.entries(Object.groupBy(found, ([file]) => file)).map(([file, group = []]) => [file, group.map(([, what]) => what)]));
}

function messagesIn(value: unknown): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return new Set();
  return new Set(Object.entries(value).flatMap(([key, inner]) => (key === 'message' && typeof inner === 'string' ? [inner] : [...messagesIn(inner)])));
}
