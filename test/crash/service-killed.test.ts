import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ServiceAtHome, serviceAtHome } from '../support/service-child.ts';
import { untilEnded } from '../support/test-service.ts';

let home = '';
let next: ServiceAtHome | undefined;
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-service-killed-'));
});
afterEach(async () => {
  await next?.stop();
  await rm(home, { recursive: true, force: true });
});

/** Kills the service as soon as it reads records. @returns the id of the run it was at. */
function killWhileReading(): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, '..', 'support', 'service-child.ts'), home], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      if (output.includes('\n')) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('exit', () => resolve(output.split('\n')[0] ?? ''));
  });
}

it('a service that is killed in the middle of a backup comes back, says so, and the next backup is whole', async () => {
  const runId = await killWhileReading();
  expect(runId).not.toBe('');
  next = await serviceAtHome(home);
  const { client } = next;
  expect((await client.runs.list({ limit: 5 })).runs).toMatchObject([{ id: runId, state: 'interrupted', request: { kind: 'backup', app: 'Sample shop' } }]);
  expect((await client.status.overview({ app: 'Sample shop' })).needs.map(({ kind }) => kind)).toEqual(['no-backup', 'run-interrupted']);
  for await (const { tray } of await client.status.watch()) {
    expect(tray).not.toBe('safe');
    break;
  }
  const again = await client.runs.start({ kind: 'backup', app: 'Sample shop' });
  expect(await untilEnded(client, again.runId)).toMatchObject({ state: 'done', result: { outcome: 'complete' } });
  const { needs, newest } = await client.status.overview({ app: 'Sample shop' });
  expect([needs, newest?.records]).toEqual([[], 6000]);
  const check = await client.runs.start({ kind: 'check', app: 'Sample shop', readData: true });
  expect(await untilEnded(client, check.runId)).toMatchObject({ state: 'done', result: { ok: true, problems: [] } });
});
