import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { saveFileAs } from '../../../electron/main/dialogs.ts';
import { dialog } from '../../support/electron-double/desktop.ts';

vi.mock('electron', async () => ({ ...(await import('../../support/electron-double/desktop.ts')), app: (await import('../../support/electron-double/app.ts')).app }));

const folder = mkdtempSync(path.join(os.tmpdir(), 'holdfast-dialogs-'));
afterEach(() => vi.restoreAllMocks());
afterAll(() => rmSync(folder, { recursive: true }));

it.skipIf(process.platform === 'win32')('what is saved over a file that others may read is for this person alone', async () => {
  const file = path.join(folder, 'kit.txt');
  writeFileSync(file, 'a longer text of before');
  chmodSync(file, 0o644);
  vi.spyOn(dialog, 'showSaveDialog').mockResolvedValue({ canceled: false, filePath: file });
  expect(await saveFileAs(undefined, { fileName: 'kit.txt', content: Buffer.from('a key') })).toBe(file);
  expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['a key', 0o600]);
});
