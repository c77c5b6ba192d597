/**
 * `npm run package [-- --dir] [--mac] [--win] [--linux] [electron-builder's options]`: builds the app and packs it for this system, or for
 * the ones that are named, into release/. Publishes nothing, whatever the environment says.
 *
 * `--inspectable`: a folder for Playwright to start, into release/inspectable; its fuses let a debugger in.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const words = process.argv.slice(2);
const inspectable = words.includes('--inspectable');

if (words.some((word) => word.startsWith('--publish') || word.startsWith('-p'))) giveUp('This publishes nothing: a release is put up by hand (docs/packaging.md).');
const args = [...words.filter((word) => word !== '--inspectable'), ...(inspectable ? inspectableFolder() : []), ...withoutCertificate(), ...ofRepository()];
run('build/desktop.mjs');
run('node_modules/electron-builder/cli.js', [...args, '--publish', 'never']);

/** @returns {readonly string[]} */
function inspectableFolder() {
  return ['--dir', '-c.directories.output=release/inspectable', ...(process.platform === 'darwin' ? ['--universal'] : [])];
}

/**
 * Without a certificate a Mac's app is signed by nobody in particular, and then cannot start with the hardened runtime.
 * @returns {readonly string[]}
 */
function withoutCertificate() {
  const has = set('CSC_LINK') !== undefined || set('CSC_NAME') !== undefined;
  return process.platform !== 'darwin' || has ? [] : ['-c.mac.hardenedRuntime=false', '-c.mac.identity=-'];
}

/**
 * The repository that a package names as its home, and where it looks for updates: there, or in a folder on a web server (HOLDFAST_UPDATES_URL).
 * @returns {readonly string[]}
 */
function ofRepository() {
  const [repository, server] = [set('HOLDFAST_REPOSITORY') ?? set('GITHUB_REPOSITORY'), set('HOLDFAST_UPDATES_URL')];
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(repository ?? '') ?? [];
  if (owner === undefined || repo === undefined) {
    if (!inspectable && !words.includes('--dir')) giveUp('Say whose these packages are: HOLDFAST_REPOSITORY=owner/name npm run package. There they look for updates. Without one: npm run package -- --dir');
    return [];
  }
  const updates = server === undefined ? [`-c.publish.owner=${owner}`, `-c.publish.repo=${repo}`] : ['-c.publish.provider=generic', `-c.publish.url=${server}`];
  return [`-c.extraMetadata.homepage=https://github.com/${owner}/${repo}`, ...updates];
}

/** @param {string} name of a variable of the environment; what is empty is not set */
function set(name) {
  const value = process.env[name] ?? '';
  return value === '' ? undefined : value;
}

/** @param {string} program @param {readonly string[]} given */
function run(program, given = []) {
  const env = { ...process.env, HOLDFAST_PACKAGE_INSPECTABLE: inspectable ? '1' : '' };
  const done = spawnSync(process.execPath, [join(root, program), ...given], { cwd: root, stdio: 'inherit', env });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

/** @param {string} why */
function giveUp(why) {
  process.stderr.write(`holdfast: ${why}\n`);
  process.exit(1);
}
