import { HoldfastError, isHoldfastError } from '../../../../shared/model/errors.ts';
import { throwIfCancelled } from '../../ports/cancel.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DriveFolder } from '../../ports/google-accounts.ts';
import { assertRange, clampRange } from '../../ports/object-body.ts';
import { assertKeyPrefix, assertObjectKey } from '../../ports/object-key.ts';
import type { CallOptions, GetOptions, ObjectBody, ObjectInfo, ObjectStore, PutOptions, StoreCapabilities } from '../../ports/object-store.ts';
import type { DriveFile } from './answers.ts';
import type { GoogleAccess } from './connection.ts';
import { connectGoogle } from './connection.ts';
import type { Asking } from './drive-calls.ts';
import { DriveCalls } from './drive-calls.ts';
import { objectExists, objectNotShown, unreadableAnswer } from './drive-errors.ts';
import { createFolder, findFolders, lookAtFolder } from './folder.ts';
import { filesWithKey, filesWithPrefix, keyOf } from './object-properties.ts';
import { Uploads } from './uploads.ts';

export interface GoogleDriveOptions {
  readonly access: GoogleAccess;
  readonly clock: Clock;
}

export interface GoogleDrivePlace extends GoogleDriveOptions {
  /** Of a folder that `createGoogleDriveFolder` made. */
  readonly folderId: string;
  /** The address of the Google account that had the folder when the place was added, for saying which one to sign in with. */
  readonly account?: string;
  /** Bytes of one request of an upload, a multiple of 256 KiB. */
  readonly chunkSize?: number;
}

/** Of every folder in Google Drive; whether it can tell its free space is known once it was looked at. */
export const driveCapabilities = { maxConcurrency: 4, createOnly: false, versioned: false, nearby: false } as const satisfies StoreCapabilities;

/**
 * A place in a folder of Google Drive. Which of the port's promises Drive keeps by itself, and how the others are kept, is
 * in docs/adr/0016-google-drive.md.
 * @throws invalid-input when that is no id of a folder; not-found when Drive does not show the folder (details.reason =
 *   `place-gone`); auth-expired, auth-revoked, permission-denied, network …
 */
export async function openGoogleDrive({ access, clock, folderId, account, chunkSize }: GoogleDrivePlace, { signal }: CallOptions): Promise<ObjectStore> {
  if (!/^[A-Za-z0-9_-]{1,200}$/.test(folderId)) throw new HoldfastError('invalid-input', 'That is no folder of Google Drive.', { nextStep: 'Remove the place and add it again; what is stored there stays.' });
  const calls = new DriveCalls(connectGoogle(access), clock);
  const folder = await lookAtFolder(calls, folderId, account, { doing: 'open', signal });
  return new GoogleDrive(calls, folder, account, new Uploads(calls, folder.id, chunkSize));
}

/**
 * Makes a folder for a place.
 * @param sharedDriveId puts it into that shared drive
 * @throws invalid-input when the name is empty; quota-exceeded; permission-denied; as `openGoogleDrive`
 */
export async function createGoogleDriveFolder({ access, clock }: GoogleDriveOptions, folder: { readonly name: string; readonly sharedDriveId?: string }, { signal }: CallOptions): Promise<DriveFolder> {
  return createFolder(new DriveCalls(connectGoogle(access), clock), folder.name, folder.sharedDriveId, { doing: 'make-folder', signal });
}

/**
 * The folders that this program ever made with this client id, on any computer, in the account that is signed in.
 * @throws as `openGoogleDrive`
 */
export async function findGoogleDriveFolders({ access, clock }: GoogleDriveOptions, { signal }: CallOptions): Promise<readonly DriveFolder[]> {
  return findFolders(new DriveCalls(connectGoogle(access), clock), { doing: 'open', signal });
}

class GoogleDrive implements ObjectStore {
  readonly capabilities: StoreCapabilities;
  readonly #calls: DriveCalls;
  readonly #folder: DriveFolder;
  readonly #account: string | undefined;
  readonly #uploads: Uploads;
  /** Files by id are always found at once; by what they hold, some time after they were made. */
  readonly #ids = new Map<string, string>();
  /** Made here and in no listing yet. */
  readonly #unlisted = new Map<string, string>();
  /** Ids of what was deleted here: listings may go on showing it for a while. */
  readonly #removed = new Set<string>();

