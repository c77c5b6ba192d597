import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchError } from '../../../electron/engine/system/scratch-error.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';

describe('an error about files kept for a moment', () => {
  it.each([
    ['ENOSPC', 'quota-exceeded'],
    ['EDQUOT', 'quota-exceeded'],
    ['EROFS', 'permission-denied'],
    ['EACCES', 'permission-denied'],
  ])('%s is %s, with a next step about this computer', (code, expected) => {
    const error = scratchError(Object.assign(new Error(code), { code }));
    expect(error).toBeInstanceOf(HoldfastError);
    expect(error).toMatchObject({ code: expected });
    expect((error as HoldfastError).message).toMatch(/computer/);
  });

  it('that is something else stays what it is', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'holdfast-scratch-'));
    try {
      await writeFile(join(directory, 'file'), '');
      const system = await mkdir(join(directory, 'file', 'below')).catch((error: unknown) => error);
      const ours = new HoldfastError('network', 'away');
      for (const error of [system, ours, 'text']) expect(scratchError(error)).toBe(error);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
