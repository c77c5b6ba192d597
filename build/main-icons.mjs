import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Puts the pictures of tray and window beside the main process' program, which finds them there in a checkout and in a package.
 * @returns {import('vite').Plugin}
 */
export function mainIcons() {
  // electron-vite bundles its configuration, and of where a module lay keeps only `import.meta.url` right.
  const folder = fileURLToPath(new URL('icons', import.meta.url));
  return {
    name: 'holdfast-main-icons',
    apply: 'build',
    generateBundle() {
      const tray = readdirSync(join(folder, 'tray')).map((name) => join('tray', name));
      for (const path of [...tray, 'app.png']) {
        this.emitFile({ type: 'asset', fileName: `icons/${basename(path)}`, source: readFileSync(join(folder, path)) });
      }
    },
  };
}
