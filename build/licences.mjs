/**
 * Writes the licences of everything that is given out with Holdfast into one file: `node build/licences.mjs FILE`. Ends with 1, and says
 * why, when a package has none or one that may not be given out with it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { collectLicences } from './licences/collect.mjs';
import { asText } from './licences/text.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [file] = process.argv.slice(2);
const { notices, problems } = collectLicences(root);
for (const problem of problems) process.stderr.write(`holdfast: ${problem}\n`);
if (problems.length > 0) process.exit(1);
if (file === undefined) {
  process.stderr.write('holdfast: say which file to write: node build/licences.mjs FILE\n');
  process.exit(2);
}
mkdirSync(dirname(resolve(file)), { recursive: true });
writeFileSync(file, asText(notices));
