import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { MemoryUsed } from '../support/memory-child.ts';

/**
 * A heap far smaller than the data: what is held, not what the collector has not come to yet. Were the records held, the process would
 * end for lack of memory.
 */
const smallHeap = ['--max-old-space-size=96', '--max-semi-space-size=4'];

async function memoryFor(records: number, order: 'ordered' | 'shuffled'): Promise<MemoryUsed> {
  const { stdout } = await promisify(execFile)(process.execPath, [...smallHeap, join(import.meta.dirname, '../support/memory-child.ts'), String(records), order]);
  return JSON.parse(stdout) as MemoryUsed;
}

/** Megabytes above what the program takes when it has done nothing. */
const grown = ({ before, first, second }: MemoryUsed): number => Math.max(first, second) - before;

describe('memory', () => {
  it('does not grow with the data: 300,000 records take as much as 600,000, in a first backup and in one of what changed', async () => {
    const [once, twice] = [await memoryFor(300_000, 'ordered'), await memoryFor(600_000, 'ordered')];
    expect([once.bytes, twice.bytes].map((bytes) => Math.round(bytes / 1e8))).toEqual([1, 2]);
    expect(grown(once)).toBeLessThan(230);
    // The second has about 100 MB more to read; what a busy computer's collector and allocator leave over is well below half of that.
    expect(grown(twice)).toBeLessThan(grown(once) + 50);
  });

  it('does not grow with the data either when records have to be sorted', async () => {
    expect(grown(await memoryFor(300_000, 'shuffled'))).toBeLessThan(230);
  });
});
