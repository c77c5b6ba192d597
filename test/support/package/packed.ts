import path from 'node:path';
import { inject } from 'vitest';

/** A system that the tests pack for, and where its packer puts things. */
export interface PackedSystem {
  readonly name: string;
  readonly platform: 'linux' | 'win32' | 'darwin';
  /** As electron-builder names it. */
  readonly flag: '--linux' | '--win' | '--mac';
  /** A Mac's halves are packed one beside the other: making them one takes a Mac. */
  readonly cpus: readonly ('x64' | 'arm64')[];
  /** Folders of what was packed, one for each processor. */
  readonly folders: readonly string[];
  /** From there to what has the fuses (@electron/fuses knows the rest), and to the folder with app.asar. */
  readonly program: string;
  readonly resources: string;
}

export const packedSystems: readonly PackedSystem[] = [
  { name: 'Linux', platform: 'linux', flag: '--linux', cpus: ['x64'], folders: ['linux-unpacked'], program: 'holdfast', resources: 'resources' },
  { name: 'Windows', platform: 'win32', flag: '--win', cpus: ['x64'], folders: ['win-unpacked'], program: 'Holdfast.exe', resources: 'resources' },
  { name: 'macOS', platform: 'darwin', flag: '--mac', cpus: ['x64', 'arm64'], folders: ['mac', 'mac-arm64'], program: 'Holdfast.app', resources: path.join('Holdfast.app', 'Contents', 'Resources') },
];

/** Where each folder that was packed for a system is. */
export function foldersOf(system: PackedSystem): readonly string[] {
  return system.folders.map((folder) => path.join(inject('packages'), system.platform, folder));
}

export function archiveIn(folder: string, { resources }: PackedSystem): string {
  return path.join(folder, resources, 'app.asar');
}
