/**
 * Runs one of the project's TypeScript programs with what it needs: `node build/run.mjs ENTRY.ts [arguments]`.
 * All npm scripts go through it. It installs what is missing, then runs the program under Node 24, which comes as a
 * development dependency (docs/adr/0001). Plain JavaScript, since the first start may be under an older Node.
 * Says what it does on stderr: stdout belongs to the program.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { whyInstall } from './installed.mjs';

const neededMajor = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));

await main();

async function main() {
  const [entry, ...args] = process.argv.slice(2);
  if (entry === undefined) return giveUp('Usage: node build/run.mjs ENTRY.ts [arguments]');
  if (!installWhatIsMissing()) return;
  if (runsHere()) return runHere(resolve(root, entry), args);
  const node = localNode();
  if (node === undefined) {
    return giveUp(
      `Holdfast needs Node ${neededMajor} or newer; this is Node ${process.versions.node}, and there is no packaged one for this kind of computer.\n` +
        `Install it (https://nodejs.org, or "brew install node@${neededMajor}" on a Mac), then run the same command again.`,
    );
  }
  runThere(node, resolve(root, entry), args);
}

/** @returns {boolean} whether everything is there now */
function installWhatIsMissing() {
  const reason = whyInstall(root);
  if (reason === undefined) return true;
  if (process.platform === 'win32' && process.execPath.startsWith(join(root, 'node_modules') + sep)) {
    // Windows cannot replace a program that is running, and this very Node lies in node_modules.
    giveUp(`The installed packages are out of date (${reason}). Run "npm ci", then the same command again.`);
    return false;
  }
  process.stderr.write(`holdfast: installing packages with npm ci (${reason}; about half a minute) …\n`);
  // Development packages bring the Node that is needed, so they are asked for whatever NODE_ENV says. What npm prints
  // goes to stderr, errors included when this was started with `npm run -s`.
  const args = ['ci', '--include=dev', '--loglevel=error'];
  const npm = process.env['npm_execpath'];
  const stdio = /** @type {import('node:child_process').StdioOptions} */ (['ignore', 2, 2]);
  const done =
    npm !== undefined && /npm-cli\.c?js$/.test(npm)
      ? spawnSync(process.env['npm_node_execpath'] ?? process.execPath, [npm, ...args], { cwd: root, stdio })
      : spawnSync('npm', args, { cwd: root, stdio, shell: process.platform === 'win32' });
  if (done.status === 0) return true;
  const why = done.error === undefined ? 'npm says above what went wrong' : done.error.message;
  giveUp(`holdfast: npm ci did not succeed (${why}). Check the internet connection, then run the same command again.`);
  return false;
}

/** Whether this very process can run the program; saves a start of Node. */
function runsHere() {
  return Number(process.versions.node.split('.')[0]) >= neededMajor;
}

/** @param {string} entry @param {readonly string[]} args */
async function runHere(entry, args) {
  process.argv = [process.execPath, entry, ...args];
  // Without it every start reads and strips each TypeScript file anew.
  const cache = join(root, 'node_modules', '.cache', 'holdfast-compile');
  process.env['NODE_COMPILE_CACHE'] ??= cache; // Worker threads look here only; each saves 35 MB and a tenth of a second.
  nodeModule.enableCompileCache(cache);
  await import(pathToFileURL(entry).href);
}

/** @returns {string | undefined} the Node that came with the packages, where there is one for this kind of computer */
function localNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(root, 'node_modules', `node-${system}-${process.arch}`, 'bin', program);
  return existsSync(path) ? path : undefined;
}

/**
 * Runs this file again under that Node; exit code and signals pass through.
 * @param {string} node @param {string} entry @param {readonly string[]} args
 */
function runThere(node, entry, args) {
  const child = spawn(node, [fileURLToPath(import.meta.url), entry, ...args], { stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // Ctrl-C in a terminal reaches the child by itself; a second one would mean "at once" to it.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
  child.on('error', (error) => giveUp(`holdfast: cannot start ${node}: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exitCode = code ?? 1;
    else {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
  });
}

/** @param {string} sentence */
function giveUp(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
