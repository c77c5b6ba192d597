/**
 * The text of a release: the section of CHANGELOG.md that its tag names.
 * `node build/release/notes.mjs --tag v1.2.3` prints it; ends with 1 and a sentence where the tag, package.json and the changelog do not
 * belong together. `--signing FOLDER`: how the files in it are signed is said below, as build/release/make.mjs noted it of each system.
 * `--sentence`: instead, what an installed Holdfast says is new in it.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { isSignedForUpdates, readSigning, signingText } from './signing.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** Semantic Versioning without build metadata, which neither a tag nor an updater can tell apart. */
const versionForm = /^(?:0|[1-9]\d{0,8})(?:\.(?:0|[1-9]\d{0,8})){2}(?:-[0-9A-Za-z]+(?:\.[0-9A-Za-z]+)*)?$/;
/** What GitHub takes as the text of a release, less what is added below it. */
const longestText = 120_000;

/**
 * @param {{readonly tag: string, readonly packageVersion: string, readonly lockVersion: string, readonly changelog: string}} given
 * @returns {string} Markdown that ends with a line break
 * @throws {Error} a sentence that says what does not belong together
 */
export function releaseNotes({ tag, packageVersion, lockVersion, changelog }) {
  const version = tag.startsWith('v') ? tag.slice(1) : '';
  // What is not a version is not repeated: it may hold anything.
  if (!versionForm.test(version)) throw new Error('The tag is no version: it has to be like v1.2.3 or v1.2.3-beta.1.');
  if (packageVersion !== version) throw new Error(`The tag says ${version}, but package.json says another version. Change one of them.`);
  if (lockVersion !== version) throw new Error(`The tag says ${version}, but package-lock.json says another version. Run npm install --package-lock-only.`);
  const sections = sectionsOf(changelog);
  const forgotten = sections.find(({ name }) => name === 'Unreleased');
  if (forgotten !== undefined && hasEntries(forgotten.lines)) throw new Error(`CHANGELOG.md still has entries under [Unreleased]: they would be in ${version} and not told of. Move them under ## [${version}].`);
  const [section, ...more] = sections.filter(({ name }) => name === version);
  if (section === undefined) throw new Error(`CHANGELOG.md has no section ## [${version}] - YYYY-MM-DD.`);
  if (more.length > 0) throw new Error(`CHANGELOG.md has more than one section ## [${version}].`);
  if (!isDay(section.rest)) throw new Error(`The section ## [${version}] of CHANGELOG.md has no date: ## [${version}] - YYYY-MM-DD.`);
  if (!hasEntries(section.lines)) throw new Error(`The section ## [${version}] of CHANGELOG.md says nothing.`);
  const text = `${section.lines.join('\n').trim()}\n`;
  if (text.length > longestText) throw new Error(`The section ## [${version}] of CHANGELOG.md is too long for a release: ${text.length} characters of at most ${longestText}.`);
  return text;
}

/**
 * What stands under each heading of the second level; a `## [` in a block of code is none.
 * @param {string} changelog
 * @returns {readonly {readonly name: string, readonly rest: string, readonly lines: readonly string[]}[]}
 */
function sectionsOf(changelog) {
  /** @type {{name: string, rest: string, lines: string[]}[]} */
  const sections = [];
  let fence = '';
  for (const line of changelog.split(/\r?\n/)) {
    const [, mark = ''] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? [];
    if (fence === '') fence = mark;
    else if (mark.startsWith(fence) && line.trim() === mark) fence = '';
    const heading = fence === '' && mark === '' ? /^## \[([^\]]*)\](.*)$/.exec(line) : null;
    if (heading !== null) sections.push({ name: heading[1] ?? '', rest: heading[2] ?? '', lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}

/** Something besides headings and empty lines. @param {readonly string[]} lines */
function hasEntries(lines) {
  return lines.some((line) => line.trim() !== '' && !line.startsWith('#'));
}

/** ` - 2026-11-22`, a day that there is. @param {string} rest */
function isDay(rest) {
  const [, day = ''] = /^ - (\d{4}-\d{2}-\d{2})$/.exec(rest.trimEnd()) ?? [];
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

/** @param {string} file @returns {string} */
function versionIn(file) {
  const { version } = /** @type {{readonly version?: unknown}} */ (JSON.parse(readFileSync(join(root, file), 'utf8')));
  return typeof version === 'string' ? version : '';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { values } = parseArgs({ options: { tag: { type: 'string' }, signing: { type: 'string' }, sentence: { type: 'boolean' } } });
    const notes = releaseNotes({ tag: values.tag ?? '', packageVersion: versionIn('package.json'), lockVersion: versionIn('package-lock.json'), changelog: readFileSync(join(root, 'CHANGELOG.md'), 'utf8') });
    if (values.sentence === true) {
      const { newsSentence } = await import('../../electron/main/updates/news-sentence.ts');
      process.stdout.write(`${newsSentence(notes) ?? ''}\n`);
    } else process.stdout.write(values.signing === undefined ? notes : `${notes}\n${signingText(readSigning(values.signing), isSignedForUpdates(values.signing))}`);
  } catch (error) {
    process.stderr.write(`release notes: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
