import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * For packages that name their licence and forgot its text.
 * @param {string} licence SPDX name @param {unknown} author as package.json has it
 * @returns {readonly string[]} none where a person has to look
 */
export function standardText(licence, author) {
  if (licence !== 'MIT' && licence !== 'Apache-2.0') return [];
  const text = readFileSync(join(import.meta.dirname, `${licence}.txt`), 'utf8').replace(/\r\n/g, '\n').trim();
  return [licence === 'MIT' ? text.replace('MIT License', `MIT License\n\nCopyright (c) ${nameOf(author)}`) : text];
}

/** @param {unknown} author `Name <mail>`, or an object with it */
function nameOf(author) {
  const named = typeof author === 'object' && author !== null && 'name' in author ? author.name : author;
  return typeof named === 'string' && named.trim() !== '' ? named.replace(/\s*[<(].*$/s, '').trim() : 'its authors';
}
