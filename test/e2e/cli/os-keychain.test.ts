import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startSampleApp } from '../../../electron/sample-app/index.ts';
import { noKeyringBecause, startKeyringSession } from '../../support/keyring-session.ts';
import { workshop } from '../../support/workshop.ts';
import { backupShape } from './shapes.ts';

const main = fileURLToPath(new URL('../../../electron/cli/main.ts', import.meta.url));

it('secrets lie in the system’s keychain, and every later process has them from there', async (context) => {
  const reason = noKeyringBecause();
  if (reason !== undefined) context.skip(reason);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'holdfast-keychain-'));
  const home = path.join(folder, 'home');
  const session = await startKeyringSession('unlocked');
  const app = await startSampleApp({ dataset: workshop(), bypassRls: true });
  const holdfast = (...args: readonly string[]): Promise<string> => session.run('env', [`T=${app.token}`, process.execPath, main, '--home', home, '--json', ...args]);
  try {
    await holdfast('destination', 'add', 'Backups', '--kind', 'local', '--path', path.join(folder, 'place'));
    await holdfast('app', 'add', 'Workshop', '--platform', 'base44', '--url', app.url, '--app-id', app.appId, '--token-env', 'T');
    const report = backupShape.parse(JSON.parse(await holdfast('backup', 'Workshop')));
    expect(report.places).toEqual([{ name: 'Backups', outcome: 'verified' }]);

    const kept = await session.run('secret-tool', ['search', '--all', 'service', 'Holdfast']);
    expect(kept).toContain(app.token);
    // Token, vault key, chunk key, and the canary that says nothing.
    expect(kept.match(/secret = /g)).toHaveLength(4);
    const inHome = (await readdir(home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    for (const entry of inHome) expect(await readFile(path.join(entry.parentPath, entry.name), 'latin1')).not.toContain(app.token);
    expect(inHome.map((entry) => entry.name)).not.toContain('secrets.age');

    await holdfast('app', 'remove', 'Workshop');
    const left = await session.run('secret-tool', ['search', '--all', 'service', 'Holdfast']);
    expect(left).not.toContain(app.token);
    expect(left).toContain('AGE-SECRET-KEY-1');
  } finally {
    await app.stop();
    await session.close();
    await rm(folder, { recursive: true, force: true });
  }
});
