import type { SuggestedPlace } from '../engine.ts';
import type { ComputerFolders } from '../ports/computer-folders.ts';
import { serviceOf } from './sync-services.ts';

interface Candidate {
  /** The folder that is there. */
  readonly base: string;
  readonly label: string;
  readonly kind: SuggestedPlace['kind'];
}

/** Backups go into a folder of their own, which is made when the place is added. */
const ownFolder = 'Holdfast';

/**
 * Folders that make sense for backups, the best first: the person's documents, which are always there when a backup is due; then drives that
 * can be put away; then folders that another computer gets a copy of.
 * @param documents the person's documents folder.
 */
export async function suggestPlaces(computer: ComputerFolders, documents: string): Promise<readonly SuggestedPlace[]> {
  const candidates = [await ownDocuments(computer, documents), ...(await externalDrives(computer)), ...(await syncedFolders(computer))];
  const usable = await Promise.all(candidates.map(async (each) => ((await computer.isWritable(each.base)) ? [each] : [])));
  return Promise.all(
    usable.flat().map(async ({ base, label, kind }) => ({ path: computer.join(base, ownFolder), label, kind, freeSpace: await computer.freeSpace(base) })),
  );
}

async function ownDocuments(computer: ComputerFolders, documents: string): Promise<Candidate> {
  if (!(await computer.isFolder(documents))) return { base: computer.home, label: 'Your folder', kind: 'this-computer' };
  // On many Windows computers the documents lie inside OneDrive.
  const service = documents.split(/[\\/]/).map(serviceOf).find((each) => each !== undefined);
  if (service === undefined) return { base: documents, label: 'Documents', kind: 'this-computer' };
  return { base: documents, label: `Documents (${service})`, kind: 'synced-folder' };
}

async function externalDrives(computer: ComputerFolders): Promise<readonly Candidate[]> {
  switch (computer.platform) {
    case 'windows':
      return drives(computer, await driveLetters(computer));
    case 'mac':
      return drives(computer, await foldersIn(computer, '/Volumes'));
    case 'linux': {
      const roots = [`/media/${computer.userName}`, `/run/media/${computer.userName}`, '/media', '/mnt'];
      return drives(computer, (await Promise.all(roots.map((root) => foldersIn(computer, root)))).flat());
    }
  }
}

async function driveLetters(computer: ComputerFolders): Promise<readonly Omit<Candidate, 'kind'>[]> {
  const letters = Array.from('DEFGHIJKLMNOPQRSTUVWXYZ');
  // Google's program shows itself as a drive; what is to be copied goes into a folder there.
  const found = await Promise.all(letters.map(async (letter) => ((await computer.isFolder(googleFolder(letter))) ? [] : [{ base: `${letter}:\\`, label: `Drive ${letter}:` }])));
  return found.flat();
}

function googleFolder(letter: string): string {
  return `${letter}:\\My Drive`;
}

async function foldersIn(computer: ComputerFolders, root: string): Promise<readonly Omit<Candidate, 'kind'>[]> {
  return (await computer.inside(root)).map((name) => ({ base: computer.join(root, name), label: name }));
}

/** Those of them that are another disk: under these folders there are also links to this one. */
async function drives(computer: ComputerFolders, folders: readonly Omit<Candidate, 'kind'>[]): Promise<readonly Candidate[]> {
  const found = await Promise.all(folders.map(async (each) => ((await computer.isFolder(each.base)) && (await computer.isOtherDisk(each.base)) ? [each] : [])));
  return found.flat().map((each) => ({ ...each, kind: 'external-drive' }));
}

/** Folders that a program keeps a copy of elsewhere, by the names those programs give them. */
async function syncedFolders(computer: ComputerFolders): Promise<readonly Candidate[]> {
  const { home, platform } = computer;
  const inHome = (await computer.inside(home)).flatMap((name): readonly Omit<Candidate, 'kind'>[] => {
    const service = serviceOf(name);
    return service === undefined ? [] : [{ base: computer.join(home, name), label: service }];
  });
  const elsewhere: Omit<Candidate, 'kind'>[] = [];
  if (platform === 'mac') {
    const cloud = computer.join(home, 'Library', 'CloudStorage');
    for (const name of await computer.inside(cloud)) {
      // `GoogleDrive-ada@example.com` holds “My Drive” and the drives of teams; only the first takes files.
      const base = name.startsWith('GoogleDrive') ? computer.join(cloud, name, 'My Drive') : computer.join(cloud, name);
      const service = serviceOf(name);
      if (service !== undefined) elsewhere.push({ base, label: service });
    }
    elsewhere.push({ base: computer.join(home, 'Library', 'Mobile Documents', 'com~apple~CloudDocs'), label: 'iCloud Drive' });
  }
  if (platform === 'windows') for (const letter of 'DEFGHIJKLMNOPQRSTUVWXYZ') elsewhere.push({ base: googleFolder(letter), label: 'Google Drive' });
  const found = await Promise.all([...inHome, ...elsewhere].map(async (each) => ((await computer.isFolder(each.base)) ? [each] : [])));
  return found.flat().map((each) => ({ ...each, kind: 'synced-folder' }));
}
