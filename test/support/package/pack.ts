import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

import { nativeModules } from '../../../build/package/run-time-modules.mjs';
import { type PackedSystem, packedSystems } from './packed.ts';
import { writeStandInElectron } from './stand-in-electron.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder with the packages that were made for the tests; see `packed`. */
    readonly packages: string;
  }
}

const root = path.join(import.meta.dirname, '..', '..', '..');
const run = promisify(execFile);

/** Packs the app once for all tests of the stage, for each system, around a stand-in for Electron's program. */
// oxlint-disable-next-line import/no-default-export -- vitest takes a global set-up this way only.
export default async function packAll(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'holdfast-package-'));
  await build('build/desktop.mjs');
  await Promise.all(packedSystems.map((system) => pack(folder, system)));
  project.provide('packages', folder);
  return () => rm(folder, { recursive: true, force: true });
}

async function pack(folder: string, system: PackedSystem): Promise<void> {
  const electron = path.join(folder, 'electron', system.platform);
  await writeStandInElectron(electron, system.platform);
  const natives = system.platform === process.platform ? undefined : await standInNatives(path.join(folder, 'natives'), system);
  await build(
    'build/package/package.mjs',
    ['--dir', system.flag, ...system.cpus.map((cpu) => `--${cpu}`), `-c.electronDist=${electron}`, `-c.directories.output=${path.join(folder, system.platform)}`],
    { HOLDFAST_REPOSITORY: 'somebody/holdfast', ...(natives === undefined ? {} : { HOLDFAST_NATIVES: natives }) },
  );
}

/** npm installs the keyring's library for this computer only. For the others: packages with the right names and nothing in them. */
async function standInNatives(folder: string, { platform, cpus }: PackedSystem): Promise<string> {
  for (const { name } of cpus.flatMap((cpu) => nativeModules(root, platform, cpu))) {
    const module = path.join(folder, name);
    await mkdir(module, { recursive: true });
    await writeFile(path.join(module, 'package.json'), JSON.stringify({ name }));
    await writeFile(path.join(module, `${path.basename(name).replace('-', '.')}.node`), 'a stand-in');
  }
  return folder;
}

async function build(program: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<void> {
  const { NODE_OPTIONS: _theTests, ...own } = process.env;
  await run(process.execPath, [path.join(root, program), ...args], { cwd: root, env: { ...own, CSC_IDENTITY_AUTO_DISCOVERY: 'false', ...env }, maxBuffer: 10_000_000 }).catch((error: unknown) => {
    const said = error instanceof Error ? [error.message, Reflect.get(error, 'stdout'), Reflect.get(error, 'stderr')] : [error];
    throw new Error(said.map(String).join('\n').slice(0, 5000));
  });
}
