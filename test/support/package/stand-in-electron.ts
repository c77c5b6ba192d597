import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { FuseV1Options } from '@electron/fuses';
import { Format, NtExecutable, NtExecutableResource, Resource } from 'resedit';

/** What stands before the fuses in Electron's program, and by which they are found. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** As Electron is published: what is on before anybody decides. */
const asPublished: Readonly<Record<FuseV1Options, boolean>> = {
  [FuseV1Options.RunAsNode]: true,
  [FuseV1Options.EnableCookieEncryption]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: true,
  [FuseV1Options.EnableNodeCliInspectArguments]: true,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: false,
  [FuseV1Options.OnlyLoadAppFromAsar]: false,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: true,
  [FuseV1Options.WasmTrapHandlers]: true,
};

/**
 * A folder as Electron is published for a system, of a few kilobytes: what a packer renames, writes into and reads is there, and
 * nothing of it runs.
 */
export async function writeStandInElectron(folder: string, system: 'linux' | 'win32' | 'darwin', fuses = Object.values(asPublished)): Promise<void> {
  const wire = Buffer.concat([Buffer.from(sentinel), Buffer.from([1, fuses.length]), Buffer.from(fuses.map((on) => (on ? '1' : '0')).join(''))]);
  if (system === 'darwin') return writeMac(path.join(folder, 'Electron.app', 'Contents'), wire);
  for (const name of ['resources.pak', 'icudtl.dat', 'locales/en-US.pak', 'LICENSE', 'LICENSES.chromium.html']) await write(path.join(folder, name), '');
  if (system === 'win32') await write(path.join(folder, 'electron.exe'), windowsProgram(wire));
  else await write(path.join(folder, 'electron'), Buffer.concat([Buffer.from('#!/bin/sh\nexit 1\n'), wire]));
}

/** A program of Windows with nothing but its version and the fuses. */
function windowsProgram(wire: Uint8Array): Uint8Array {
  const program = NtExecutable.createEmpty(false, false);
  program.setSectionByEntry(Format.ImageDirectoryEntry.Architecture, {
    info: { name: '.fuses', virtualSize: wire.byteLength, virtualAddress: 0, sizeOfRawData: wire.byteLength, pointerToRawData: 0, pointerToRelocations: 0, pointerToLineNumbers: 0, numberOfRelocations: 0, numberOfLineNumbers: 0, characteristics: 0x40000040 },
    data: Uint8Array.from(wire).buffer,
  });
  const resources = NtExecutableResource.from(program);
  const version = Resource.VersionInfo.createEmpty();
  version.setStringValues({ lang: 1033, codepage: 1200 }, { FileDescription: 'Electron', ProductName: 'Electron' });
  version.outputToResourceEntries(resources.entries);
  resources.outputResource(program);
  return new Uint8Array(program.generate());
}

/** An app of macOS: its property lists, the program, its helpers, and the framework that has the fuses. */
async function writeMac(contents: string, wire: Uint8Array): Promise<void> {
  await write(path.join(contents, 'Info.plist'), propertyList('Electron'));
  await write(path.join(contents, 'MacOS', 'Electron'), '#!/bin/sh\nexit 1\n');
  await write(path.join(contents, 'Resources', 'electron.icns'), '');
  await write(path.join(contents, 'Frameworks', 'Electron Framework.framework', 'Electron Framework'), wire);
  for (const kind of ['', ' (GPU)', ' (Plugin)', ' (Renderer)']) {
    const name = `Electron Helper${kind}`;
    const helper = path.join(contents, 'Frameworks', `${name}.app`, 'Contents');
    await write(path.join(helper, 'Info.plist'), propertyList(name));
    await write(path.join(helper, 'MacOS', name), '#!/bin/sh\nexit 1\n');
  }
}

function propertyList(name: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>CFBundleExecutable</key><string>${name}</string><key>CFBundleName</key><string>${name}</string></dict></plist>
`;
}

async function write(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content, { mode: 0o755 });
}
