/**
 * `npm start [-- --sample] [-- --browser]`: opens the app. In Electron where its program is there or can be fetched, else in a
 * browser tab, which is the same app; says which and why. `--sample` lands in the sample app, with everything set up.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { electronFolder, electronProgram, hasDisplay, whyNoWindow } from './electron-program.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const triedFile = join(root, 'node_modules', '.cache', 'holdfast-electron-tried');
const dayMs = 24 * 60 * 60_000;
/** For about 120 MB; a connection that is slower than this is better served by the browser tab today. */
const fetchLimitMs = 5 * 60_000;

const args = process.argv.slice(2);
if (args.includes('--help')) {
  process.stdout.write('npm start [-- OPTIONS]\n\n  --sample    land in the sample app, with everything set up\n  --browser   use a browser tab, whether or not Electron is there\n  --no-open   with --browser: only print the address\n  --port P    with --browser: the port on this computer\n');
} else {
  const why = whyBrowser();
  if (why === undefined) startElectron();
  else await startBrowser(why);
}

/** @returns {string | undefined} why it is to be a browser tab; undefined when Electron can be started */
function whyBrowser() {
  if (args.includes('--browser')) return 'as asked';
  const why = whyNoWindow();
  if (why !== undefined || electronProgram() !== undefined) return why;
  return fetchElectron();
}

/** Fetches Electron's program with Electron's own script. @returns {string | undefined} why it could not be had */
function fetchElectron() {
  const failedLately = existsSync(triedFile) && Date.now() - statSync(triedFile).mtimeMs < dayMs;
  if (failedLately) return 'Electron could not be fetched when it was last tried; it is tried again tomorrow';
  say('fetching Electron for the window (about 120 MB, once). To do without: npm start -- --browser');
  const done = spawnSync(process.execPath, [join(electronFolder, 'install.js')], { cwd: root, stdio: ['ignore', 'ignore', 'ignore'], timeout: fetchLimitMs });
  if (done.status === 0 && electronProgram() !== undefined) return undefined;
  mkdirSync(dirname(triedFile), { recursive: true });
  writeFileSync(triedFile, '');
  return 'Electron could not be fetched';
}

function startElectron() {
  const program = electronProgram() ?? '';
  run(process.execPath, [join(root, 'build', 'desktop.mjs')]);
  say('opening the window');
  hand(program, [root, ...args]);
}

/** @param {string} why */
async function startBrowser(why) {
  say(`in a browser tab: ${why}. It is the same app; only the tray, notices and starting at login need the window`);
  if (!hasDisplay()) say('there is no display here: open the address below in a browser on this computer. To see the whole story in the terminal instead: npm run -s holdfast -- try');
  process.argv = [process.execPath, 'holdfast', 'serve', ...args.filter((word) => word !== '--browser')];
  await import('../electron/cli/main.ts');
}

/** @param {string} program @param {readonly string[]} words */
function run(program, words) {
  const done = spawnSync(program, words, { cwd: root, stdio: ['ignore', 2, 2] });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

/** Hands over to a program: its end is ours. @param {string} program @param {readonly string[]} words */
function hand(program, words) {
  const child = spawn(program, words, { cwd: root, stdio: 'inherit' });
  child.on('error', (error) => {
    say(`the window could not be opened (${error.message}). In a browser tab: npm start -- --browser`);
    process.exitCode = 1;
  });
  child.on('exit', (code) => (process.exitCode = code ?? 1));
}

/** @param {string} text */
function say(text) {
  process.stderr.write(`holdfast: ${text}\n`);
}
