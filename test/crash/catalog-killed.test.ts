import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CopyInPlace, copyInPlace } from '../support/copy-in-place.ts';
import { testVaultId } from '../support/small-app.ts';
import { twoBackups } from '../support/two-backups.ts';

const child = fileURLToPath(new URL('../support/catalog-child.ts', import.meta.url));

let copy: CopyInPlace;
beforeEach(async () => {
  copy = await copyInPlace();
});
afterEach(() => copy.dispose());

/** Runs the child and kills it when it has taken that many steps. Returns whether it was killed before it was done. */
async function killedAfter(steps: number, which: 'first' | 'newer'): Promise<boolean> {
  const running = spawn(process.execPath, [child, copy.file, which], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  running.stdout.on('data', (part) => {
    said += String(part);
    if (said.split('\n').length > steps) running.kill('SIGKILL');
  });
  await once(running, 'exit');
  return running.signalCode === 'SIGKILL';
}

async function everything(backup: string, tables: readonly string[]) {
  const found: unknown[] = [await copy.ask('show', { backup })];
  for (const table of tables) {
    found.push(await copy.ask('page', { backup, table, offset: 0, limit: 500, selecting: {} }));
    found.push(await copy.ask('page', { backup, table, offset: 0, limit: 500, selecting: { words: 'same' } }));
    found.push(await copy.ask('history', { table, id: '003' }));
  }
  return found;
}

describe('a searchable copy whose making is killed', () => {
  it('is not there at all when it was the first', async () => {
    const { reader, older } = await twoBackups();
    for (const steps of [1, 3, 6]) {
      expect(await killedAfter(steps, 'first')).toBe(true);
      expect(await copy.ask('lookAt', { vaultId: testVaultId })).toBeUndefined();
    }
    await copy.take(reader, older, 'first');
    expect(await copy.ask('lookAt', { vaultId: testVaultId })).toEqual({ backups: [older.id], leftOut: [] });
  });

  it('is as it was before when it was another backup, and takes that one in the next time', async () => {
    const { reader, older, newer } = await twoBackups();
    await copy.take(reader, older, 'first');
    const before = await everything(older.id, ['Order', 'Gone']);
    for (const steps of [2, 4, 8]) {
      expect(await killedAfter(steps, 'newer')).toBe(true);
      expect(await copy.ask('lookAt', { vaultId: testVaultId })).toEqual({ backups: [older.id], leftOut: [] });
      expect(await everything(older.id, ['Order', 'Gone'])).toEqual(before);
    }
    await copy.take(reader, newer, 'newer', older);
    const after = await everything(newer.id, ['Order', 'New']);
    const fresh = await copyInPlace();
    try {
      await fresh.take(reader, newer, 'first');
      await fresh.take(reader, older, 'older', newer);
      const kept = copy;
      copy = fresh;
      expect(await everything(newer.id, ['Order', 'New'])).toEqual(after);
      copy = kept;
    } finally {
      await fresh.dispose();
    }
  });
});
