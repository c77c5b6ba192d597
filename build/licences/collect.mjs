import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

import { isAllowed, readByAPerson } from './allowed.mjs';
import { lockedPackages, manifestOf, shippedPackages, sorted, sortedTexts } from './shipped.mjs';
import { standardText } from './standard-texts.mjs';

/**
 * @typedef {{ readonly name: string, readonly version: string, readonly licence: string }} Licensed
 * @typedef {{ readonly text: string, readonly packages: readonly Licensed[] }} Notice one text, and every package that comes with it
 * @typedef {{ readonly notices: readonly Notice[], readonly problems: readonly string[] }} Licences
 */

const isLicenceFile = /(^|\/)(licen[cs]e|copying|notice|unlicense|copyright)([-._][^/]*)?$/i;
const isText = /(^|\/)[^/.]+$|\.(md|txt|mit|bsd|apache|apache2|rst)$|-[a-z\d]+$/i;

/**
 * The licences of everything that is given out with Holdfast.
 * @param {string} root the checkout, with node_modules
 * @param {Readonly<Record<string, string>>} [corrected] licences of `name@version` that package.json does not say
 * @returns {Licences} `problems`: sentences about packages that must not be given out, or not yet
 */
export function collectLicences(root, corrected = readByAPerson) {
  /** @type {Map<string, { readonly text: string, readonly packages: Licensed[] }>} by its words, however they are laid out */
  const byWords = new Map();
  /** @type {string[]} */
  const problems = [];
  /** @type {Set<string>} */
  const seen = new Set();
  for (const { name, version, path, locked } of shippedPackages(root)) {
    // Installed at two places, it is one package.
    if (seen.has(`${name}@${version}`)) continue;
    seen.add(`${name}@${version}`);
    // A library for one system: npm installs that of this computer only, and the text is of the package that asks for it.
    const from = locked.os === undefined ? path : whoAsksFor(root, name);
    const manifest = manifestOf(root, from);
    if (manifest === undefined) {
      problems.push(`${name} ${version} is not installed: run npm ci.`);
      continue;
    }
    const licence = licenceOf({ name, version, named: locked.os === undefined ? manifest.license : locked.license, corrected });
    if (licence === undefined) {
      problems.push(`${name} ${version} names no licence: read what it says, and put it into build/licences/allowed.mjs, or do without it.`);
      continue;
    }
    if (!isAllowed(licence)) {
      problems.push(`${name} ${version} has the licence ${licence}, which is not in the list of build/licences/allowed.mjs.`);
      continue;
    }
    const own = textsOf(join(root, from));
    const texts = own.length > 0 ? own : standardText(licence, manifest.author);
    if (texts.length === 0) problems.push(`${name} ${version} comes without the text of its licence, ${licence}.`);
    for (const text of texts) {
      const words = text.replace(/\s+/g, ' ');
      const notice = byWords.get(words) ?? { text, packages: [] };
      notice.packages.push({ name, version, licence });
      byWords.set(words, notice);
    }
  }
  const notices = sorted(byWords.values(), ({ text, packages: [first] }) => `${first?.name ?? ''} ${text}`);
  return { notices, problems };
}

/**
 * Its SPDX expression.
 * @param {object} asked
 * @param {string} asked.name
 * @param {string} asked.version
 * @param {unknown} asked.named as package.json has it; old ones write `{ type: 'MIT' }`
 * @param {Readonly<Record<string, string>>} [asked.corrected]
 */
export function licenceOf({ name, version, named, corrected = readByAPerson }) {
  const own = typeof named === 'object' && named !== null && 'type' in named ? named.type : named;
  return corrected[`${name}@${version}`] ?? (typeof own === 'string' && own.trim() !== '' ? own.trim() : undefined);
}

/** @param {string} root @param {string} name */
function whoAsksFor(root, name) {
  return Object.entries(lockedPackages(root)).find(([, { optionalDependencies }]) => optionalDependencies?.[name] !== undefined)?.[0] ?? '';
}

/**
 * Also those that lie deeper, of what a package has taken in.
 * @param {string} folder
 */
function textsOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replace(/\\/g, '/'))
    .filter((path) => !/(^|\/)node_modules\//.test(path) && isLicenceFile.test(path) && isText.test(path));
  return [...new Set(sortedTexts(files).map((path) => tidy(readFileSync(join(folder, path), 'utf8'))))].filter((text) => text !== '');
}

/** The same text is the same whatever its ends of lines. @param {string} text */
function tidy(text) {
  return text.replace(/\r\n/g, '\n').replace(/[^\S\n]+$/gm, '').replace(/^\uFEFF/, '').trim();
}
