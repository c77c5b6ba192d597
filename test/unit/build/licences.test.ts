import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { isAllowed } from '../../../build/licences/allowed.mjs';
import { collectLicences } from '../../../build/licences/collect.mjs';
import { asText } from '../../../build/licences/text.mjs';

const checkout = fileURLToPath(new URL('../../..', import.meta.url));

describe('the licences of what is given out', () => {
  const { notices, problems } = collectLicences(checkout);
  const packages = new Map(notices.flatMap((notice) => notice.packages).map(({ name, licence }) => [name, licence]));

  it('all go with that of Holdfast, and all have their text', () => {
    expect(problems).toEqual([]);
    expect(notices.every(({ text }) => text.length > 100)).toBe(true);
  });

  it('are of Electron, fonts, what is in the bundles and the keyring of each system; not of what only builds', () => {
    expect(['electron', '@fontsource-variable/inter', '@fontsource-variable/fraunces', 'react', '@napi-rs/keyring', '@napi-rs/keyring-darwin-arm64', '@napi-rs/keyring-win32-x64-msvc', '@napi-rs/keyring-linux-x64-gnu'].map((name) => packages.get(name))).toEqual(['MIT', 'OFL-1.1', 'OFL-1.1', 'MIT', 'MIT', 'MIT', 'MIT', 'MIT']);
    expect(['vitest', 'electron-builder', 'typescript', '@napi-rs/keyring-freebsd-x64'].filter((name) => packages.has(name))).toEqual([]);
  });

  it('are one file in which every package and every text is found', () => {
    const file = asText(notices);
    expect(notices.filter(({ text, packages: [first] }) => !file.includes(text) || !file.includes(`${first?.name} ${first?.version} (${first?.licence})`))).toEqual([]);
    expect(file).toContain('SIL OPEN FONT LICENSE');
    expect(file).not.toContain(checkout);
  });
});

describe('a package that must not be given out', () => {
  let root = '';

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'holdfast-licences-'));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function install(packages: Readonly<Record<string, { readonly license?: unknown; readonly text?: string; readonly dev?: true }>>): readonly string[] {
    const locked = Object.fromEntries(Object.entries(packages).map(([name, { license, dev }]) => [`node_modules/${name}`, { version: '1.0.0', license, dev }]));
    write('package-lock.json', JSON.stringify({ packages: { '': {}, ...locked } }));
    for (const [name, { license, text }] of Object.entries(packages)) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', license }));
      if (text !== undefined) write(`node_modules/${name}/LICENSE`, text);
    }
    return collectLicences(root).problems;
  }

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  it('is caught by its licence, and only where it is given out', () => {
    expect(install({ good: { license: 'MIT', text: 'MIT' }, gnu: { license: 'GPL-3.0-only', text: 'GPL' }, builder: { license: 'GPL-3.0-only', dev: true } })).toEqual(['gnu 1.0.0 has the licence GPL-3.0-only, which is not in the list of build/licences/allowed.mjs.']);
  });

  it('is caught when it names none, even where there is a text that might be one', () => {
    expect(install({ silent: { text: 'Do what you like' } })).toEqual([expect.stringMatching(/^silent 1\.0\.0 names no licence/)]);
  });

  it('is caught when the text is missing and is not the same for everybody', () => {
    expect(install({ font: { license: 'OFL-1.1' }, brief: { license: 'MIT' } })).toEqual(['font 1.0.0 comes without the text of its licence, OFL-1.1.']);
  });

  it('has what it may be used under said in any way that SPDX has', () => {
    expect(['MIT', '(MIT OR GPL-2.0)', 'MIT AND (GPL-2.0 OR ISC)', 'GPL-2.0 OR Apache-2.0'].map(isAllowed)).toEqual([true, true, true, true]);
    expect(['MIT AND GPL-2.0', 'GPL-2.0 OR LGPL-3.0', '(MIT', 'MIT)', 'MIT ISC', 'Apache-2.0 WITH LLVM-exception', 'SEE LICENSE IN LICENSE', 'UNLICENSED', '', 'AND', '(MIT OR ) AND MIT'].map(isAllowed)).toEqual(Array<boolean>(11).fill(false));
  });
});
