import { expect } from 'vitest';
import type { BackupTask } from '../../electron/engine/backup/run-backup.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import { openFile } from '../../electron/engine/vault/crypto/age-file.ts';
import type { VaultKeys } from '../../electron/engine/vault/crypto/keys.ts';
import type { Rekeyed } from '../../electron/engine/vault/rekey/attempts.ts';
import { rekeyVault } from '../../electron/engine/vault/rekey/rekey.ts';
import { readHeader } from '../../electron/engine/vault/vault.ts';
import { testKeys, type TestRun } from './small-app.ts';

/** Keys that are no secret: for tests only. */
export const ada = { identity: 'AGE-SECRET-KEY-1Y7TCK4R5R56D5GH7J85AQ9XDUJYAGX85ZZZG2TK00ZL862SFS7LQZ6Z8F9', recipient: 'age1sty4mq7xxmxks5xu078t0d64e8t2d9upyjknjm6mx5c4l6g4ecpq9agyza' } as const;
export const ben = { identity: 'AGE-SECRET-KEY-18893MDD3H9YP3J59RKRKA77GQNTLNU4ULNFE5KA7XYY97UA7FZAQZCN98T', recipient: 'age1sthlq0ppkl9a6wqshhl23shtf2rgg4veqldpjtzpt5szldj9mqnsfxv8vh' } as const;

const never = new AbortController().signal;

/** The test vault's keys with these deputies let in. */
export function keysFor(...deputies: readonly { readonly recipient: string }[]): VaultKeys {
  return { ...testKeys, recipients: [...testKeys.recipients, ...deputies.map(({ recipient }) => recipient)] };
}

/** Backups of the test vault for these keys: more for `TestRun.task`. */
export function forKeys(task: BackupTask, keys: VaultKeys): BackupTask {
  return { ...task, vault: { ...task.vault, keys } };
}

/** Writes the place anew for these keys, as a person asks for it. */
export async function rekey(run: TestRun, store: ObjectStore, keys: VaultKeys): Promise<Rekeyed> {
  const header = await readHeader(store, never);
  if (header === undefined) throw new Error('no vault');
  return rekeyVault({ vault: { store, header, keys }, clock: run.clock, scratch: `${run.home}/rekey`, signal: never });
}

/** Keys of the encrypted objects in a place. */
export async function encryptedKeys(store: ObjectStore): Promise<readonly string[]> {
  return (await Array.fromAsync(store.list('', { signal: never }))).flatMap(({ key }) => (key.endsWith('.age') ? [key] : []));
}

export async function opens(store: ObjectStore, key: string, identity: string): Promise<boolean> {
  try {
    await openFile(identity, await store.get(key, { signal: never }));
    return true;
  } catch (error) {
    expect(error).toMatchObject({ details: { reason: 'other-key' } });
    return false;
  }
}
