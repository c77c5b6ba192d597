import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Puts the public keys that vouch for updates beside the main process' program, so that they are inside what is signed as a whole.
 * @returns {import('vite').Plugin}
 */
export function releaseKeys() {
  const file = fileURLToPath(new URL('release/release-keys.json', import.meta.url));
  return {
    name: 'holdfast-release-keys',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'release-keys.json', source: readFileSync(file) });
    },
  };
}
