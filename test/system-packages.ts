import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import type { StageName } from './suite/selection.ts';

interface SystemProgram {
  /** The command that has to be there. */
  readonly command: string;
  readonly debianPackage: string;
  readonly neededFor: string;
  /** Stages whose tests use it; the others never install it. */
  readonly stages: readonly StageName[];
}

const anyTests = ['unit', 'conformance', 'contract', 'crash', 'e2e', 'app'] as const;

/** Programs that tests use and npm cannot bring. The program itself needs none of them. */
export const systemPrograms = {
  age: { command: 'age', debianPackage: 'age', neededFor: 'opening what Holdfast encrypts with the stock command', stages: anyTests },
  zstd: { command: 'zstd', debianPackage: 'zstd', neededFor: 'unpacking what Holdfast packs with the stock command', stages: anyTests },
  keyring: { command: 'gnome-keyring-daemon', debianPackage: 'gnome-keyring', neededFor: 'a real keychain', stages: anyTests },
  dbus: { command: 'dbus-run-session', debianPackage: 'dbus', neededFor: 'a real keychain', stages: anyTests },
  secretTool: { command: 'secret-tool', debianPackage: 'libsecret-tools', neededFor: 'looking into the keychain with another program', stages: anyTests },
  pdftotext: { command: 'pdftotext', debianPackage: 'poppler-utils', neededFor: 'opening what Holdfast and the sample app write as PDF with another program', stages: anyTests },
  zbarimg: { command: 'zbarimg', debianPackage: 'zbar-tools', neededFor: 'reading the code on a recovery kit with another program', stages: ['unit'] },
  radosgw: { command: 'radosgw', debianPackage: 'radosgw', neededFor: 'a real S3 server', stages: ['conformance', 'e2e', 'app'] },
  cephMonitor: { command: 'ceph-mon', debianPackage: 'ceph-mon', neededFor: 'a real S3 server', stages: ['conformance', 'e2e', 'app'] },
  cephStorage: { command: 'ceph-osd', debianPackage: 'ceph-osd', neededFor: 'a real S3 server', stages: ['conformance', 'e2e', 'app'] },
  postgres: { command: 'pg_ctlcluster', debianPackage: 'postgresql', neededFor: 'a real database that everything is loaded into', stages: ['e2e'] },
  chromium: { command: 'chromium', debianPackage: 'chromium', neededFor: 'doing on the screen what a person does', stages: ['app'] },
  restic: { command: 'restic', debianPackage: 'restic', neededFor: 'the comparison in `npm run bench`', stages: [] },
} as const satisfies Record<string, SystemProgram>;

export type SystemProgramName = keyof typeof systemPrograms;

const programs: readonly SystemProgram[] = Object.values(systemPrograms);
const timeLimitMs = 5 * 60_000;

export function isInstalled(name: SystemProgramName): boolean {
  return onPath(systemPrograms[name].command);
}

/** The command a person types to get these programs on this kind of computer. */
export function installCommand(missing: readonly SystemProgram[]): string {
  const packages = missing.map((program) => program.debianPackage).join(' ');
  if (process.platform === 'darwin') return `brew install ${packages}`;
  return `${process.getuid?.() === 0 ? '' : 'sudo '}apt-get install -y --no-install-recommends ${packages}`;
}

/**
 * Installs what the tests of these stages use and this computer lacks, where that can be done without asking (Debian,
 * root); says what it does. Where it cannot, names the command: those tests are then skipped, and counted as skipped.
 */
export function installSystemPackages(stages: readonly StageName[]): void {
  const missing = missingFor(stages);
  if (missing.length === 0) return;
  const names = missing.map((program) => program.debianPackage).join(', ');
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) {
    process.stdout.write(`Not installed here: ${names}. The tests that use them are skipped. To run them too: ${installCommand(missing)}\n`);
    return;
  }
  process.stdout.write(`Installing for the tests: ${names} …\n`);
  const problem = apt(['update']) ?? apt(['install', '-y', '--no-install-recommends', ...missing.map((program) => program.debianPackage)]);
  if (problem !== undefined) process.stdout.write(`That did not succeed (${problem}). The tests that use them are skipped.\n`);
}

function missingFor(stages: readonly StageName[]): readonly SystemProgram[] {
  return programs.filter((program) => program.stages.some((stage) => stages.includes(stage)) && !onPath(program.command));
}

function apt(args: readonly string[]): string | undefined {
  const done = spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: timeLimitMs,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (done.status === 0) return undefined;
  return done.error?.message ?? done.stderr.trim().split('\n').at(-1) ?? `apt-get ended with ${done.status ?? done.signal ?? 'no answer'}`;
}

function onPath(command: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && isExecutable(join(folder, command)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
