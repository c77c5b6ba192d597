import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newExportFolder, safeName } from '../../../electron/engine/runs/export-folder.ts';

let downloads = '';
beforeEach(async () => {
  downloads = await mkdtemp(path.join(os.tmpdir(), 'holdfast-downloads-'));
});
afterEach(() => rm(downloads, { recursive: true }));

describe('the folder of an export', () => {
  it('says the app and the time on this computer’s clock, and is never one that is there', async () => {
    const folder = () => newExportFolder(downloads, 'My shop', new Date('2026-07-01T22:05:00Z'), 'Europe/Berlin');
    expect(await folder()).toBe(path.join(downloads, 'My shop 2026-07-02 00.05'));
    await mkdir(await folder());
    expect(await folder()).toBe(path.join(downloads, 'My shop 2026-07-02 00.05 (2)'));
  });

  it.each([
    ['../../etc', 'etc'],
    ['a/b\\c:d*e?f"g<h>i|j', 'a b c d e f g h i j'],
    ['..', 'Export'],
    ['  . ', 'Export'],
    ['line\nbreak\u202E', 'line break'],
    ['Zoë’s café', 'Zoë’s café'],
    ['x'.repeat(300), 'x'.repeat(60)],
  ])('%j becomes %j', (app, name) => {
    expect(safeName(app)).toBe(name);
  });
});
