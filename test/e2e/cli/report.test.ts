import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keptProblems, writtenDown } from '../../app/support/kept-problems.ts';
import { runCli, startCli } from '../../support/run-cli.ts';

const failing = fileURLToPath(new URL('../../support/failing-child.ts', import.meta.url));

let home = '';
beforeEach(async () => (home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-report-cli-'))));
afterEach(() => rm(home, { recursive: true, force: true }));

describe('holdfast report', () => {
  it('prints what to hand on, or writes it into a new file, and leaves no trace of itself', async () => {
    const empty = path.join(home, 'nothing-here');
    const printed = await runCli(['--home', empty, 'report']);
    expect([printed.code, printed.stderr]).toEqual([0, '']);
    expect(printed.stdout).toMatch(/^Holdfast report\n/);
    const file = path.join(home, 'report.txt');
    expect(JSON.parse((await runCli(['--home', empty, '--json', 'report', '--out', file])).stdout)).toEqual({ file });
    expect(await readFile(file, 'utf8')).toContain('How it is set up');
    const again = await runCli(['--home', empty, 'report', '--out', file]);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('is there already')]);
    expect(await readdir(home)).toEqual(['report.txt']);
  });
});

describe.skipIf(process.platform === 'win32')('an agent in which something fails that nobody catches', () => {
  it('says so, keeps a report, and ends for whoever starts it again', async () => {
    const env = { HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE: 'only for this test' };
    const agent = startCli(['--home', home, 'agent'], { program: failing, env });
    await agent.saidOnStderr('The schedule is kept');
    agent.child.kill('SIGUSR2');
    const { code, stderr } = await agent.end;
    expect(code).toBe(1);
    expect(stderr).toContain('Something went wrong inside Holdfast.');
    expect(stderr).toMatch(/noted in .*reports.*-agent-[0-9a-f]{4}\.json; nothing was sent/);
    expect(await keptProblems(home)).toEqual(['agent unhandled-rejection']);
    const { stdout } = await runCli(['--home', home, 'report']);
    expect(stdout).toContain('an error that nothing waited for; the program ended');
    expect(stdout).toContain('agent   ! An error was caught by nobody. error=TypeError');
    for (const part of ['FAILFAIL', 'AGE-SECRET', 'chloe']) expect(stdout + stderr + (await writtenDown(home))).not.toContain(part);
  });
});
