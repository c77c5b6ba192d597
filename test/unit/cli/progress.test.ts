import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { createProgress, type ProgressDisplay } from '../../../electron/cli/terminal/progress.ts';
import { plainStyle } from '../../../electron/cli/terminal/style.ts';

interface Shown {
  readonly display: ProgressDisplay;
  text(): string;
  /** The last line as it stands on a terminal. */
  line(): string;
  wait(ms: number): void;
}

function show(mode: 'bar' | 'lines' | 'none', columns = 80): Shown {
  const written = new PassThrough();
  let text = '';
  written.on('data', (piece: Buffer) => (text += piece.toString()));
  // A terminal as far as this needs one.
  const stream: WriteStream = Object.assign(Object.create(written), { columns, write: (piece: string) => written.write(piece) });
  let now = 0;
  return {
    display: createProgress({ stream, style: plainStyle, mode, now: () => now }),
    text: () => text,
    line: () => (text.split('\r').at(-1) ?? '').replace('\u001b[K', ''),
    wait: (ms) => (now += ms),
  };
}

describe('progress on a terminal', () => {
  it('is a bar with time left, once the speed is known', () => {
    const shown = show('bar');
    shown.display.update({ phase: 'read', subject: 'Orders', done: 0, total: 4000, unit: 'records' });
    expect(shown.line()).toBe(`${'░'.repeat(24)} Reading: Orders  0 of 4,000 records`);
    shown.wait(2000);
    shown.display.update({ phase: 'read', subject: 'Orders', done: 1000, total: 4000, unit: 'records' });
    expect(shown.line()).toBe(`${'█'.repeat(6)}${'░'.repeat(18)} Reading: Orders  1,000 of 4,000 records, 6.0 s left`);
  });

  it('has no bar where the total is not known', () => {
    const shown = show('bar');
    shown.display.update({ phase: 'connect', done: 0, unit: 'objects' });
    expect(shown.line()).toBe('Connecting');
    shown.display.update({ phase: 'files', done: 7, unit: 'files' });
    expect(shown.line()).toBe('Reading files  7 files');
  });

  it('stays on its line, whatever a table is called', () => {
    const shown = show('bar', 60);
    shown.display.update({ phase: 'read', subject: `${'日本'.repeat(40)}\u001b[2J\n`, done: 1, total: 2, unit: 'records' });
    expect(shown.line()).not.toContain('\n');
    expect(shown.line()).not.toContain('\u001b');
    expect(shown.line().length).toBeLessThan(60);
  });

  it('is not drawn more often than can be seen, and is taken away at the end', () => {
    const shown = show('bar');
    for (let done = 0; done < 1000; done += 1) shown.display.update({ phase: 'read', done, total: 1000, unit: 'records' });
    expect(shown.text().split('\r').length).toBe(2);
    shown.display.end();
    expect(shown.line()).toBe('');
  });
});

describe('progress without a terminal', () => {
  it('is a plain line now and then, and at each new phase', () => {
    const shown = show('lines');
    shown.display.update({ phase: 'read', subject: 'Orders', done: 0, total: 10, unit: 'records' });
    shown.wait(1000);
    shown.display.update({ phase: 'read', subject: 'Orders', done: 5, total: 10, unit: 'records' });
    shown.wait(5000);
    shown.display.update({ phase: 'read', subject: 'Items', done: 9, total: 10, unit: 'records' });
    shown.display.update({ phase: 'read-back', done: 0, unit: 'objects' });
    shown.display.update({ phase: 'check', done: 1500, total: 3000, unit: 'bytes' });
    shown.display.end();
    expect(shown.text()).toBe('Reading: Orders, 0 of 10 records\nReading: Items, 9 of 10 records\nReading back what was stored\nChecking, 1.5 KB of 3.0 KB\n');
  });

  it('is nothing where nothing is wanted', () => {
    const shown = show('none');
    shown.display.update({ phase: 'read', done: 0, unit: 'records' });
    shown.display.end();
    expect(shown.text()).toBe('');
  });
});
