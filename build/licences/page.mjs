import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { collectLicences } from './collect.mjs';
import { sorted } from './shipped.mjs';

/**
 * Puts licences.json beside the page, for its screen of licences (renderer/src/screens/licences). What must not be given out is told by a
 * test and by `node build/licences.mjs`, not here.
 * @returns {import('vite').Plugin}
 */
export function licencesOfPage() {
  return {
    name: 'holdfast-licences',
    apply: 'build',
    generateBundle() {
      // Vite bundles its configuration, and of where a module lay keeps only `import.meta.url` right.
      const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
      this.emitFile({ type: 'asset', fileName: 'licences.json', source: JSON.stringify(forPage(collectLicences(root).notices)) });
    },
  };
}

/**
 * Each package with the numbers of its texts: most share theirs with others.
 * @param {readonly import('./collect.mjs').Notice[]} notices
 */
export function forPage(notices) {
  /** @type {Map<string, { readonly name: string, readonly version: string, readonly licence: string, readonly texts: number[] }>} */
  const packages = new Map();
  for (const [index, notice] of notices.entries()) {
    for (const { name, version, licence } of notice.packages) {
      const entry = packages.get(`${name} ${version}`) ?? { name, version, licence, texts: [] };
      entry.texts.push(index);
      packages.set(`${name} ${version}`, entry);
    }
  }
  return { packages: sorted(packages.values(), ({ name, version }) => `${name.replace(/^@/, '').toLowerCase()} ${version}`), texts: notices.map(({ text }) => text) };
}
