/**
 * `npm run package [-- --dir] [--mac] [--win] [--linux] [electron-builder's options]`: builds the app and packs it for this system, or for
 * the ones that are named, into release/. Publishes nothing, whatever the environment says.
 *
 * `--inspectable`: a folder for Playwright to start, into release/inspectable; its fuses let a debugger in.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const words = process.argv.slice(2);
const inspectable = words.includes('--inspectable');

if (words.some((word) => word.startsWith('--publish') || word.startsWith('-p'))) giveUp('This publishes nothing: a release is put up by hand (docs/packaging.md).');
run('build/desktop.mjs');
run('node_modules/electron-builder/cli.js', [...words.filter((word) => word !== '--inspectable'), ...(inspectable ? ['--dir', '-c.directories.output=release/inspectable'] : []), ...withoutCertificate(), '--publish', 'never']);
// Where it was laid out for the packer.
if (!inspectable) rmSync(join(root, 'release', 'builder-debug.yml'), { force: true });

/** Without a certificate a Mac's app is signed by nobody in particular, and then cannot start with the hardened runtime. */
function withoutCertificate() {
  const has = ['CSC_LINK', 'CSC_NAME'].some((name) => (process.env[name] ?? '') !== '');
  return process.platform !== 'darwin' || has ? [] : ['-c.mac.hardenedRuntime=false', '-c.mac.identity=-'];
}

/** @param {string} program @param {readonly string[]} args */
function run(program, args = []) {
  const env = { ...process.env, HOLDFAST_PACKAGE_INSPECTABLE: inspectable ? '1' : '' };
  const done = spawnSync(process.execPath, [join(root, program), ...args], { cwd: root, stdio: 'inherit', env });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

/** @param {string} why */
function giveUp(why) {
  process.stderr.write(`holdfast: ${why}\n`);
  process.exit(1);
}
