import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';

/** What a drill loads is plain data. It must be gone however the drill ends. */
it.runIf(process.platform === 'linux')('a drill that is killed in the middle leaves nothing of what it loaded: nobody else could ever have opened it', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-drill-'));
  try {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, '..', 'support', 'scratch-child.ts')], { env: { ...process.env, SQLITE_TMPDIR: folder, TMPDIR: folder }, stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    expect(said.toString()).toBe('4000\n');
    // It did not fit into memory, so a part of it is on the disk, in a file that has no name any more and that only this user could open.
    const open = await Promise.all((await readdir(`/proc/${child.pid}/fd`)).map(async (fd) => ({ fd, target: await readlink(`/proc/${child.pid}/fd/${fd}`).catch(() => '') })));
    const nameless = open.filter(({ target }) => target.startsWith(folder));
    expect(nameless.map(({ target }) => target)).toEqual([expect.stringMatching(/ \(deleted\)$/)]);
    const { size, mode, nlink } = await stat(`/proc/${child.pid}/fd/${nameless[0]?.fd}`);
    expect(size).toBeGreaterThan(500_000);
    expect({ mode: mode & 0o777, nlink }).toEqual({ mode: 0o600, nlink: 0 });
    expect(await readdir(folder)).toEqual([]);
    child.kill('SIGKILL');
    await exited;
    expect(await readdir(folder)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
