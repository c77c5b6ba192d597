import { afterEach, expect, it, vi } from 'vitest';
import { safeOpen } from '../../../electron/main/safe-open.ts';
import { notes } from '../../support/electron-double/app.ts';
import { shell } from '../../support/electron-double/desktop.ts';

vi.mock('electron', () => import('../../support/electron-double/desktop.ts'));

afterEach(() => vi.restoreAllMocks());

it('opens what is safe and nothing else, and says whether it did', async () => {
  expect([await safeOpen('mailto:help@holdfast.example'), await safeOpen('file:///etc/passwd')]).toEqual([true, false]);
  expect(notes).toEqual([{ kind: 'opened-outside', url: 'mailto:help@holdfast.example' }]);
});

it('is no crash of the program where this computer has nothing to open it with', async () => {
  vi.spyOn(shell, 'openExternal').mockRejectedValue(new Error('Failed to open URL'));
  expect(await safeOpen('mailto:help@holdfast.example')).toBe(false);
});
