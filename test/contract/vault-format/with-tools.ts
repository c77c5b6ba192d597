import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBackup } from '../../../electron/engine/backup/run-backup.ts';
import { openLocalFolder } from '../../../electron/engine/destinations/local-folder/local-folder.ts';
import type { ObjectStore } from '../../../electron/engine/ports/object-store.ts';
import { recipeEnd, recipeStart } from '../../../electron/engine/vault/format/readme.ts';
import type { MemorySource } from '../../support/memory-source.ts';
import { testKeys, testRun } from '../../support/small-app.ts';

/** A vault in a real folder, with its key in a file beside it. */
export interface VaultFolder {
  /** The folder of the vault. */
  readonly path: string;
  /** A folder for everything else: `key.txt`, results. */
  readonly beside: string;
  readonly store: ObjectStore;
  readonly snapshots: readonly string[];
  dispose(): Promise<void>;
}

const never = new AbortController().signal;

/** Backs up once, and again after each change. */
export async function vaultFolder(source: MemorySource, ...changes: readonly ((now: Date) => void)[]): Promise<VaultFolder> {
  const beside = await mkdtemp(join(tmpdir(), 'holdfast-vault-'));
  const path = join(beside, 'vault with space');
  const store = await openLocalFolder({ path, create: true });
  const backups = await testRun();
  const snapshots: string[] = [];
  try {
    for (const change of [undefined, ...changes]) {
      await backups.clock.advance(60_000);
      change?.(backups.clock.now());
      snapshots.push((await runBackup(backups.task(source, [store]))).snapshot);
    }
  } finally {
    await backups.dispose();
  }
  await writeFile(join(beside, 'key.txt'), `# created for a test\n${testKeys.identity}\n`, { mode: 0o600 });
  return { path, beside, store, snapshots, dispose: () => rm(beside, { recursive: true, force: true }) };
}

export interface Done {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

function run(program: string, args: readonly string[], options: { readonly cwd?: string; readonly input?: Uint8Array; readonly env?: Readonly<Record<string, string>> } = {}): Done {
  const { status, stdout, stderr } = spawnSync(program, args, { ...options, env: { ...process.env, ...options.env }, maxBuffer: 1024 * 1024 * 1024 });
  return { status, stdout, stderr: stderr.toString() };
}

/** What a program prints that must succeed. */
export function printed(program: string, args: readonly string[], options: Parameters<typeof run>[2] = {}): Buffer {
  const { status, stdout, stderr } = run(program, args, options);
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return stdout;
}

/** The commands in the vault's README.txt, run word for word by the shell. */
export async function runRecipe(vault: VaultFolder, backup: string, out: string): Promise<Done> {
  const readme = new TextDecoder().decode(await vault.store.get('README.txt', { signal: never }));
  const commands = readme.slice(readme.indexOf(recipeStart) + recipeStart.length, readme.indexOf(recipeEnd));
  return run('/bin/sh', ['-c', commands], { cwd: vault.path, env: { KEY: join(vault.beside, 'key.txt'), BACKUP: backup, OUT: out } });
}
