import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What of node_modules is in the package: the bundles in out/main hold everything else. `files` says which of a module's files,
 * so that nothing comes along that is not used.
 * @typedef {{ readonly name: string, readonly files: RegExp }} RunTimeModule
 *
 * @typedef {'darwin' | 'win32' | 'linux'} System as Node names it
 * @typedef {'x64' | 'arm64' | 'universal'} Cpu as electron-builder names it
 */

/** The native keyring, without the sources and types beside it. */
const keyring = '@napi-rs/keyring';

/** @type {readonly RunTimeModule[]} */
export const plainModules = [
  { name: keyring, files: /^(?:index\.js|package\.json|LICENSE)$/ },
  // For PDFs (electron/engine/kit/pdf-fonts.ts), in the three weights it asks for.
  { name: '@fontsource/inter', files: /^(?:package\.json|LICENSE|files\/inter-[a-z-]+-(?:400|600|700)-normal\.woff)$/ },
];

/** A package with the keyring's library for one kind of computer: nothing in it is left out. */
const nativeFiles = /^(?:package\.json|LICENSE[^/]*|[^/]+\.node)$/;

/**
 * The packages with the keyring's native library for one kind of computer. A Mac's package runs on both processors, so it has both.
 * @param {string} root the checkout
 * @param {System} system
 * @param {Cpu} cpu
 * @returns {readonly RunTimeModule[]}
 */
export function nativeModules(root, system, cpu) {
  const wanted = system === 'darwin' ? ['x64', 'arm64'] : [cpu];
  const packages = lockedPackages(root);
  const found = Object.keys(packages[`node_modules/${keyring}`]?.optionalDependencies ?? {}).flatMap((name) => {
    const entry = packages[`node_modules/${name}`];
    const [os] = entry?.os ?? [];
    const [processor] = entry?.cpu ?? [];
    const [libc] = entry?.libc ?? [];
    // Electron needs glibc, as every desktop has it.
    if (os !== system || processor === undefined || !wanted.includes(processor) || (libc ?? 'glibc') !== 'glibc') return [];
    return [{ name, files: nativeFiles }];
  });
  if (found.length !== wanted.length) throw new Error(`package-lock.json has no native keyring for ${system} ${cpu}.`);
  return found;
}

/**
 * @typedef {object} LockedPackage
 * @property {string} version
 * @property {string} [integrity]
 * @property {readonly string[]} [os]
 * @property {readonly string[]} [cpu]
 * @property {readonly string[]} [libc]
 * @property {Readonly<Record<string, string>>} [optionalDependencies]
 *
 * @param {string} root the checkout
 * @returns {Readonly<Record<string, LockedPackage | undefined>>} by path, as package-lock.json has them
 */
export function lockedPackages(root) {
  const lock = /** @type {{ readonly packages: Readonly<Record<string, LockedPackage | undefined>> }} */ (JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  return lock.packages;
}
