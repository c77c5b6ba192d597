import { spawnSync } from 'node:child_process';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '..', '..');
const run = (program: string, ...words: readonly string[]) =>
  spawnSync(process.execPath, [path.join(root, program), ...words], { cwd: root, encoding: 'utf8', timeout: 60_000, env: { ...process.env, HOLDFAST_REPOSITORY: '', GITHUB_REPOSITORY: '' } });

describe('packaging', () => {
  it('is checked against what electron-builder knows: a misspelt setting stops it', () => {
    // That electron-builder.yml itself passes is shown by the packages that the other tests look into.
    const { status, stdout, stderr } = run('node_modules/electron-builder/cli.js', '--dir', '--linux', '-c.mac.hardendRuntime=true', '--publish', 'never');
    expect(status).not.toBe(0);
    expect(stdout + stderr).toContain('does not match the API schema');
  });

  it.each(['--publish=always', '--publish', '-p', '-c.publish.provider=generic -p always'])('never publishes, also when it is asked to with %s', (words) => {
    const { status, stderr } = run('build/package/package.mjs', ...words.split(' '));
    expect([status, stderr]).toEqual([1, expect.stringContaining('This publishes nothing')]);
  });

  it('makes no installer that would look for updates nowhere', () => {
    const { status, stderr } = run('build/package/package.mjs', '--linux');
    expect([status, stderr]).toEqual([1, expect.stringContaining('HOLDFAST_REPOSITORY=owner/name')]);
  });
});
