import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest';

const project = join(import.meta.dirname, '..', '..', '..');
const packagedNode = `node-${process.platform}-${process.arch}`;
const lock = (version: string): string => JSON.stringify({ packages: { '': {}, 'node_modules/zod': { version } } });

/** Says what it was given, then does what it was told. */
const program = `
const [task, ...rest]: readonly string[] = process.argv.slice(2);
console.log(JSON.stringify({ recent: Number(process.versions.node.split('.')[0]) >= 24, rest }));
if (task === 'fail') process.exitCode = 7;
if (task === 'wait') {
  process.on('SIGTERM', () => { console.log('told to stop'); process.exit(9); });
  setInterval(() => undefined, 1000);
  console.log('waiting');
}
if (task === 'die') setInterval(() => undefined, 1000);
`;

describe('build/run.mjs, in a checkout of its own', () => {
  let root = '';

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'holdfast-run-'));
    mkdirSync(join(root, 'bin'));
    cpSync(join(project, 'build'), join(root, 'build'), { recursive: true });
    writeFileSync(join(root, 'package.json'), '{"type":"module"}');
    writeFileSync(join(root, 'program.ts'), program);
    writeFileSync(join(root, 'package-lock.json'), lock('1.0.0'));
    npmDoes(`mkdir -p node_modules && cp package-lock.json node_modules/.package-lock.json && ln -sfn '${join(project, 'node_modules', packagedNode)}' 'node_modules/${packagedNode}' && echo npm speaks`);
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('installs what is missing, says so on stderr and leaves stdout to the program', async () => {
    const first = await run(process.execPath, ['go', '--json', 'a b']);
    expect(first).toEqual({ code: 0, stdout: '{"recent":true,"rest":["--json","a b"]}\n', stderr: expect.stringMatching(/^holdfast: installing packages.*\nnpm speaks\n$/) });
    expect(npmCalls()).toEqual(['ci --include=dev --loglevel=error']);
  });

  it('does not when everything is there, and does again when the lock file has moved on', async () => {
    await run(process.execPath, ['go']);
    const second = await run(process.execPath, ['go']);
    expect(second.stderr).toBe('');
    expect(npmCalls()).toHaveLength(1);
    writeFileSync(join(root, 'package-lock.json'), lock('1.0.1'));
    await run(process.execPath, ['go']);
    expect(npmCalls()).toHaveLength(2);
  });

  it('says what to do when the install does not succeed, and does not run the program', async () => {
    npmDoes('echo no network >&2; exit 1');
    expect(await run(process.execPath, ['go'])).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(/no network\n.*npm ci did not succeed.*same command again/s) });
  });

  it("passes the program's exit code on", async () => {
    expect((await run(process.execPath, ['fail'])).code).toBe(7);
  });

  describe('under a Node that is too old', () => {
    it('runs the program under the packaged one; arguments and exit code pass through', async (context) => {
      const old = oldNode(context);
      expect(await run(old, ['fail', '--json', 'a b'])).toMatchObject({ code: 7, stdout: '{"recent":true,"rest":["--json","a b"]}\n' });
    });

    it('hands SIGTERM on and waits for the program to end in its own way', async (context) => {
      expect(await run(oldNode(context), ['wait'], { signal: 'SIGTERM', once: 'waiting' })).toMatchObject({ code: 9, stdout: expect.stringContaining('told to stop') });
    });

    it('ends by the signal that ended the program', async (context) => {
      expect(await run(oldNode(context), ['die'], { signal: 'SIGTERM', once: '"rest"' })).toMatchObject({ code: 'SIGTERM' });
    });

    it('names what to install where there is no packaged one', async (context) => {
      npmDoes('mkdir -p node_modules && cp package-lock.json node_modules/.package-lock.json');
      expect(await run(oldNode(context), ['go'])).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/needs Node 24 or newer; this is Node \d+.*nodejs\.org/s) });
    });
  });

  function npmDoes(script: string): void {
    writeFileSync(join(root, 'bin', 'npm'), `#!/bin/sh\necho "$*" >>npm-calls\n${script}\n`);
    chmodSync(join(root, 'bin', 'npm'), 0o755);
  }

  function npmCalls(): readonly string[] {
    return readFileSync(join(root, 'npm-calls'), 'utf8').trim().split('\n');
  }

  /** Runs the program, and sends it a signal once it has printed something. */
  async function run(node: string, args: readonly string[], kill?: { readonly signal: NodeJS.Signals; readonly once: string }) {
    const { npm_execpath: _npm, ...environment } = process.env;
    const child = spawn(node, [join(root, 'build', 'run.mjs'), 'program.ts', ...args], {
      cwd: tmpdir(),
      env: { ...environment, PATH: `${join(root, 'bin')}${delimiter}${process.env['PATH'] ?? ''}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (kill !== undefined && stdout.includes(kill.once)) child.kill(kill.signal);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const { promise, resolve, reject } = Promise.withResolvers<number | NodeJS.Signals>();
    child.on('error', reject).on('close', (code, signal) => resolve(code ?? signal ?? -1));
    return { code: await promise, stdout, stderr };
  }
});

/** The machine's own Node, when it is older than the one the project needs. */
function oldNode(context: TestContext): string {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'node');
    if (folder === '' || folder.includes('node_modules') || !existsSync(path)) continue;
    const major = Number(execFileSync(path, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' }));
    if (major >= 20 && major < 24) return path;
  }
  return context.skip('needs a Node between 20 and 23 on the PATH (node itself, from nodejs.org or the system), to show that it hands over to Node 24');
}
