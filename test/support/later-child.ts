import { existsSync, readFileSync } from 'node:fs';

/**
 * The program on a computer whose clock is ahead by as many milliseconds as the file named by TEST_LATER says, so that days can pass between two starts. Timers run as
 * they do.
 */
const file = process.env['TEST_LATER'] ?? '';
const ahead = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
const now = Date.now.bind(Date);

globalThis.Date = new Proxy(Date, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now() + ahead] : args, newTarget),
  get: (target, key, receiver) => (key === 'now' ? () => now() + ahead : Reflect.get(target, key, receiver)),
});

await import('../../electron/cli/main.ts');
