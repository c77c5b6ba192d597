import { chmod, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..', '..', '..');

export interface Packaged {
  /** For `Desktop.start`. */
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  /** The AppImage that runs. */
  readonly appImage: string;
  /** What started of a package that was installed: a line for each start. */
  readonly started: () => Promise<readonly string[]>;
}

/**
 * The built program as in a package, in a folder of its own: with these keys in it, and with its `app-update.yml` beside it. What runs counts as an AppImage,
 * whose file lies there, too.
 */
export async function packaged(folder: string, { keys, feed, version = '0.1.0' }: { readonly keys: readonly string[]; readonly feed: string; readonly version?: string }): Promise<Packaged> {
  const program = path.join(folder, 'program');
  const resources = path.join(folder, 'resources');
  const apps = path.join(folder, 'apps');
  await Promise.all([program, resources, apps].map((each) => mkdir(each, { recursive: true })));
  await cp(path.join(root, 'out', 'main'), path.join(program, 'out', 'main'), { recursive: true });
  await cp(path.join(root, 'out', 'preload'), path.join(program, 'out', 'preload'), { recursive: true });
  await cp(path.join(root, 'out', 'renderer'), path.join(program, 'out', 'renderer'), { recursive: true });
  await symlink(path.join(root, 'node_modules'), path.join(program, 'node_modules'));
  await writeFile(path.join(program, 'package.json'), JSON.stringify({ name: 'holdfast', type: 'module', main: 'out/main/main.js' }));
  await writeFile(path.join(program, 'out', 'main', 'release-keys.json'), JSON.stringify(keys));
  await writeFile(path.join(resources, 'app-update.yml'), feed);
  const appImage = path.join(apps, 'Holdfast.AppImage');
  await writeFile(appImage, 'the old one');
  await chmod(appImage, 0o755);
  const marks = path.join(folder, 'started');
  return {
    program,
    appImage,
    env: { ELECTRON_DOUBLE_RESOURCES: resources, ELECTRON_DOUBLE_VERSION: version, APPIMAGE: appImage, UPDATE_TEST_MARKS: marks, XDG_CACHE_HOME: path.join(folder, 'cache') },
    started: () => readFile(marks, 'utf8').then((text) => text.trim().split('\n'), () => []),
  };
}

/** A package that says when it is started: where it lies, and with what. */
export function sayingPackage(version: string): Buffer {
  return Buffer.from(`#!/bin/sh\necho "${version} $0 $* silent=$APPIMAGE_SILENT_INSTALL" >> "$UPDATE_TEST_MARKS"\n`);
}
