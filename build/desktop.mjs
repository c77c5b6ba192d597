/**
 * Builds what Electron runs, when it is missing or anything it is made of changed: `node build/desktop.mjs`: main process and
 * engine into out/main, the preload into out/preload, the page into out/renderer. Says what it does on stderr.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { fingerprint } from './fingerprint.mjs';
import './page.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'out', 'main', '.built-from');
const wanted = fingerprint(root, ['electron', 'shared', 'electron.vite.config.ts', 'build/worker-threads.mjs', 'build/main-icons.mjs', 'build/icons', 'build/release-keys.mjs', 'build/release/release-keys.json', 'package-lock.json']);
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) build();

function build() {
  process.stderr.write('holdfast: building the desktop (a few seconds) …\n');
  const done = spawnSync(process.execPath, [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, NODE_ENV: 'production', HOLDFAST_PAGE_BUILT: '1' },
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
  writeFileSync(stamp, wanted);
}
