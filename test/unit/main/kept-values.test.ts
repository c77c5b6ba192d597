import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Conf from 'conf';
import { afterEach, expect, it, vi } from 'vitest';
import { keptValues, type KeptValues } from '../../../electron/main/kept-values.ts';

// It asks Electron where it is to write as soon as it is loaded.
vi.mock('electron-store', () => ({ default: undefined }));

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Values in a folder that may be there or not; a disk that is full fails in the same way. */
function values(): { readonly open: () => KeptValues; readonly file: string; readonly takeAway: () => void; readonly bringBack: () => void } {
  const top = mkdtempSync(path.join(os.tmpdir(), 'holdfast-kept-'));
  folders.push(top);
  const folder = path.join(top, 'home');
  const away = path.join(top, 'away');
  return {
    open: () => keptValues(() => new Conf({ cwd: folder, configName: 'window', clearInvalidConfig: true, configFileMode: 0o600 })),
    file: path.join(folder, 'window.json'),
    takeAway() {
      renameSync(folder, away);
      writeFileSync(folder, 'in its place');
    },
    bringBack() {
      rmSync(folder);
      renameSync(away, folder);
    },
  };
}

it('keeps values between two starts', () => {
  const { open, file } = values();
  const kept = open();
  expect(kept.all()).toEqual({});
  kept.set({ told: ['a'], skipped: '0.2.0' });
  kept.set({ skipped: undefined });
  expect(open().all()).toEqual({ told: ['a'] });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ told: ['a'] });
});

it('goes on where nothing can be written, knows what was to be kept, and writes it once that is possible', () => {
  const { open, takeAway, bringBack } = values();
  const kept = open();
  kept.set({ automatic: true, skipped: '0.2.0' });
  takeAway();
  kept.set({ automatic: false, skipped: undefined });
  expect(kept.all()).toEqual({ automatic: false, skipped: undefined });
  bringBack();
  expect(open().all()).toEqual({ automatic: true, skipped: '0.2.0' });
  kept.set({ told: [] });
  expect(open().all()).toEqual({ automatic: false, told: [] });
});

it('begins anew where nothing can be read', () => {
  const { open, takeAway } = values();
  open().set({ automatic: false });
  takeAway();
  const kept = open();
  expect(kept.all()).toEqual({});
  kept.set({ told: ['a'] });
  expect(kept.all()).toEqual({ told: ['a'] });
});
