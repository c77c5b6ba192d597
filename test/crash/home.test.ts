import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockHome } from '../../electron/engine/system/home-lock.ts';
import { systemClock } from '../../electron/engine/system/system-clock.ts';
import { expectCode, never } from '../conformance/object-store/fixture.ts';

type Child = ChildProcessByStdio<Writable, Readable, null>;

/** Running, and at its work. */
async function start(mode: 'hold' | 'write', path: string): Promise<Child> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../support/home-child.ts'), mode, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', reject);
  });
  return child;
}

function ended(child: Child, how: () => void): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    how();
  });
}

describe('a home directory', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'holdfast-home-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  const lock = (waitMs = 0) => lockHome(home, { clock: systemClock, signal: never, program: 'a test', waitMs });

  it('has one writer, whom the next one is told of', async () => {
    const holder = await start('hold', home);
    const error = await expectCode(lock(), 'conflict');
    expect(error.details).toEqual({ reason: 'home-in-use', pid: holder.pid, program: 'backup acme' });
    expect(error.message).toContain(`backup acme, process ${holder.pid}`);
    await ended(holder, () => holder.stdin.end());
    await (await lock()).release();
  });

  it('is free the moment its writer is killed', async () => {
    const holder = await start('hold', home);
    await expectCode(lock(), 'conflict');
    await ended(holder, () => holder.kill('SIGKILL'));
    const mine = await lock();
    expect(JSON.parse(await readFile(join(home, 'lock-owner.json'), 'utf8'))).toMatchObject({ pid: process.pid, program: 'a test' });
    await mine.release();
  });

  it('can be waited for', async () => {
    const holder = await start('hold', home);
    const waiting = lock(30_000);
    await ended(holder, () => holder.stdin.end());
    await (await waiting).release();
    expect(await readdir(home)).toEqual(['lock']);
  });

  it('keeps its small files whole when their writer is killed at any moment', async () => {
    const file = join(home, 'status.json');
    await writeFile(file, 'old');
    const seen = new Set<string>();
    for (let round = 0; round < 8; round += 1) {
      const writer = await start('write', file);
      await wait(round * 7);
      await ended(writer, () => writer.kill('SIGKILL'));
      const content = await readFile(file, 'utf8');
      expect(content).toHaveLength(1_000_000);
      expect(new Set(content).size).toBe(1);
      seen.add(content.slice(0, 1));
      expect((await readdir(home)).filter((name) => name !== 'status.json').every((name) => name.endsWith('.tmp'))).toBe(true);
    }
    expect(seen.size).toBeGreaterThan(1);
  });
});
