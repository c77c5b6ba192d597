import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RotatingFile } from '../../../electron/reports/rotating-file.ts';

let folder = '';
beforeEach(() => (folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'holdfast-log-')), 'logs')));
afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

const open = (more: object = {}): RotatingFile => new RotatingFile({ folder, name: 'log', maxBytes: 1000, files: 3, ...more });
const whole = (): readonly string[] => readdirSync(folder).filter((name) => name.endsWith('.jsonl')).toSorted();

describe('a log that never grows for good', () => {
  it('keeps so many files of so many bytes, the newest lines, and lets nobody else read them', () => {
    const file = open();
    for (let index = 0; index < 500; index += 1) file.append(`line ${index}`);
    expect(whole()).toEqual(['log.1.jsonl', 'log.2.jsonl', 'log.jsonl']);
    for (const name of whole()) expect(statSync(path.join(folder, name)).size).toBeLessThan(1100);
    const lines = file.tail(50);
    expect(lines).toHaveLength(50);
    expect([lines[0], lines.at(-1)]).toEqual(['line 450', 'line 499']);
    expect(statSync(path.join(folder, 'log.jsonl')).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('does not go on with half a line that another program left', () => {
    const file = open();
    file.append('first');
    appendFileSync(path.join(folder, 'log.jsonl'), '{"torn');
    file.append('second');
    expect(file.tail(10)).toEqual(['first', '{"torn', 'second']);
  });

  it('makes no home for a program that only reads', () => {
    expect(new RotatingFile({ folder: path.join(folder, 'not-there', 'logs'), name: 'log', makesHome: false }).append('x')).toBe(false);
    expect(() => statSync(folder)).toThrow('ENOENT');
  });

  it('drops what cannot be written, and goes on when it can', () => {
    const file = open();
    // A file where the folder should be: no program can write there, root neither.
    writeFileSync(folder, '');
    expect(file.append('lost')).toBe(false);
    rmSync(folder);
    expect(file.append('kept')).toBe(true);
    expect(file.tail(10)).toEqual(['kept']);
  });

  it.skipIf(process.platform !== 'linux')('drops a line for which there is no space', () => {
    mkdirSync(folder, { recursive: true });
    // A disk that is full, under the log’s own name.
    symlinkSync('/dev/full', path.join(folder, 'log.jsonl'));
    expect(open().append('x')).toBe(false);
    rmSync(path.join(folder, 'log.jsonl'));
    expect(open().append('y')).toBe(true);
  });

  it('is written by two programs at once without a line of either being lost or torn', async () => {
    const writer = `
      import { RotatingFile } from ${JSON.stringify(path.join(import.meta.dirname, '../../../electron/reports/rotating-file.ts'))};
      const file = new RotatingFile({ folder: ${JSON.stringify(folder)}, name: 'log', maxBytes: 20_000, files: 50 });
      for (let index = 0; index < 2000; index += 1) file.append(process.argv[1] + ' ' + index + ' ' + 'x'.repeat(40));
    `;
    const writers = ['a', 'b'].map((name) => spawn(process.execPath, ['--input-type=module', '-e', writer, name], { stdio: 'inherit' }));
    expect(await Promise.all(writers.map(async (child) => (await once(child, 'exit'))[0] as number))).toEqual([0, 0]);
    const lines = whole().flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n').filter((line) => line !== ''));
    const numbersOf = (name: string): readonly number[] => lines.filter((line) => line.startsWith(`${name} `)).map((line) => Number(line.split(' ')[1])).toSorted((a, b) => a - b);
    const all = Array.from({ length: 2000 }, (_each, index) => index);
    expect([numbersOf('a'), numbersOf('b')]).toEqual([all, all]);
    expect(lines.every((line) => /^[ab] \d+ x{40}$/.test(line))).toBe(true);
  });
});
