/**
 * Builds the page into out/renderer when it is missing or anything it is made of changed: `node build/page.mjs [--force]`.
 * Says what it does on stderr.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { fingerprint } from './fingerprint.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'out', 'renderer', '.built-from');
const sources = ['renderer', 'shared', 'docs/guide', 'docs/pictures', 'build/guide.ts', 'build/licences', 'build/renderer.vite.ts', 'build/page.mjs', 'package-lock.json'];

const wanted = fingerprint(root, sources);
if (process.argv.includes('--force') || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) build();

function build() {
  process.stderr.write('holdfast: building the page (a few seconds) …\n');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  // Whoever starts it: under a test runner's NODE_ENV it would be React for developers, slower and with the paths of this computer.
  const env = { ...process.env, NODE_ENV: 'production' };
  const done = spawnSync(process.execPath, [vite, 'build', '--config', 'build/renderer.vite.ts', '--logLevel', 'warn'], { cwd: root, stdio: ['ignore', 2, 2], env });
  if (done.status !== 0) process.exit(done.status ?? 1);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}
