import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

import { FuseState, type FuseV1Config, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { extractFile, getRawHeader, listPackage, statFile } from '@electron/asar';
import { NtExecutable, NtExecutableResource, Resource } from 'resedit';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';

import { budget } from '../../build/package/budget.mjs';
import { fuses } from '../../build/package/fuses.mjs';
import { nativeModules, plainModules } from '../../build/package/run-time-modules.mjs';
import { archiveIn, foldersOf, type PackedSystem, packedSystems } from '../support/package/packed.ts';

const root = path.join(import.meta.dirname, '..', '..');

/** All that may be in the archive. What is new in the app and not here fails: it may be a test, a source or a secret. */
const allowed: readonly RegExp[] = [
  /^package\.json$/,
  /^out\/main\/[\w.-]+\.js$/,
  /^out\/main\/release-keys\.json$/,
  /^out\/main\/icons\/[\w@.-]+\.(?:png|ico)$/,
  /^out\/preload\/page-ports\.cjs$/,
  /^out\/renderer\/(?:index\.html|color-scheme\.js|icon\.svg|licences\.json)$/,
  /^out\/renderer\/assets\/[\w.-]+\.(?:js|css|woff2|png|webp|svg)$/,
];

describe.for(packedSystems)('the package for $name', (system) => {
  it('has what the app is, and nothing else', () => {
    for (const folder of foldersOf(system)) {
      const files = filesOf(archiveIn(folder, system));
      expect(files.filter((file) => !allowed.some((pattern) => pattern.test(file)) && !isRunTimeModule(file, system))).toEqual([]);
      for (const needed of ['package.json', 'out/main/main.js', 'out/main/engine.js', 'out/preload/page-ports.cjs', 'out/renderer/index.html', ...neededModules(system)]) expect(files).toContain(needed);
    }
  });

  // A page that was built for developers does, React with it.
  it('says nothing of where it was built, and points to no sources', () => {
    const [folder = ''] = foldersOf(system);
    const archive = archiveIn(folder, system);
    const telling = filesOf(archive).filter((file) => /^(?:out|package)/.test(file) && [root, 'sourceMappingURL=data:'].some((text) => extractFile(archive, file).includes(text)));
    expect(telling).toEqual([]);
  });

  it('has a package.json without scripts and without what it is developed with', () => {
    const [folder = ''] = foldersOf(system);
    const packed = JSON.parse(extractFile(archiveIn(folder, system), 'package.json').toString()) as Record<string, unknown>;
    expect(packed).toMatchObject({ name: 'holdfast', type: 'module', main: 'out/main/main.js', desktopName: 'holdfast.desktop' });
    expect([packed['scripts'], packed['devDependencies']]).toEqual([undefined, undefined]);
  });

  it('has nothing outside the archive but the native keyring', () => {
    for (const folder of foldersOf(system)) {
      const unpacked = `${archiveIn(folder, system)}.unpacked`;
      const expected = natives(system).map((name) => `node_modules/${name}/${path.basename(name).replace('-', '.')}.node`);
      expect(filesBelow(unpacked).toSorted()).toEqual(expected.toSorted());
      expect(filesOf(archiveIn(folder, system)).filter((file) => isUnpacked(archiveIn(folder, system), file)).toSorted()).toEqual(expected.toSorted());
    }
  });

  it('weighs no more than was decided', () => {
    for (const folder of foldersOf(system)) {
      const archive = archiveIn(folder, system);
      expect(statSync(archive).size).toBeLessThanOrEqual(budget.archiveBytes);
      expect(filesBelow(`${archive}.unpacked`).reduce((sum, file) => sum + statSync(path.join(`${archive}.unpacked`, file)).size, 0)).toBeLessThanOrEqual(budget.unpackedBytes);
    }
  });

  it('has every fuse as it is named', async () => {
    for (const folder of foldersOf(system)) {
      const wire: FuseV1Config<FuseState> = await getCurrentFuseWire(path.join(folder, system.program));
      for (const fuse of everyFuse) expect([FuseV1Options[fuse], wire[fuse]]).toEqual([FuseV1Options[fuse], fuses[fuse] ? FuseState.ENABLE : FuseState.DISABLE]);
    }
  });
});

const everyFuse = Object.values(FuseV1Options).filter((value) => typeof value === 'number');

describe('the bundles', () => {
  it('is made of programs that Node can read', () => {
    // A bundler that puts a name in twice is noticed only when that part is first needed: once, when the recovery kit was.
    const system = find('linux');
    const [folder = ''] = foldersOf(system);
    const archive = archiveIn(folder, system);
    const programs = filesOf(archive).filter((file) => /^out\/.*\.c?js$/.test(file));
    const unreadable = programs.flatMap((file) => {
      const sourceType = file.endsWith('.cjs') ? 'commonjs' : file === 'out/renderer/color-scheme.js' ? 'script' : 'module';
      return parseSync(file, extractFile(archive, file).toString(), { sourceType, showSemanticErrors: true }).errors.map(({ message }) => `${file}: ${message}`);
    });
    expect(programs.length).toBeGreaterThan(50);
    expect(unreadable).toEqual([]);
  });
});

describe('what a program shows of itself', () => {
  it('on Windows: its name, and what the archive must be', () => {
    const system = find('win32');
    const [folder = ''] = foldersOf(system);
    const { entries } = NtExecutableResource.from(NtExecutable.from(readFileSync(path.join(folder, system.program))));
    const [version] = Resource.VersionInfo.fromEntries(entries);
    const [language] = version?.getAllLanguagesForStringValues() ?? [];
    expect(language === undefined ? undefined : version?.getStringValues(language)).toMatchObject({ ProductName: 'Holdfast', FileDescription: 'Holdfast', LegalCopyright: expect.stringContaining('The Holdfast authors') });
    const integrity = entries.find((entry) => entry.type === 'INTEGRITY' && entry.id === 'ELECTRONASAR');
    expect(JSON.parse(Buffer.from(integrity?.bin ?? new ArrayBuffer()).toString())).toEqual([{ file: String.raw`resources\app.asar`, alg: 'SHA256', value: headerHash(archiveIn(folder, system)) }]);
  });

  it('on Linux: where it looks for updates', () => {
    const system = find('linux');
    const [folder = ''] = foldersOf(system);
    // On Windows and macOS it is written together with the installers, which cannot be made here.
    const feed = readFileSync(path.join(folder, system.resources, 'app-update.yml'), 'utf8').split('\n');
    expect(feed).toEqual(expect.arrayContaining(['provider: github', 'owner: somebody', 'repo: holdfast']));
  });

  it('on macOS: what the archive must be, the links and the file that it opens', () => {
    const system = find('darwin');
    for (const folder of foldersOf(system)) {
      const list = readFileSync(path.join(folder, system.program, 'Contents', 'Info.plist'), 'utf8').replaceAll(/>\s+</g, '><');
      expect(list).toContain(`<key>Resources/app.asar</key><dict><key>algorithm</key><string>SHA256</string><key>hash</key><string>${headerHash(archiveIn(folder, system))}</string>`);
      expect(list).toContain('<key>CFBundleIdentifier</key><string>app.holdfast.desktop</string>');
      expect(list).toContain('<key>CFBundleURLSchemes</key><array><string>holdfast</string></array>');
      expect(list).toContain('<key>CFBundleTypeExtensions</key><array><string>holdfast</string></array>');
    }
  });

  it('on macOS: both halves have the same archive, without which they cannot become one', () => {
    const system = find('darwin');
    const archives = foldersOf(system).map((folder) => createHash('sha256').update(readFileSync(archiveIn(folder, system))).digest('hex'));
    expect(archives).toHaveLength(2);
    expect(new Set(archives).size).toBe(1);
  });
});

function find(platform: PackedSystem['platform']): PackedSystem {
  const system = packedSystems.find((each) => each.platform === platform);
  if (system === undefined) throw new Error(`Nothing is packed for ${platform}.`);
  return system;
}

/** Of the archive's table of contents, as Electron computes it when it starts. */
function headerHash(archive: string): string {
  return createHash('sha256').update(getRawHeader(archive).headerString).digest('hex');
}

function filesOf(archive: string): readonly string[] {
  return listPackage(archive, { isPack: false })
    .map((file) => file.replaceAll('\\', '/').replace(/^\//, ''))
    .filter((file) => !('files' in statFile(archive, file)));
}

function isUnpacked(archive: string, file: string): boolean {
  const entry = statFile(archive, file);
  return 'unpacked' in entry && entry.unpacked;
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

function natives({ platform, cpus }: PackedSystem): readonly string[] {
  return [...new Set(cpus.flatMap((cpu) => nativeModules(root, platform, cpu).map(({ name }) => name)))];
}

function isRunTimeModule(file: string, system: PackedSystem): boolean {
  const modules = [...plainModules, ...system.cpus.flatMap((cpu) => nativeModules(root, system.platform, cpu))];
  return modules.some(({ name, files }) => file.startsWith(`node_modules/${name}/`) && files.test(file.slice(`node_modules/${name}/`.length)));
}

function neededModules(system: PackedSystem): readonly string[] {
  return ['@napi-rs/keyring', '@fontsource/inter', ...natives(system)].map((name) => `node_modules/${name}/package.json`).concat('node_modules/@fontsource/inter/files/inter-latin-400-normal.woff', 'node_modules/@napi-rs/keyring/index.js');
}
