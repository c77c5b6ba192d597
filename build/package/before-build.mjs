import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { nativeFolder } from './natives.mjs';
import { nativeModules, plainModules } from './run-time-modules.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** How electron-builder.yml names the systems in `${os}`. */
const names = /** @type {const} */ ({ darwin: 'mac', win32: 'win', linux: 'linux' });

/**
 * electron-builder's hook: puts what is packed of node_modules into out/package/<os>-<arch>/node_modules. Without it electron-builder
 * would pack every dependency of package.json, of which all but a few are in the bundles already.
 * @param {{ readonly platform: { readonly nodeName: string }, readonly arch: string }} context
 * @returns {false} node_modules are seen to
 */
export function beforeBuild({ platform, arch }) {
  const system = /** @type {import('./run-time-modules.mjs').System} */ (platform.nodeName);
  const cpu = /** @type {import('./run-time-modules.mjs').Cpu} */ (arch);
  const natives = nativeModules(root, system, cpu).map(({ name, files }) => ({ name, files, folder: nativeFolder(root, name) }));
  // A universal package is packed twice, once for each processor, and then made one.
  for (const each of cpu === 'universal' ? ['x64', 'arm64'] : [cpu]) {
    const staged = join(root, 'out', 'package', `${names[system]}-${each}`);
    rmSync(staged, { recursive: true, force: true });
    for (const module of plainModules) copy(join(root, 'node_modules', module.name), join(staged, 'node_modules', module.name), module.files);
    for (const module of natives) copy(module.folder, join(staged, 'node_modules', module.name), module.files);
  }
  return false;
}

/**
 * @param {string} from @param {string} to
 * @param {RegExp} wanted by path inside the module
 */
function copy(from, to, wanted) {
  if (!existsSync(from)) throw new Error(`${from} is missing: run npm ci.`);
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const path = relative(from, join(entry.parentPath, entry.name)).replaceAll('\\', '/');
    if (!entry.isFile() || !wanted.test(path)) continue;
    mkdirSync(dirname(join(to, path)), { recursive: true });
    cpSync(join(from, path), join(to, path));
  }
}
