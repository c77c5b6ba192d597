import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/csv-folder.ts';

const child = path.join(import.meta.dirname, '../../support/export-child.ts');

describe('a disk that takes no more', () => {
  it.each(['jsonl', 'csv', 'sqlite'])('ends an export as %s with a clear error and leaves nothing behind', async (format) => {
    const parent = await temporaryFolder();
    // The shell's limit on the size of a file, in blocks of 512 bytes or 1 KiB: well below what is written.
    const { stdout, status } = spawnSync('sh', ['-c', 'ulimit -f 500; exec "$0" "$@"', process.execPath, child, format, path.join(parent, 'out')], { encoding: 'utf8' });
    expect({ stdout, status }).toEqual({ stdout: 'quota-exceeded', status: 0 });
    expect(await readdir(parent)).toEqual([]);
  });
});
