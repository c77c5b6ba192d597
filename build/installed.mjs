import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Is what lies in node_modules what package-lock.json asks for? Compares the lock file with the one npm itself keeps
 * inside node_modules (`.package-lock.json`, written last, so an interrupted install has none). That way a tree
 * installed by hand counts as installed, and a pull that moved the lock file does not. A few milliseconds.
 * @param {string} root the checkout
 * @returns {string | undefined} why something has to be installed, or undefined when all is there
 */
export function whyInstall(root) {
  const wanted = lockedPackages(join(root, 'package-lock.json'));
  if (wanted === undefined) throw new Error('package-lock.json is missing or unreadable.');
  const present = lockedPackages(join(root, 'node_modules', '.package-lock.json'));
  if (present === undefined) return 'nothing is installed yet';
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = present[path];
    // What is optional is left out on a machine it is not made for.
    if (found === undefined ? entry.optional !== true : !samePackage(entry, found)) return 'package-lock.json asks for other packages';
  }
  if (Object.keys(present).some((path) => wanted[path] === undefined)) return 'package-lock.json asks for fewer packages';
  return undefined;
}

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [optional]
 * @property {Readonly<Record<string, string>>} [optionalDependencies]
 *
 * @param {string} path
 * @returns {Readonly<Record<string, LockedPackage>> | undefined}
 */
function lockedPackages(path) {
  try {
    const lock = /** @type {{ readonly packages?: Readonly<Record<string, LockedPackage>> }} */ (JSON.parse(readFileSync(path, 'utf8')));
    return lock.packages ?? {};
  } catch {
    return undefined;
  }
}

/** @param {LockedPackage} a @param {LockedPackage} b */
function samePackage(a, b) {
  return a.version === b.version && a.integrity === b.integrity && JSON.stringify(a.optionalDependencies) === JSON.stringify(b.optionalDependencies);
}