  constructor(calls: DriveCalls, folder: DriveFolder, account: string | undefined, uploads: Uploads) {
    this.#calls = calls;
    this.#folder = folder;
    this.#account = account;
    this.#uploads = uploads;
    const freeSpace = ({ signal }: CallOptions) => calls.freeSpace({ doing: 'read', signal });
    // A shared drive has no limit of bytes, and the account’s own does not count there.
    this.capabilities = { ...driveCapabilities, ...(folder.driveId === undefined ? { freeSpace } : {}) };
  }

  async put(key: string, body: ObjectBody, { signal, ifAbsent = false }: PutOptions): Promise<void> {
    assertObjectKey(key);
    const asking: Asking = { doing: 'write', key, signal };
    await this.#reporting(asking, async () => {
      const existing = await this.#find(key, asking);
      if (existing !== undefined && ifAbsent) throw objectExists(key);
      const file = await this.#uploads.send({ key, body, target: existing?.id, signal });
      this.#ids.set(key, file.id);
      if (existing?.id === file.id) return;
      this.#unlisted.set(key, file.id);
      if (ifAbsent) await this.#giveWay(key, file, asking);
    });
  }

  async get(key: string, { signal, range }: GetOptions): Promise<Uint8Array> {
    assertObjectKey(key);
    assertRange(range);
    const asking: Asking = { doing: 'read', key, signal };
    return this.#reporting(asking, async () => {
      const file = await this.#find(key, asking);
      if (file === undefined) throw await this.#missing(key, asking);
      const { start, end } = clampRange(file.size, range);
      const bytes = start === end ? new Uint8Array(0) : await this.#download(file, start, end, asking);
      if (bytes === undefined) throw await this.#missing(key, asking);
      return bytes;
    });
  }

  async stat(key: string, { signal }: CallOptions): Promise<ObjectInfo | undefined> {
    assertObjectKey(key);
    const asking: Asking = { doing: 'read', key, signal };
    return this.#reporting(asking, async () => {
      const file = await this.#find(key, asking);
      if (file === undefined) await this.#lookAtFolder(asking);
      return file === undefined ? undefined : { key, size: file.size };
    });
  }

  /** Drive sorts by nothing that a key is, so that everything is read before the first object is given. */
  async *list(prefix: string, { signal }: CallOptions): AsyncGenerator<ObjectInfo, void, void> {
    assertKeyPrefix(prefix);
    const asking: Asking = { doing: 'list', signal };
    const found = await this.#reporting(asking, () => this.#list(prefix, asking));
    const objects = [...found].map(([key, { size }]) => ({ key, size })).toSorted((one, other) => (one.key < other.key ? -1 : 1));
    for (const object of objects) {
      throwIfCancelled(signal);
      yield object;
    }
  }

  async delete(key: string, { signal }: CallOptions): Promise<void> {
    assertObjectKey(key);
    const asking: Asking = { doing: 'delete', key, signal };
    await this.#reporting(asking, async () => {
      const files = await this.#all(key, asking);
      const own = this.#ids.get(key);
      if (files.length === 0 && own === undefined) await this.#lookAtFolder(asking);
      const ids = new Set(files.toSorted(byModification).map((file) => file.id));
      if (own !== undefined) ids.add(own);
      // The newest last: stopped in between, an older content must not come back.
      for (const id of ids) {
        await this.#calls.remove(id, asking);
        this.#removed.add(id);
      }
      this.#forget(key, ids);
    });
  }

  /** The file that is the object: of several the one that was written last, so that everybody takes the same. */
  async #find(key: string, asking: Asking): Promise<DriveFile | undefined> {
    const id = this.#ids.get(key);
    if (id !== undefined) {
      const file = await this.#calls.file(id, asking);
      if (file !== undefined && file.trashed !== true && keyOf(file.appProperties) === key) return file;
      this.#forget(key, new Set([id]));
    }
    const found = (await this.#all(key, asking)).toSorted(byModification).at(-1);
    if (found !== undefined) this.#ids.set(key, found.id);
    return found;
  }

  /** Every file that says it is the object: two computers that store it in the same moment make two. */
  async #all(key: string, asking: Asking): Promise<readonly DriveFile[]> {
    const files: DriveFile[] = [];
    for await (const file of this.#calls.files(this.#query(filesWithKey(key)), asking)) {
      if (keyOf(file.appProperties) === key && !this.#removed.has(file.id)) files.push(file);
    }
    return files;
  }

  async #list(prefix: string, asking: Asking): Promise<ReadonlyMap<string, DriveFile>> {
    const found = new Map<string, DriveFile>();
    const listed = new Set<string>();
    for await (const file of this.#calls.files(this.#query(filesWithPrefix(prefix)), asking)) {
      listed.add(file.id);
      const key = keyOf(file.appProperties);
      if (key === undefined || !key.startsWith(prefix) || this.#removed.has(file.id)) continue;
      const other = found.get(key);
      if (other === undefined || byModification(other, file) < 0) found.set(key, file);
    }
    for (const [key, id] of this.#unlisted) {
      if (listed.has(id)) this.#unlisted.delete(key);
      else if (key.startsWith(prefix)) {
        const file = await this.#find(key, asking);
        if (file !== undefined) found.set(key, file);
      }
    }
    // A folder that is no longer shown looks just like an empty one.
    if (found.size === 0) await this.#lookAtFolder(asking);
    for (const [key, file] of found) this.#ids.set(key, file.id);
    return found;
  }

  #query(which: string) {
    return { q: `'${this.#folder.id}' in parents and trashed = false and ${which}`, driveId: this.#folder.driveId };
  }

  /** Undefined when Drive no longer shows the file. */
  async #download(file: DriveFile, start: number, end: number, asking: Asking): Promise<Uint8Array | undefined> {
    const { files, patienceFor } = this.#calls.connection;
    const headers: Record<string, string> = start === 0 && end === file.size ? {} : { Range: `bytes=${start}-${end - 1}` };
    const timeout = patienceFor(end - start);
    const answer = await this.#calls.find(asking, (signal) => files.get({ fileId: file.id, alt: 'media', supportsAllDrives: true }, { responseType: 'arraybuffer', headers, signal, timeout }));
    const content: unknown = answer?.data;
    if (answer === undefined) return undefined;
    if (!(content instanceof ArrayBuffer) || content.byteLength !== end - start) throw unreadableAnswer(asking);
    return new Uint8Array(content);
  }

  /**
   * Drive makes a file whatever else is there: of two that were made in the same moment the earlier stays. Best effort,
   * as the other may not be shown yet.
   * @throws conflict when ours is the later one; it is gone then
   */
  async #giveWay(key: string, ours: DriveFile, asking: Asking): Promise<void> {
    const others = (await this.#all(key, asking)).filter((file) => file.id !== ours.id);
    if (others.every((other) => byCreation(ours, other) < 0)) return;
    await this.#calls.remove(ours.id, asking);
    this.#removed.add(ours.id);
    this.#forget(key, new Set([ours.id]));
    throw objectExists(key);
  }

  #forget(key: string, ids: ReadonlySet<string>): void {
    for (const known of [this.#ids, this.#unlisted]) if (ids.has(known.get(key) ?? '')) known.delete(key);
  }

  async #missing(key: string, asking: Asking): Promise<HoldfastError> {
    await this.#lookAtFolder(asking);
    return objectNotShown(key);
  }

  /** @throws not-found when the place itself is gone */
  async #lookAtFolder(asking: Asking): Promise<void> {
    await lookAtFolder(this.#calls, this.#folder.id, this.#account, asking);
  }

  async #reporting<T>(asking: Asking, work: () => Promise<T>): Promise<T> {
    throwIfCancelled(asking.signal);
    try {
      return await work();
    } catch (error) {
      // Something is not shown: one file, or the whole place?
      if (isHoldfastError(error, 'not-found') && error.details['reason'] !== 'no-such-object' && error.details['reason'] !== 'place-gone') await this.#lookAtFolder(asking);
      throw error;
    }
  }
}

function byModification(one: DriveFile, other: DriveFile): number {
  return compare(one.modifiedTime, other.modifiedTime) || compare(one.id, other.id);
}

function byCreation(one: DriveFile, other: DriveFile): number {
  return compare(one.createdTime, other.createdTime) || compare(one.id, other.id);
}

/** Drive’s times are all written the same way, so that they sort as text. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
