import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { lockedPackages } from './run-time-modules.mjs';

/**
 * Where the package with a native library lies: where npm installed it, or, made for another kind of computer, in HOLDFAST_NATIVES
 * or where it is fetched to.
 * @param {string} root the checkout
 * @param {string} name
 * @returns {string} its folder
 */
export function nativeFolder(root, name) {
  const brought = process.env['HOLDFAST_NATIVES'] ?? '';
  if (brought !== '') return join(brought, name);
  const installed = join(root, 'node_modules', name);
  return existsSync(installed) ? installed : fetchNative(root, name);
}

/**
 * Brings a package that npm would not install on this kind of computer, checked against package-lock.json.
 * @param {string} root
 * @param {string} name
 * @returns {string} its folder
 */
function fetchNative(root, name) {
  const locked = lockedPackages(root)[`node_modules/${name}`];
  if (locked?.integrity === undefined) throw new Error(`package-lock.json has no checksum for ${name}.`);
  const natives = join(root, 'out', 'package', 'natives');
  const folder = join(natives, name);
  const stamp = join(folder, '.integrity');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === locked.integrity) return folder;
  process.stderr.write(`holdfast: fetching ${name} ${locked.version} …\n`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const packed = run('npm', ['pack', `${name}@${locked.version}`, `--pack-destination=${folder}`, '--loglevel=error'], root).trim().split('\n').at(-1) ?? '';
  const archive = join(folder, packed);
  const arrived = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (arrived !== locked.integrity) throw new Error(`${name} ${locked.version} is not what package-lock.json names: its checksum is ${arrived}.`);
  run('tar', ['-xzf', packed, '--strip-components=1'], folder);
  rmSync(archive);
  writeFileSync(stamp, locked.integrity);
  return folder;
}

/**
 * @param {string} program @param {readonly string[]} args @param {string} cwd
 * @returns {string} what it prints
 */
function run(program, args, cwd) {
  const done = spawnSync(program, [...args], { cwd, stdio: ['ignore', 'pipe', 2], encoding: 'utf8', shell: process.platform === 'win32' && program === 'npm' });
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')} did not succeed: see above.`);
  return done.stdout;
}
