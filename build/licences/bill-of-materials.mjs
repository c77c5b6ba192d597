import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { licenceOf } from './collect.mjs';
import { lockedPackages, manifestOf, shippedPackages, sorted, sortedTexts } from './shipped.mjs';

/**
 * What is given out with Holdfast, as CycloneDX 1.6 has it: from package-lock.json alone, so without a time, a folder or a server's name, and
 * with a serial number that follows from what is in it.
 * @param {string} root the checkout, with node_modules
 */
export function billOfMaterials(root) {
  const { version, license, description } = /** @type {{ readonly version: string, readonly license: string, readonly description: string }} */ (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const locked = lockedPackages(root);
  const shipped = shippedPackages(root);
  const refs = new Map(shipped.map((each) => [each.path, purl(each)]));
  /** @type {Map<string, ReturnType<typeof component>>} */
  const components = new Map();
  /** @type {Map<string, Set<string>>} */
  const needs = new Map();
  for (const each of shipped) {
    const ref = purl(each);
    components.set(ref, component(root, each));
    const { dependencies, optionalDependencies, peerDependencies } = each.locked;
    // Electron's own are what fetches it.
    const names = each.name === 'electron' ? [] : Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
    needs.set(ref, new Set([...(needs.get(ref) ?? []), ...names.flatMap((name) => refs.get(resolved(locked, each.path, name)) ?? [])]));
  }
  const self = `pkg:generic/holdfast@${version}`;
  const direct = [...Object.keys(locked['']?.dependencies ?? {}), 'electron'].flatMap((name) => refs.get(`node_modules/${name}`) ?? []);
  const body = {
    version: 1,
    metadata: {
      component: { type: 'application', 'bom-ref': self, name: 'holdfast', version, description, licenses: licences(license), purl: self },
    },
    components: sorted(components.values(), (each) => each.purl),
    dependencies: [{ ref: self, dependsOn: sortedTexts(direct) }, ...sorted(needs, ([ref]) => ref).map(([ref, dependsOn]) => ({ ref, dependsOn: sortedTexts(dependsOn) }))],
  };
  return { $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json', bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber: serialOf(body), ...body };
}

/** @param {string} root @param {import('./shipped.mjs').Shipped} shipped */
function component(root, shipped) {
  const { name, version, path, locked } = shipped;
  const [group, short] = name.startsWith('@') ? name.split('/') : [undefined, name];
  const licence = licenceOf({ name, version, named: locked.license ?? manifestOf(root, path)?.license });
  return {
    type: name === 'electron' ? 'framework' : 'library',
    'bom-ref': purl(shipped),
    ...(group === undefined ? {} : { group }),
    name: short ?? name,
    version,
    scope: 'required',
    hashes: hashes(locked.integrity ?? ''),
    ...(licence === undefined ? {} : { licenses: licences(licence) }),
    purl: purl(shipped),
  };
}

/** @param {string} expression */
function licences(expression) {
  return /[\s()]/.test(expression) ? [{ expression }] : [{ license: { id: expression } }];
}

/** Of the archive that npm gave, as package-lock.json has it. @param {string} integrity */
function hashes(integrity) {
  const names = /** @type {const} */ ({ sha1: 'SHA-1', sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' });
  return integrity.split(' ').flatMap((each) => {
    const [, algorithm = '', digest = ''] = /^(sha\d+)-(.+)$/.exec(each) ?? [];
    const alg = names[/** @type {keyof typeof names} */ (algorithm)];
    return alg === undefined ? [] : [{ alg, content: Buffer.from(digest, 'base64').toString('hex') }];
  });
}

/** @param {{ readonly name: string, readonly version: string }} shipped */
function purl({ name, version }) {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${encodeURIComponent(version)}`;
}

/**
 * Where Node finds a package from inside of another.
 * @param {Readonly<Record<string, unknown>>} locked @param {string} from @param {string} name
 * @returns {string} its path, or '' where it is not installed
 */
function resolved(locked, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (locked[path] !== undefined) return path;
    if (folder === '') return '';
  }
}

/** A UUID (RFC 9562, version 8) of the contents. @param {object} body */
function serialOf(body) {
  const digest = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  const variant = ((Number.parseInt(digest.slice(16, 17), 16) & 3) | 8).toString(16);
  return `urn:uuid:${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}
