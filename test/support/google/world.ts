import { createHash } from 'node:crypto';
import { Failure } from './failure.ts';

/** Who calls: an account, through a program (client id) that it let in. */
export interface Caller {
  readonly account: string;
  readonly client: string;
}

/** In a shared drive, from least to most: may read; add and change; also put in the trash; also delete. */
const roles = ['reader', 'writer', 'fileOrganizer', 'organizer'] as const;
export type Role = (typeof roles)[number];

export interface StoredFile {
  readonly id: string;
  name: string;
  mimeType: string;
  parents: readonly string[];
  /** Whose Drive it is in, or who made it in a shared drive. */
  readonly account: string;
  /** The program that made it: under `drive.file` the only one that sees it. */
  readonly client: string;
  readonly driveId: string | undefined;
  appProperties: Readonly<Record<string, string>>;
  /** Undefined for a folder. */
  content: Buffer | undefined;
  readonly createdTime: string;
  modifiedTime: string;
  trashed: boolean;
  /** False once the person took the program’s access to it away. */
  shown: boolean;
  /** False until listings have caught up with its making. */
  listed: boolean;
}

export interface NewFile {
  readonly name: string;
  readonly mimeType: string;
  readonly parents: readonly string[];
  readonly appProperties: Readonly<Record<string, string>>;
  readonly content: Buffer | undefined;
}

/** All accounts, shared drives and files there are. */
export class GoogleWorld {
  readonly files = new Map<string, StoredFile>();
  /** Bytes an account may use; without an entry there is no limit. */
  readonly limits = new Map<string, number>();
  readonly sharedDrives = new Map<string, Map<string, Role>>();
  /** Files made from now on are in no listing until `catchUp`. */
  listingsLag = false;
  #made = 0;
  #time = Date.parse('2026-01-14T02:00:00.000Z');

  catchUp(): void {
    this.listingsLag = false;
    for (const file of this.files.values()) file.listed = true;
  }

  addSharedDrive(id: string, members: Readonly<Record<string, Role>>): void {
    this.sharedDrives.set(id, new Map(Object.entries(members)));
  }

  usage(account: string): number {
    let bytes = 0;
    for (const file of this.files.values()) if (file.account === account && file.driveId === undefined) bytes += file.content?.byteLength ?? 0;
    return bytes;
  }

  /** @throws Failure 404 for a file that is not there or not shown: Drive does not tell which */
  file(caller: Caller, id: string, supportsAllDrives: boolean): StoredFile {
    const file = this.files.get(id);
    if (file === undefined || !this.isShown(caller, file) || (file.driveId !== undefined && !supportsAllDrives)) throw notFound(id);
    return file;
  }

  isShown(caller: Caller, file: StoredFile): boolean {
    return file.shown && file.client === caller.client && this.#role(caller, file) !== undefined;
  }

  isTrashed(file: StoredFile): boolean {
    return file.trashed || file.parents.some((id) => this.files.get(id)?.trashed === true);
  }

  /** @throws Failure 403 when the account may not do that to the file */
  assertMay(caller: Caller, file: StoredFile, least: Role): void {
    const role = this.#role(caller, file);
    if (role === undefined || roles.indexOf(role) < roles.indexOf(least)) throw new Failure(403, 'insufficientFilePermissions', 'The user does not have sufficient permissions for this file.');
  }

  /** @throws Failure 403 when that many bytes more do not fit */
  assertFits(caller: Caller, driveId: string | undefined, bytes: number): void {
    const limit = this.limits.get(caller.account);
    if (driveId === undefined && limit !== undefined && this.usage(caller.account) + bytes > limit) throw new Failure(403, 'storageQuotaExceeded', "The user's Drive storage quota has been exceeded.");
  }

  /** Where a new file would be. @throws Failure 404 when the parent is not shown, 403 when nothing may be added there */
  driveOf(caller: Caller, parents: readonly string[], supportsAllDrives: boolean): string | undefined {
    const [parent] = parents;
    if (parent === undefined) return undefined;
    const members = this.sharedDrives.get(parent);
    if (members !== undefined && supportsAllDrives) {
      const role = members.get(caller.account);
      if (role === undefined) throw notFound(parent);
      if (role === 'reader') throw new Failure(403, 'insufficientFilePermissions', 'The user does not have sufficient permissions for this file.');
      return parent;
    }
    const folder = this.file(caller, parent, supportsAllDrives);
    this.assertMay(caller, folder, 'writer');
    return folder.driveId;
  }

  make(caller: Caller, file: NewFile, supportsAllDrives: boolean): StoredFile {
    const driveId = this.driveOf(caller, file.parents, supportsAllDrives);
    this.assertFits(caller, driveId, file.content?.byteLength ?? 0);
    assertProperties(file.appProperties);
    this.#made += 1;
    const time = this.#tick();
    const made: StoredFile = { ...file, id: `file-${this.#made}`, account: caller.account, client: caller.client, driveId, createdTime: time, modifiedTime: time, trashed: false, shown: true, listed: !this.listingsLag };
    this.files.set(made.id, made);
    return made;
  }

  replaceContent(caller: Caller, file: StoredFile, content: Buffer): void {
    this.assertMay(caller, file, 'writer');
    this.assertFits(caller, file.driveId, content.byteLength - (file.content?.byteLength ?? 0));
    file.content = content;
    file.modifiedTime = this.#tick();
  }

  trash(caller: Caller, file: StoredFile, trashed: boolean): void {
    this.assertMay(caller, file, 'fileOrganizer');
    file.trashed = trashed;
  }

  remove(caller: Caller, file: StoredFile): void {
    this.assertMay(caller, file, 'organizer');
    this.files.delete(file.id);
    for (const inside of this.files.values()) if (inside.parents.includes(file.id)) this.files.delete(inside.id);
  }

  /** As Drive's API writes it. */
  resource(file: StoredFile): Record<string, unknown> {
    return {
      kind: 'drive#file',
      id: file.id,
      name: file.name,
      mimeType: file.mimeType,
      parents: file.parents,
      trashed: this.isTrashed(file),
      createdTime: file.createdTime,
      modifiedTime: file.modifiedTime,
      appProperties: file.appProperties,
      ...(file.driveId === undefined ? {} : { driveId: file.driveId }),
      ...(file.content === undefined ? {} : { size: String(file.content.byteLength), sha256Checksum: createHash('sha256').update(file.content).digest('hex') }),
    };
  }

  #role(caller: Caller, file: StoredFile): Role | undefined {
    if (file.driveId !== undefined) return this.sharedDrives.get(file.driveId)?.get(caller.account);
    return file.account === caller.account ? 'organizer' : undefined;
  }

  #tick(): string {
    this.#time += 1;
    return new Date(this.#time).toISOString();
  }
}

function notFound(id: string): Failure {
  return new Failure(404, 'notFound', `File not found: ${id}.`, 'fileId');
}

/** https://developers.google.com/workspace/drive/api/guides/properties */
function assertProperties(properties: Readonly<Record<string, string>>): void {
  const entries = Object.entries(properties);
  if (entries.length > 30 || entries.some(([name, value]) => Buffer.byteLength(name + value) > 124)) throw new Failure(400, 'invalid', 'Properties and app properties are limited to 124 bytes each, and 30 for an app.', 'appProperties');
}
