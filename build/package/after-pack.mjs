import { join } from 'node:path';

import { flipFuses } from '@electron/fuses';

import { fuses, inspectableFuses } from './fuses.mjs';

/**
 * electron-builder's hook, before anything is signed: sets every fuse.
 * @param {object} context
 * @param {string} context.appOutDir
 * @param {string} context.electronPlatformName
 * @param {{ readonly executableName?: string, readonly appInfo: { readonly productFilename: string } }} context.packager
 */
export async function afterPack({ appOutDir, electronPlatformName, packager }) {
  // One half of a universal app; the whole comes by here again.
  if (appOutDir.endsWith('-temp')) return;
  const name = packager.appInfo.productFilename;
  const program = { darwin: `${name}.app`, win32: `${name}.exe`, linux: packager.executableName ?? name }[electronPlatformName];
  if (program === undefined) throw new Error(`No fuses are known for ${electronPlatformName}.`);
  await flipFuses(join(appOutDir, program), process.env['HOLDFAST_PACKAGE_INSPECTABLE'] === '1' ? inspectableFuses : fuses);
}
