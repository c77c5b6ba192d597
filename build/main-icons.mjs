import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Puts the pictures of tray and window beside the main process' program, which finds them there in a checkout and in a package.
 * @returns {import('vite').Plugin}
 */
export function mainIcons() {
  const folder = join(import.meta.dirname, 'icons');
  return {
    name: 'holdfast-main-icons',
    apply: 'build',
    generateBundle() {
      for (const name of readdirSync(folder).filter((each) => each.endsWith('.png'))) {
        this.emitFile({ type: 'asset', fileName: `icons/${name}`, source: readFileSync(join(folder, name)) });
      }
    },
  };
}
