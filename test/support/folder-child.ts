import { createHash } from 'node:crypto';
import { openLocalFolder } from '../../electron/engine/destinations/local-folder/local-folder.ts';
import { toHoldfastError } from '../../shared/model/errors.ts';
import { watchedFileSystem, withoutHardLinks } from './watched-file-system.ts';

/**
 * A process of its own that works in a folder, for tests that kill it or let several race.
 *   work PATH put|create|delete KEY KILL-AT   one call; SIGKILL before its KILL-AT-th system call (0: not at all)
 *   race PATH KEYS links|claims               creates keys `race/0` … , each with a content of its own
 * Prints JSON: the number of system calls, what was won, or the error.
 */
const [mode, path = '', ...rest] = process.argv.slice(2);
const signal = new AbortController().signal;

export const childContent = (key: string): Uint8Array => createHash('sha512').update(key).digest();

async function work(kind: string, key: string, killAt: number): Promise<object> {
  let opening = Infinity;
  const { fs, calls } = watchedFileSystem({
    before(call) {
      if (killAt > 0 && call.number === opening + killAt) process.kill(process.pid, 'SIGKILL');
    },
  });
  const store = await openLocalFolder({ path }, fs);
  opening = calls.length;
  if (kind === 'delete') await store.delete(key, { signal });
  else await store.put(key, childContent(key), { signal, ifAbsent: kind === 'create' });
  return { calls: calls.length - opening };
}

async function race(keys: number, how: string): Promise<object> {
  const store = await (how === 'claims' ? openLocalFolder({ path }, withoutHardLinks) : openLocalFolder({ path }));
  const won: string[] = [];
  const errors: string[] = [];
  for (let index = 0; index < keys; index += 1) {
    const key = `race/${index}`;
    try {
      await store.put(key, new TextEncoder().encode(`${process.pid} ${'x'.repeat(50_000)}`), { signal, ifAbsent: true });
      won.push(key);
    } catch (error) {
      errors.push(toHoldfastError(error).code);
    }
  }
  return { pid: process.pid, won, errors };
}

async function main(): Promise<object> {
  const [first = '', second = '', third = '0'] = rest;
  return mode === 'race' ? race(Number(first), second) : work(first, second, Number(third));
}

if (import.meta.main) {
  const result = await main().catch((error: unknown) => {
    const { code, message, details } = toHoldfastError(error);
    return { error: { code, message, details } };
  });
  process.stdout.write(JSON.stringify(result));
}
