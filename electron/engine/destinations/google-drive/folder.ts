import { HoldfastError } from '../../../../shared/model/errors.ts';
import type { DriveFolder } from '../../ports/google-accounts.ts';
import { folderFields, folderSchema, folderType } from './answers.ts';
import type { Asking, DriveCalls } from './drive-calls.ts';
import { read } from './drive-calls.ts';
import { folderInTrash, folderNotShown, sharedDriveNotShown } from './drive-errors.ts';

/** Tells a folder made by us from one that a person made inside it. */
const mark = { holdfast: 'place' } as const;

/** Makes a folder at the top of the Drive, or of a shared drive. Drive takes several of one name. */
export async function createFolder(calls: DriveCalls, name: string, sharedDriveId: string | undefined, asking: Asking): Promise<DriveFolder> {
  if (name.trim() === '') throw new HoldfastError('invalid-input', 'The folder has no name.', { nextStep: 'Give the folder a name.' });
  const requestBody = { name, mimeType: folderType, appProperties: mark, ...(sharedDriveId === undefined ? {} : { parents: [sharedDriveId] }) };
  const answer = await calls.find(asking, (signal) => calls.connection.files.create({ requestBody, fields: folderFields, supportsAllDrives: true }, { signal }));
  if (answer === undefined) throw sharedDriveNotShown();
  return toFolder(read(folderSchema, answer.data, asking));
}

/** Every such folder that Google shows, by name: on a new computer, this is how backups are found again. */
export async function findFolders(calls: DriveCalls, asking: Asking): Promise<readonly DriveFolder[]> {
  const q = `mimeType = '${folderType}' and trashed = false and appProperties has { key='holdfast' and value='${mark.holdfast}' }`;
  const found: DriveFolder[] = [];
  for await (const folder of calls.search({ q }, folderFields, folderSchema, asking)) found.push(toFolder(folder));
  return found.toSorted((one, other) => (one.name === other.name ? compare(one.id, other.id) : compare(one.name, other.name)));
}

/**
 * The folder, looked at anew.
 * @param account whose folder it was when the place was added
 * @throws not-found (details.reason = `place-gone`) when Drive does not show it or it is in the trash
 */
export async function lookAtFolder(calls: DriveCalls, id: string, account: string | undefined, asking: Asking): Promise<DriveFolder> {
  const answer = await calls.find(asking, (signal) => calls.connection.files.get({ fileId: id, fields: folderFields, supportsAllDrives: true }, { signal }));
  if (answer === undefined) throw folderNotShown({ current: await calls.account(asking), expected: account });
  const folder = read(folderSchema, answer.data, asking);
  if (folder.trashed === true) throw folderInTrash(folder.name);
  return toFolder(folder);
}

function toFolder({ id, name, driveId }: { readonly id: string; readonly name: string; readonly driveId?: string | undefined }): DriveFolder {
  return { id, name, ...(driveId === undefined ? {} : { driveId }) };
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
