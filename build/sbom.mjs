/**
 * Writes the bill of materials of what is given out, as CycloneDX 1.6: `node build/sbom.mjs FILE`. The same sources give the same file.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { billOfMaterials } from './licences/bill-of-materials.mjs';

const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('holdfast: say which file to write: node build/sbom.mjs FILE\n');
  process.exit(2);
}
mkdirSync(dirname(resolve(file)), { recursive: true });
writeFileSync(file, `${JSON.stringify(billOfMaterials(dirname(dirname(fileURLToPath(import.meta.url)))), null, 2)}\n`);
