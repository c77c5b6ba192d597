import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Locked what package-lock.json says of one package
 * @property {string} version
 * @property {string} [name] where it is not installed by its own
 * @property {string} [license]
 * @property {string} [integrity]
 * @property {boolean} [dev]
 * @property {boolean} [devOptional]
 * @property {boolean} [link]
 * @property {boolean} [optional]
 * @property {readonly string[]} [os]
 * @property {readonly string[]} [cpu]
 * @property {readonly string[]} [libc]
 * @property {Readonly<Record<string, string>>} [dependencies]
 * @property {Readonly<Record<string, string>>} [optionalDependencies]
 * @property {Readonly<Record<string, string>>} [peerDependencies]
 *
 * @typedef {object} Shipped a package of which something may be in what is given out
 * @property {string} name
 * @property {string} version
 * @property {string} path as package-lock.json names it: node_modules/a/node_modules/b
 * @property {Locked} locked
 */

/** Is in the list of what is used to build, and given out as a whole. */
const electron = 'node_modules/electron';

/** What packages are made for (electron-builder.yml). */
const systems = ['darwin', 'win32', 'linux'];
const processors = ['x64', 'arm64'];

/**
 * The production dependencies, all they depend on, and Electron. The bundles leave out much of it; what they take is never more than this,
 * because nothing of the program may import a development dependency (.dependency-cruiser.cjs).
 * @param {string} root the checkout
 * @returns {readonly Shipped[]} by name, then version
 */
export function shippedPackages(root) {
  const packages = Object.entries(lockedPackages(root))
    .filter(([path, locked]) => path === electron || (path.startsWith('node_modules/') && !locked.dev && !locked.devOptional && !locked.link && isForUs(locked)))
    .map(([path, locked]) => ({ name: locked.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), version: locked.version, path, locked }));
  return sorted(packages, ({ name, version, path }) => `${name} ${version} ${path}`);
}

/**
 * @param {string} root
 * @returns {Readonly<Record<string, Locked>>} by path
 */
export function lockedPackages(root) {
  const { packages } = /** @type {{ readonly packages: Readonly<Record<string, Locked>> }} */ (JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  return packages;
}

/** @param {Locked} locked */
function isForUs({ os, cpu, libc }) {
  return (os ?? systems).some((each) => systems.includes(each)) && (cpu ?? processors).some((each) => processors.includes(each)) && (libc ?? ['glibc']).includes('glibc');
}

/**
 * A package as it names itself, where it is installed: one for another system is not.
 * @param {string} root @param {string} path
 * @returns {{ readonly license?: unknown, readonly author?: unknown } | undefined}
 */
export function manifestOf(root, path) {
  const file = join(root, path, 'package.json');
  return existsSync(file) ? /** @type {object} */ (JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

/**
 * Not by the language of this computer: the same everywhere.
 * @template T
 * @param {Iterable<T>} list @param {(item: T) => string} by
 * @returns {T[]}
 */
export function sorted(list, by) {
  const copy = [...list];
  copy.sort((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0));
  return copy;
}

/** @param {string} text */
const itself = (text) => text;

/** @param {Iterable<string>} list */
export function sortedTexts(list) {
  return sorted(list, itself);
}
