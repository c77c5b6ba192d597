import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { copiedFromCheckout } from '../../support/container-file.ts';

/**
 * What the container file puts into an image, put into a folder: the same files, the packages that the lock file does not call development
 * ones, a user who may write nowhere but in the home. No image is built here: that takes a daemon and the network.
 */
const root = path.join(import.meta.dirname, '..', '..', '..');
/** Where this test is root, and that user can start this Node at all. */
const nobody = process.getuid?.() === 0 && spawnSync(process.execPath, ['--version'], { uid: 65_534, gid: 65_534, cwd: '/' }).status === 0 ? 65_534 : undefined;
/** For the page, which the image has no use for: without them it has to work all the more. */
const ofThePage = /^node_modules\/(?:@tabler|@mantine|@tanstack|@fontsource|@fontsource-variable|react|react-dom)\//;

let folder = '';
const at = (...names: readonly string[]): string => path.join(folder, ...names);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdfast-image-'));
  chmodSync(folder, 0o755);
  for (const each of copiedFromCheckout(path.join(root, 'build', 'agent'))) cpSync(path.join(root, each), at('image', each), { recursive: true });
  const lock = z.object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional(), devOptional: z.boolean().optional() })) }).parse(JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')));
  for (const [key, { dev, devOptional }] of Object.entries(lock.packages)) {
    if (key.startsWith('node_modules/') && dev !== true && devOptional !== true && !ofThePage.test(`${key}/`)) linkPackage(key);
  }
  for (const name of ['home', 'place']) {
    mkdirSync(at(name), { mode: 0o700 });
    if (nobody !== undefined) chownSync(at(name), nobody, nobody);
  }
  mkdirSync(at('tables'));
  writeFileSync(at('tables', 'orders.csv'), 'id,title\n1,one\n2,two\n');
  writeFileSync(at('passphrase'), 'correct-horse-battery-staple-7\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Without packages inside of it: they have keys of their own. */
function linkPackage(key: string): void {
  const walk = (inner: string): void => {
    for (const entry of readdirSync(path.join(root, inner), { withFileTypes: true })) {
      if (entry.isDirectory() && entry.name !== 'node_modules') walk(path.join(inner, entry.name));
      if (!entry.isFile()) continue;
      mkdirSync(at('image', inner), { recursive: true });
      putThere(path.join(root, inner, entry.name), at('image', inner, entry.name));
    }
  };
  try {
    walk(key);
  } catch (error) {
    // For another system than this one: not installed.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

function putThere(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // On another disk.
    cpSync(from, to);
  }
}

function run(...args: readonly string[]): { readonly code: number | null; readonly stdout: string; readonly stderr: string } {
  const env = { HOLDFAST_HOME: at('home'), HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE_FILE: at('passphrase'), HOME: '/nonexistent', NODE_ENV: 'production' };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['electron/cli/main.ts', ...args], { cwd: at('image'), env, encoding: 'utf8', ...(nobody === undefined ? {} : { uid: nobody, gid: nobody }) });
  return { code: status, stdout, stderr };
}

it('what the image holds makes a backup by schedule, as a user who may write into the home alone', () => {
  for (const args of [
    ['destination', 'add', 'disk', '--kind', 'local', '--path', at('place')],
    ['app', 'add', 'shop', '--platform', 'csv-folder', '--path', at('tables')],
    ['schedule', 'shop', '--every', '6'],
  ]) {
    const { code, stderr } = run(...args);
    expect([code, args[0], stderr]).toEqual([0, args[0], expect.not.stringContaining('✗')]);
  }
  const { code, stdout, stderr } = run('agent', '--once');
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({ app: 'shop', kind: 'first', outcome: 'done', places: [{ name: 'disk', outcome: 'verified' }] });
  expect(run('agent', '--health').code).toBe(1);
  // Every command can be loaded: none needs what was left out.
  expect(run('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('agent') });
  expect(statSync(at('home', 'secrets.age')).mode & 0o777).toBe(0o600);
});
