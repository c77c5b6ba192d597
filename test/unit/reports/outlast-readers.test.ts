import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { outlastReaders } from '../../../electron/reports/outlast-readers.ts';

it('a reader that is gone ends nothing', () => {
  const process = { stdout: new EventEmitter(), stderr: new EventEmitter() };
  outlastReaders(process);
  for (const stream of [process.stdout, process.stderr]) expect(() => stream.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))).not.toThrow();
});
