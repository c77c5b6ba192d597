import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

interface LockedPackage {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const text = readFileSync(join(import.meta.dirname, '..', '..', '..', 'package-lock.json'), 'utf8');
const { packages } = JSON.parse(text) as { readonly packages: Readonly<Record<string, LockedPackage>> };

describe('package-lock.json', () => {
  /**
   * `npm install` silently leaves out an optional package that the registry does not have (yet), and `npm ci` then
   * refuses the whole lock file on every machine: "Missing … from lock file". Take the version before, in that case.
   */
  it('locks every optional package, so that npm ci takes it on every kind of computer', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(name)).map((name) => `${name}, which ${path} asks for`),
    );
    expect(missing).toEqual([]);
  });

  it('carries a checksum for every package that is downloaded', () => {
    const downloaded = Object.entries(packages).filter(([path, entry]) => path.startsWith('node_modules/') && entry.link !== true);
    expect(downloaded.length).toBeGreaterThan(100);
    expect(downloaded.filter(([path, entry]) => entry.integrity === undefined && !isBundled(path)).map(([path]) => path)).toEqual([]);
  });

  it('names no registry, so that each computer uses its own', () => {
    expect(text).not.toMatch(/"resolved": "https?:/);
  });
});

function isLocked(name: string): boolean {
  return Object.keys(packages).some((path) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`));
}

/** Packed inside another package, whose checksum covers it. */
function isBundled(path: string): boolean {
  return path.lastIndexOf('/node_modules/') > 0 && 'inBundle' in (packages[path] ?? {});
}
