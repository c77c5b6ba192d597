import { mkdtemp, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { afterPack } from '../../build/package/after-pack.mjs';
import { fuses } from '../../build/package/fuses.mjs';
import { writeStandInElectron } from '../support/package/stand-in-electron.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'holdfast-fuses-'));
});
afterEach(() => rm(folder, { recursive: true }));

const every = Object.values(FuseV1Options).filter((value) => typeof value === 'number');

/** What electron-builder gives its hook, of a program whose fuses are as many as `count`. */
async function packed(count = every.length): Promise<Parameters<typeof afterPack>[0]> {
  await writeStandInElectron(folder, 'linux', Array.from({ length: count }, () => false));
  await rename(path.join(folder, 'electron'), path.join(folder, 'holdfast'));
  return { appOutDir: folder, electronPlatformName: 'linux', packager: { executableName: 'holdfast', appInfo: { productFilename: 'Holdfast' } } };
}

describe('the fuses', () => {
  it('are all decided: a new one needs a line in build/package/fuses.mjs', () => {
    expect(every.map((fuse) => [FuseV1Options[fuse], typeof fuses[fuse]])).toEqual(every.map((fuse) => [FuseV1Options[fuse], 'boolean']));
  });

  it('are set in the program that is packed', async () => {
    await afterPack(await packed());
    const wire = await getCurrentFuseWire(path.join(folder, 'holdfast'));
    expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(FuseState.ENABLE);
    expect(wire[FuseV1Options.EnableNodeCliInspectArguments]).toBe(FuseState.DISABLE);
  });

  it('stop the packaging where Electron has one that nobody decided', async () => {
    await expect(afterPack(await packed(every.length + 1))).rejects.toThrow(/strictlyRequireAllFuses/);
  });

  it('let a debugger in only where a test is to look inside', async () => {
    const context = await packed();
    vi.stubEnv('HOLDFAST_PACKAGE_INSPECTABLE', '1');
    await afterPack(context);
    vi.unstubAllEnvs();
    const wire = await getCurrentFuseWire(path.join(folder, 'holdfast'));
    expect([wire[FuseV1Options.EnableNodeCliInspectArguments], wire[FuseV1Options.RunAsNode]]).toEqual([FuseState.ENABLE, FuseState.DISABLE]);
  });
});
