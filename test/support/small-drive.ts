import { spawnSync } from 'node:child_process';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDrive {
  /** Where it is mounted. */
  readonly path: string;
  remountReadOnly(): void;
  /** Takes it out; its empty mount point stays. */
  takeOut(): void;
  close(): Promise<void>;
}

/** A real file system of so many bytes (a tmpfs), or why there can be none here. */
export async function mountSmallDrive(bytes: number): Promise<SmallDrive | string> {
  if (process.platform !== 'linux') return 'reason: a drive that fills up is tested on Linux (mount -t tmpfs)';
  const path = await mkdtemp(join(tmpdir(), 'holdfast-drive-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path], { encoding: 'utf8' });
  if (mounted.status !== 0) {
    await rmdir(path);
    return `reason: this user may not mount a small drive (sudo mount -t tmpfs -o size=1m tmpfs DIR): ${mounted.stderr.trim()}`;
  }
  let isIn = true;
  const takeOut = () => {
    if (isIn) run('umount', [path]);
    isIn = false;
  };
  return {
    path,
    remountReadOnly: () => run('mount', ['-o', 'remount,ro', path]),
    takeOut,
    async close() {
      takeOut();
      await rmdir(path);
    },
  };
}

function run(command: string, args: readonly string[]): void {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.stderr}`);
}
