import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import path from 'node:path';
import { expect, it } from 'vitest';

const loaded = path.join(import.meta.dirname, '..', '..', 'support', 'electron-double', 'utility-child.ts');

/** Says something at every turn, and is busy in between: it cannot notice at once that nobody listens any more. */
const engine = `
  process.stdout.write('started');
  (function turn() {
    const until = performance.now() + 20;
    while (performance.now() < until) process.parentPort.postMessage('x'.repeat(10_000));
    setImmediate(turn);
  })();
`;

/** Starts it, and is killed when it has said something. */
const main = `
  const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['--import', ${JSON.stringify(loaded)}, '--input-type=module', '--eval', ${JSON.stringify(engine)}], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.once('message', () => process.kill(process.pid, 'SIGKILL'));
`;

it('a utility process ends with its parent, in the middle of a word, and complains to nobody', async () => {
  const parent = spawn(process.execPath, ['--eval', main], { stdio: ['ignore', 'pipe', 'pipe'] });
  // Both end only with the last process that could write to them: the utility process.
  const [output, errors] = await Promise.all([text(parent.stdout), text(parent.stderr)]);
  expect([output, errors, parent.signalCode]).toEqual(['started', '', 'SIGKILL']);
});
