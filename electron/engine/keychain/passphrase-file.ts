import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Keychain } from '../ports/keychain.ts';
import { writeFileDurably } from '../system/durable-file.ts';
import { waitForFileLock } from '../system/file-lock.ts';
import { secretsDamaged, secretsUnusable, wrongPassphrase } from './keychain-errors.ts';
import { openSecrets, sealSecrets } from './sealed-secrets.ts';

export interface PassphraseFileOptions {
  /** `<home>/secrets.age`. Beside it lie `.sha256` and `.lock`. */
  readonly path: string;
  readonly passphrase: string;
  readonly clock: Clock;
}

/** A writer holds the lock for as long as it takes to open and seal the file once. */
const lockWaitMs = 30_000;

/**
 * Secrets in an age file, for computers without a keychain. What was opened is kept for as long as the file stays the
 * same, so that only the first call of a process, and each change, costs the passphrase's hard work.
 *
 * Beside the file lies its SHA-256, so that a wrong passphrase and a damaged file are told apart: the sum is written
 * before the file, naming the old and the new content, so that it is right at every moment. A file that does not open is
 * never replaced.
 */
export function createPassphraseFile({ path, passphrase, clock }: PassphraseFileOptions): Keychain {
  let opened: { readonly sum: string; readonly secrets: ReadonlyMap<string, string> } | undefined;
  let lastWrite: Promise<unknown> = Promise.resolve();
  let nextWrite: Promise<void> = Promise.resolve();
  const waiting: Change[] = [];

  async function read(): Promise<ReadonlyMap<string, string>> {
    // The file first: a change in between leaves a sum that also names what was read.
    const sealed = await readIfThere(path);
    const sums = await readSums(path);
    if (sealed === undefined) {
      if (sums !== undefined) throw secretsDamaged(path, 'missing');
      opened = undefined;
      return new Map();
    }
    const sum = sha256(sealed);
    if (opened?.sum === sum) return opened.secrets;
    const result = await openSecrets(sealed, passphrase);
    if (result.kind === 'opened') {
      opened = { sum, secrets: result.secrets };
      return result.secrets;
    }
    if (result.kind === 'damaged') throw secretsDamaged(path, 'damaged', result.cause);
    if (sums !== undefined && !sums.has(sum)) throw secretsDamaged(path, 'damaged');
    throw wrongPassphrase(path, sums !== undefined);
  }

  /** Applies the changes in one go; each costs the passphrase's hard work otherwise. */
  async function replace(changes: readonly Change[]): Promise<void> {
    const lock = await lockFile(path, clock);
    try {
      const before = await read();
      const secrets = new Map(before);
      for (const { name, secret } of changes) {
        if (secret === undefined) secrets.delete(name);
        else secrets.set(name, secret);
      }
      if (sameSecrets(before, secrets)) return;
      const sealed = await sealSecrets(secrets, passphrase);
      const sum = sha256(sealed);
      const old = opened?.sum;
      // The very first time there is no old content to name, and a sum without a file would look like a lost one.
      if (old !== undefined) await writeSums(path, [old, sum]);
      await writeFileDurably(path, sealed);
      opened = { sum, secrets };
      // Tidier, no more: the secrets are kept, and the sum there already is right as well.
      await writeSums(path, [sum]).catch(() => undefined);
    } catch (error) {
      throw error instanceof HoldfastError ? error : secretsUnusable(path, 'written', error);
    } finally {
      lock.release();
    }
  }

  /** Changes that come while one is being written wait, and are then written together. */
  function enqueue(change: Change): Promise<void> {
    waiting.push(change);
    if (waiting.length > 1) return nextWrite;
    nextWrite = lastWrite.then(() => replace(waiting.splice(0)));
    lastWrite = nextWrite.catch(() => undefined);
    return nextWrite;
  }

  return {
    protection: 'passphrase-file',
    get: async (name) => (await read()).get(name),
    set: (name, secret) => enqueue({ name, secret }),
    delete: (name) => enqueue({ name, secret: undefined }),
  };
}

interface Change {
  readonly name: string;
  /** Undefined: delete it. */
  readonly secret: string | undefined;
}

function sameSecrets(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([name, secret]) => b.get(name) === secret);
}

async function lockFile(path: string, clock: Clock) {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw secretsUnusable(path, 'written', error);
  }
  const lock = await waitForFileLock(`${path}.lock`, { clock, signal: new AbortController().signal, atMostMs: lockWaitMs });
  if (lock !== undefined) return lock;
  throw new HoldfastError('conflict', `Another Holdfast has been changing the file of secrets ${path} for too long.`, { nextStep: 'Close it, then try again.' });
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw secretsUnusable(path, 'read', error);
  }
}

/** Lines as `sha256sum` writes them; undefined when there is no such file. */
async function readSums(path: string): Promise<ReadonlySet<string> | undefined> {
  const bytes = await readIfThere(`${path}.sha256`);
  if (bytes === undefined) return undefined;
  return new Set(Buffer.from(bytes).toString().split('\n').map((line) => line.slice(0, 64)));
}

async function writeSums(path: string, sums: readonly string[]): Promise<void> {
  await writeFileDurably(`${path}.sha256`, sums.map((sum) => `${sum}  ${basename(path)}\n`).join(''));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
