import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeDesk, startCli, type Desk } from '../../support/run-cli.ts';
import { appsShape, destinationsShape, errorShape } from './shapes.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await makeDesk();
});
afterEach(() => desk.remove());

describe('asking for help', () => {
  it.each([[[]], [['--help']], [['help']], [['app', '--help']], [['backup', '-h']]])('holdfast %j prints it and ends well', async (args) => {
    const { code, stdout, stderr } = await desk.run(args);
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: holdfast');
    expect(stderr).toBe('');
  });

  it('names every command', async () => {
    const { stdout } = await desk.run(['--help']);
    for (const name of ['try', 'demo', 'app', 'destination', 'backup', 'snapshots', 'check', 'diff', 'export', 'restore', 'open', 'recovery-kit', 'record']) {
      expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    }
  });

  it('is JSON with --json', async () => {
    const { code, value } = await desk.json(['--help']);
    expect(code).toBe(0);
    expect(value).toMatchObject({ help: expect.stringContaining('Usage: holdfast') });
  });

  it('the version is that of the package', async () => {
    const { code, stdout } = await desk.run(['--version']);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  });
});

describe('bad usage', () => {
  it.each([
    ['an unknown command', ['bakcup', 'shop']],
    ['an unknown option', ['backup', 'shop', '--speed', '9']],
    ['a group without its command', ['app']],
    ['a missing argument', ['backup']],
    ['too many arguments', ['snapshots', 'shop', 'more']],
    ['a kind that is not one', ['backup', 'shop', '--kind', 'scheduled']],
    ['a missing option', ['export', 'shop', '--format', 'csv', '--out', 'x']],
    ['a format that is not one', ['export', 'shop', '--snapshot', 'latest', '--format', 'xml', '--out', 'x']],
    ['a number that is none', ['demo', '--port', 'eighty']],
    ['a platform that is not there yet', ['app', 'add', 'x', '--platform', 'postgres', '--url-env', 'X']],
    ['a platform that is not one', ['app', 'add', 'x', '--platform', 'excel']],
    ['a place in Google Drive without a client id', ['destination', 'add', 'x', '--kind', 'google-drive']],
    ['a kind of place that is none', ['destination', 'add', 'x', '--kind', 'dropbox']],
    ['a bucket without its name', ['destination', 'add', 'x', '--kind', 's3', '--access-key-id', 'AKIAEXAMPLE']],
    ['a bucket without an access key', ['destination', 'add', 'x', '--kind', 's3', '--bucket', 'backups']],
    ['a bucket without a secret', ['destination', 'add', 'x', '--kind', 's3', '--bucket', 'backups', '--access-key-id', 'AKIAEXAMPLE']],
    ['a server that is no address', ['destination', 'add', 'x', '--kind', 's3', '--bucket', 'backups', '--access-key-id', 'AKIAEXAMPLE', '--endpoint', 'my server', '--secret-env', 'PATH']],
    ['a place without a path', ['destination', 'add', 'x', '--kind', 'local']],
    ['a restore of no backup', ['restore', 'shop', '--yes']],
    ['a restore to nowhere', ['restore', 'shop', '--snapshot', 'latest', '--to', 'app:']],
    ['fields of several tables', ['restore', 'shop', '--snapshot', 'latest', '--entity', 'a', 'b', '--field', 'x']],
    ['ids without a table', ['restore', 'shop', '--snapshot', 'latest', '--to', 'files:x', '--id', 'a']],
    ['a recovery kit as a picture', ['recovery-kit', 'shop', '--out', 'kit.png']],
    ['nothing to verify', ['recovery-kit', 'verify', 'shop']],
    ['a runbook as a picture', ['runbook', 'shop', '--out', 'page.png']],
    ['an unknown command for opened backups', ['open', '.', '--identity-file', 'x', 'backup']],
    ['an option that the opened command does not have', ['open', '.', '--identity-file', 'x', 'check', '--snapshot', 'y']],
    ['a token variable that is not set', ['app', 'add', 'x', '--platform', 'base44', '--app-id', 'a', '--token-env', 'NOT_SET']],
    ['no token on standard input', ['app', 'add', 'x', '--platform', 'base44', '--app-id', 'a']],
  ])('%s: exit 2, a sentence and a next step', async (_what, args) => {
    const { code, value, stderr } = await desk.json(args);
    expect(code).toBe(2);
    expect(errorShape.parse(value).error.code).toBe('invalid-input');
    expect(stderr).toBe('');
    const plain = await desk.run(args);
    expect(plain).toMatchObject({ code: 2, stdout: '' });
    expect(plain.stderr.split('\n').filter((line) => line !== '').length).toBeGreaterThanOrEqual(2);
  });

  it('never repeats a secret that was given as an argument by mistake', async () => {
    for (const mistake of [['--token', 'pat_supersecret'], ['--token=pat_supersecret'], ['--token-env', 'pat_supersecret'], ['--token-env=pat_supersecret']]) {
      const { code, stdout, stderr } = await desk.run(['app', 'add', 'x', '--platform', 'base44', '--app-id', 'a', ...mistake]);
      expect(code).toBe(2);
      expect(stdout + stderr).not.toContain('pat_supersecret');
    }
  });
});

describe('asking what there is', () => {
  it('writes nothing, not even the home', async () => {
    const apps = await desk.json(['app', 'list']);
    const places = await desk.json(['destination', 'list']);
    expect([apps.code, appsShape.parse(apps.value).apps]).toEqual([0, []]);
    expect([places.code, destinationsShape.parse(places.value).destinations]).toEqual([0, []]);
    expect(await readdir(desk.folder)).toEqual([]);
  });

  it('takes --home before HOLDFAST_HOME, before or after the command', async () => {
    const other = desk.at('other');
    await desk.run(['--home', other, 'destination', 'add', 'Backups', '--kind', 'local', '--path', desk.at('place')]);
    const there = await desk.json(['destination', 'list', '--home', other]);
    const here = await desk.json(['destination', 'list']);
    expect(destinationsShape.parse(there.value).destinations).toHaveLength(1);
    expect(destinationsShape.parse(here.value).destinations).toHaveLength(0);
  });

  it.each([
    ['backup', ['backup', 'nobody']],
    ['snapshots', ['snapshots', 'nobody']],
    ['app remove', ['app', 'remove', 'nobody']],
    ['destination test', ['destination', 'test', 'nowhere']],
    ['recovery-kit', ['recovery-kit', 'nobody', '--out', 'kit.txt']],
    ['runbook', ['runbook', 'nobody', '--out', 'page.md']],
  ])('%s of something that is not there: exit 1, not-found', async (_what, args) => {
    const { code, value } = await desk.json(args);
    expect([code, errorShape.parse(value).error.code]).toEqual([1, 'not-found']);
  });
});

describe('a reader that goes away', () => {
  it('is no error', async () => {
    const { child, end } = startCli(['--help'], { env: desk.env });
    child.stdout?.destroy();
    expect(await end).toMatchObject({ code: 0, stderr: '' });
  });
});
