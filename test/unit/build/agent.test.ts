import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { containerFile, copiedFromCheckout } from '../../support/container-file.ts';

const root = path.join(import.meta.dirname, '..', '..', '..');
const folder = path.join(root, 'build', 'agent');
const hasAnalyze = spawnSync('systemd-analyze', ['--version']).status === 0;

describe('the units for systemd', () => {
  it.each(['holdfast-agent.service', 'holdfast-agent-user.service'])('%s names the program, its home and its passphrase', (name) => {
    const unit = readFileSync(path.join(folder, name), 'utf8');
    expect(unit).toMatch(/^ExecStart=\/usr\/bin\/node \S+\/electron\/cli\/main\.ts agent$/m);
    expect(unit).toMatch(/^LoadCredential=passphrase:\S+$/m);
    expect(unit).toMatch(/^Environment=HOLDFAST_KEYCHAIN_PASSPHRASE_FILE=%d\/passphrase$/m);
    expect(unit).toMatch(/^NoNewPrivileges=yes$/m);
    // A passphrase in a unit is one that everybody on the computer can read.
    expect(unit).not.toMatch(/HOLDFAST_KEYCHAIN_PASSPHRASE=/);
  });

  it.skipIf(!hasAnalyze).each([
    ['holdfast-agent.service', '--system'],
    ['holdfast-agent-user.service', '--user'],
  ])('%s is understood by systemd itself', (name, scope) => {
    const copy = mkdtempSync(path.join(tmpdir(), 'holdfast-unit-'));
    try {
      // It looks for the program, which lies elsewhere on another computer.
      const unit = readFileSync(path.join(folder, name), 'utf8').replace('/usr/bin/node', process.execPath);
      writeFileSync(path.join(copy, name), unit);
      const { status, stderr } = spawnSync('systemd-analyze', ['verify', scope, '--man=no', path.join(copy, name)], { encoding: 'utf8', env: { ...process.env, XDG_RUNTIME_DIR: copy } });
      const ours = stderr.split('\n').filter((line) => line.includes(name));
      expect([status, ours]).toEqual([0, []]);
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });

  it.skipIf(!hasAnalyze)('the system service leaves little open, as systemd counts it', () => {
    const { status, stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', '--no-pager', path.join(folder, 'holdfast-agent.service')], { encoding: 'utf8' });
    expect([status, /Overall exposure level[^:]*: ([\d.]+)/.exec(stdout)?.[1]]).toEqual([0, expect.stringMatching(/^[01]\./)]);
  });
});

describe('the container file', () => {
  it('copies every file of ours that the command line can come to load', () => {
    const copied = copiedFromCheckout(folder);
    const loaded = loadedFrom(path.join(root, 'electron', 'cli', 'main.ts'));
    expect(loaded.length).toBeGreaterThan(300);
    expect(loaded.filter((file) => !copied.some((each) => file === each || file.startsWith(`${each}/`)))).toEqual([]);
  });

  it('copies what is there, and what the build is let see', () => {
    const copied = copiedFromCheckout(folder);
    expect(copied.filter((each) => !existsSync(path.join(root, each)))).toEqual([]);
    const ignored = readFileSync(path.join(folder, 'Containerfile.dockerignore'), 'utf8').split('\n');
    expect(copied.filter((each) => !ignored.includes(`!${each}`))).toEqual([]);
  });

  it('runs as a user who is not root, writes into one folder only, and says whether it is well', () => {
    const steps = containerFile(folder);
    const last = steps.slice(steps.findLastIndex(({ instruction }) => instruction === 'FROM'));
    const of = (instruction: string): string[] => last.flatMap((step) => (step.instruction === instruction ? [step.argument] : []));
    expect(of('FROM')).toEqual(['node:24-slim']);
    expect(of('USER')).toEqual(['node']);
    expect(of('VOLUME')).toEqual(['/var/lib/holdfast']);
    expect(of('HEALTHCHECK')[0]).toMatch(/CMD \["node", "electron\/cli\/main\.ts", "agent", "--health"\]$/);
    expect(of('ENTRYPOINT')).toEqual(['["node", "electron/cli/main.ts"]']);
    // The user is set after the last thing that needs root, and no secret is in the image.
    const order = last.map(({ instruction }) => instruction);
    expect(order.lastIndexOf('RUN')).toBeLessThan(order.indexOf('USER'));
    expect(of('ENV').join(' ')).not.toMatch(/PASSPHRASE|TOKEN|SECRET/);
  });
});

/** This file and every one of ours that it imports, those that are loaded later too; by their paths in the checkout. */
function loadedFrom(first: string): readonly string[] {
  const found = new Set<string>();
  const waiting = [first];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import\(|import|new URL\() ?'(\.{1,2}\/[^']+\.ts)'/g)) waiting.push(path.resolve(path.dirname(file), name));
  }
  return [...found].map((file) => path.relative(root, file));
}
