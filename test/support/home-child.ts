import { lockHome } from '../../electron/engine/system/home-lock.ts';
import { writeFileDurably } from '../../electron/engine/system/durable-file.ts';
import { systemClock } from '../../electron/engine/system/system-clock.ts';

/**
 * A process of its own, for tests that kill it.
 *   hold HOME      takes the home's lock and keeps it until its input ends
 *   write FILE     writes the file again and again, one letter a million times, another letter each time
 * Prints one line once it is at it.
 */
const [mode, path = ''] = process.argv.slice(2);
const { signal } = new AbortController();

if (mode === 'hold') {
  const lock = await lockHome(path, { clock: systemClock, signal, program: 'backup acme' });
  process.stdout.write('holding\n');
  for await (const _ of process.stdin);
  await lock.release();
} else {
  for (let letter = 0; ; letter = (letter + 1) % 26) {
    await writeFileDurably(path, String.fromCodePoint(97 + letter).repeat(1_000_000));
    if (letter === 1) process.stdout.write('writing\n');
  }
}
