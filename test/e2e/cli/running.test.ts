import { execFileSync } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeDesk, runCli, startCli, type Desk } from '../../support/run-cli.ts';
import { needs } from '../../support/needs.ts';
import { startDemo, type DemoApp } from './demo-app.ts';
import { backupShape, demoShape, errorShape, tryShape } from './shapes.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await makeDesk();
});
afterEach(() => desk.remove());

describe('demo', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('serves until %s, which ends it well', async (signal) => {
    const running = startCli(['demo', '--records', '300'], { env: desk.env });
    const { url, appId, readOnlyToken } = demoShape.parse(JSON.parse(await running.firstLine));
    const answer = await fetch(`${url}/api/apps/${appId}/entities/Order?limit=1`, { headers: { authorization: `Bearer ${readOnlyToken}` } });
    expect(answer.status).toBe(200);
    await answer.text();
    running.child.kill(signal);
    expect(await running.end).toMatchObject({ code: 0, signal: null });
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('is the same for the same seed, and keeps changes in its state file', async () => {
    const state = desk.at('state.json');
    const app = await startDemo('--records', '300', '--seed', '9', '--state', state);
    const before = await app.records('Customer');
    await app.remove('Customer', [String(before[0]?.['id'])]);
    expect(await app.stop()).toBe(0);
    expect((await stat(state)).size).toBeGreaterThan(0);
    const again = await startDemo('--records', '300', '--seed', '9', '--state', state);
    expect((await again.records('Customer')).map((each) => each['id'])).toEqual(before.slice(1).map((each) => each['id']));
    await again.stop();
  });

  it('says when the port is taken', async () => {
    const app = await startDemo('--records', '300');
    const { code, stderr } = await runCli(['demo', '--port', new URL(app.url).port]);
    await app.stop();
    expect(code).toBe(1);
    expect(stderr).toContain('something else is listening there');
  });
});

describe('try', () => {
  it('tells the whole story, well under a minute, and leaves nothing behind', async () => {
    const tmp = desk.at('tmp');
    const start = performance.now();
    const { code, value, stderr } = await desk.json(['try'], { env: { TMPDIR: desk.folder } });
    expect(performance.now() - start).toBeLessThan(60_000);
    const { steps } = tryShape.parse(value);
    expect(steps.filter((step) => !step.ok)).toEqual([]);
    expect(code).toBe(0);
    expect(steps.map((step) => step.name)).toEqual(['start', 'protect', 'backup', 'verify', 'lose', 'backup-again', 'compare', 'take-out', 'bring-back', 'drill', 'grade']);
    expect(steps.find((step) => step.name === 'compare')?.says).toContain('143 deleted');
    expect(steps.find((step) => step.name === 'bring-back')?.says).toContain('143 of 143 orders are back');
    expect(stderr).toBe('');
    expect(await readdir(desk.folder)).toEqual([]);
    await expect(stat(tmp)).rejects.toThrow('ENOENT');
  });

  it('reads as plain text without a terminal: no colour, no jargon, no line too long to read', async () => {
    const { code, stdout } = await desk.run(['try']);
    expect(code).toBe(0);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toMatch(/snapshot|repository|chunk|manifest|segment|vault|prune|entity/i);
  });

  it('keeps the backup, its key and how to open it without the program where it is asked to', async (context) => {
    const kept = desk.at('kept');
    const { code, stdout } = await desk.run(['try', '--keep', kept]);
    expect(code).toBe(0);
    expect((await readdir(kept)).toSorted()).toEqual(['backups', 'recovery-kit.txt', 'taken-out']);
    expect(stdout).toContain(kept);
    const kit = await readFile(desk.at('kept', 'recovery-kit.txt'), 'utf8');
    expect(stdout).not.toContain(/^AGE-SECRET-KEY-1\w+$/m.exec(kit)?.[0] ?? 'missing');
    const opened = await desk.json(['open', desk.at('kept', 'backups'), '--identity-file', desk.at('kept', 'recovery-kit.txt'), 'check', '--read-data']);
    expect(opened).toMatchObject({ code: 0, value: { ok: true } });

    // The command that is printed, word for word.
    needs(context, 'age', 'zstd');
    const command = /^ +(age -d .*)$/m.exec(stdout)?.[1] ?? 'false';
    const manifest = execFileSync('sh', ['-c', command], { encoding: 'utf8' });
    expect(manifest).toContain('"Order"');

    const again = await desk.json(['try', '--keep', kept]);
    expect([again.code, errorShape.parse(again.value).error.code]).toEqual([1, 'conflict']);
  });
});

describe('stopping a backup', () => {
  let demo: DemoApp;
  beforeAll(async () => {
    demo = await startDemo('--records', '60000');
  });
  afterAll(() => demo.stop());

  async function protect(): Promise<void> {
    await desk.run(['destination', 'add', 'Backups', '--kind', 'local', '--path', desk.at('place')]);
    const added = await desk.run(['app', 'add', 'Shop', '--platform', 'base44', '--url', demo.url, '--app-id', demo.appId, '--token-env', 'T'], { env: { T: demo.token } });
    expect(added.code).toBe(0);
  }

  it('with Ctrl-C: exit 130, nothing half-made is listed, and the next one goes on', async () => {
    await protect();
    const running = startCli(['backup', 'Shop'], { env: desk.env });
    await running.saidOnStderr('Reading');
    running.child.kill('SIGINT');
    expect(await running.end).toMatchObject({ code: 130, stdout: '', stderr: expect.stringContaining('Stopped before it was done') });
    expect(await desk.json(['snapshots', 'Shop'])).toMatchObject({ code: 0, value: { snapshots: [] } });
    const { code, value } = await desk.json(['backup', 'Shop']);
    expect([code, backupShape.parse(value).outcome]).toEqual([0, 'complete']);
  });

  it('with --json: the error is the one document', async () => {
    await protect();
    const running = startCli(['backup', 'Shop', '--json'], { env: desk.env });
    // It says nothing on stderr; what it writes first shows that it is under way.
    await vi.waitFor(() => stat(desk.at('place', 'shop', 'README.txt')), { timeout: 60_000, interval: 20 });
    running.child.kill('SIGTERM');
    const { code, stdout, stderr } = await running.end;
    expect([code, errorShape.parse(JSON.parse(stdout)).error.code, stderr]).toEqual([130, 'cancelled', '']);
  });

  it('twice stops at once', async () => {
    await protect();
    const running = startCli(['backup', 'Shop'], { env: desk.env });
    await running.saidOnStderr('Reading');
    running.child.kill('SIGINT');
    running.child.kill('SIGINT');
    expect((await running.end).code).toBe(130);
  });

  it('is told by a second process that finds the home in use', async () => {
    await protect();
    const running = startCli(['backup', 'Shop'], { env: desk.env });
    await running.saidOnStderr('Reading');
    const { code, value } = await desk.json(['backup', 'Shop']);
    expect([code, errorShape.parse(value).error]).toMatchObject([1, { code: 'conflict', message: expect.stringContaining('in use by another Holdfast') }]);
    running.child.kill('SIGINT');
    await running.end;
  });
});
