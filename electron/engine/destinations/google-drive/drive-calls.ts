import type { z } from 'zod';
import { isHoldfastError } from '../../../../shared/model/errors.ts';
import { cancelledError, orCancelled, throwIfCancelled } from '../../ports/cancel.ts';
import type { Clock } from '../../ports/clock.ts';
import { accountSchema, fileFields, fileSchema, pageFields, pageSchema, quotaSchema } from './answers.ts';
import type { DriveFile } from './answers.ts';
import type { GoogleConnection } from './connection.ts';
import type { Circumstance } from './drive-errors.ts';
import { driveError, driveStatus, unreadableAnswer } from './drive-errors.ts';

/** What a request is for, and what stops it. */
export interface Asking extends Circumstance {
  readonly signal: AbortSignal;
}

/** For a listing. `driveId`: the shared drive to look in. */
export interface Query {
  readonly q: string;
  readonly driveId?: string | undefined;
}

const pageSize = 1000;

/** Drive's calls as the driver makes them: never without shared drives, every answer checked, every failure in the one taxonomy. */
export class DriveCalls {
  readonly connection: GoogleConnection;
  readonly #clock: Clock;

  constructor(connection: GoogleConnection, clock: Clock) {
    this.connection = connection;
    this.#clock = clock;
  }

  /**
   * Makes a request, and makes it again with a new access token when Google does not take the one it had: the computer's
   * clock may be wrong about when one expires.
   * @throws HoldfastError
   */
  async ask<T>(asking: Asking, request: (signal: AbortSignal) => PromiseLike<T>): Promise<T> {
    const { signal } = asking;
    throwIfCancelled(signal);
    try {
      try {
        return await orCancelled(request(signal), signal);
      } catch (error) {
        if (signal.aborted || driveStatus(error) !== 401) throw error;
        this.connection.renew();
        return await orCancelled(request(signal), signal);
      }
    } catch (error) {
      if (signal.aborted) throw cancelledError(signal);
      throw driveError(error, asking, this.#clock.now());
    }
  }

  /** The file, in the trash too; undefined when Drive does not show it, whatever the reason. */
  async file(id: string, asking: Asking): Promise<DriveFile | undefined> {
    const answer = await this.find(asking, (signal) => this.connection.files.get({ fileId: id, fields: fileFields, supportsAllDrives: true }, { signal }));
    return answer === undefined ? undefined : read(fileSchema, answer.data, asking);
  }

  /** As `ask`, but undefined when Drive does not show what is asked for. */
  async find<T>(asking: Asking, request: (signal: AbortSignal) => PromiseLike<T>): Promise<T | undefined> {
    return this.ask(asking, async (signal) => {
      try {
        return await request(signal);
      } catch (error) {
        if (driveStatus(error) === 404) return undefined;
        throw error;
      }
    });
  }

  /** Every object's file that the query finds, in no order. */
  files(query: Query, asking: Asking): AsyncGenerator<DriveFile, void, void> {
    return this.search(query, fileFields, fileSchema, asking);
  }

  /** Everything that the query finds, page by page, in no order. */
  async *search<T>(query: Query, itemFields: string, item: z.ZodType<T>, asking: Asking): AsyncGenerator<T, void, void> {
    const { q, driveId } = query;
    const corpora = driveId === undefined ? {} : { corpora: 'drive', driveId };
    let pageToken: string | undefined;
    do {
      const at = pageToken === undefined ? {} : { pageToken };
      const params = { q, pageSize, fields: pageFields(itemFields), supportsAllDrives: true, includeItemsFromAllDrives: true, ...corpora, ...at };
      const answer = await this.ask(asking, (signal) => this.connection.files.list(params, { signal }));
      const page = read(pageSchema(item), answer.data, asking);
      // Half a listing would look like lost objects; the same page for ever like a very large place.
      if (page.incompleteSearch === true || (page.nextPageToken !== undefined && page.nextPageToken === pageToken)) throw unreadableAnswer(asking);
      yield* page.files;
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
  }

  /**
   * Deletes the file; where that is not allowed, as in most shared drives, puts it in the trash. One that Drive does not
   * show is done with.
   * @throws permission-denied when neither is allowed
   */
  async remove(id: string, asking: Asking): Promise<void> {
    const { files } = this.connection;
    try {
      await this.find(asking, (signal) => files.delete({ fileId: id, supportsAllDrives: true }, { signal }));
    } catch (error) {
      if (!isHoldfastError(error, 'permission-denied')) throw error;
      await this.find(asking, (signal) => files.update({ fileId: id, requestBody: { trashed: true }, fields: 'id', supportsAllDrives: true }, { signal }));
    }
  }

  /** The address of the account that is signed in, where Google tells it. */
  async account(asking: Asking): Promise<string | undefined> {
    const answer = await this.ask(asking, (signal) => this.connection.about.get({ fields: 'user(emailAddress,displayName)' }, { signal }));
    return read(accountSchema, answer.data, asking).user.emailAddress;
  }

  /** Bytes that still fit into the account; undefined where there is no limit. */
  async freeSpace(asking: Asking): Promise<number | undefined> {
    const answer = await this.ask(asking, (signal) => this.connection.about.get({ fields: 'storageQuota(limit,usage)' }, { signal }));
    const { limit, usage } = read(quotaSchema, answer.data, asking).storageQuota;
    return limit === undefined ? undefined : Math.max(0, Number(limit) - Number(usage ?? 0));
  }
}

/** @throws network when the answer is not what Google answers. */
export function read<T>(schema: z.ZodType<T>, data: unknown, circumstance: Circumstance): T {
  const parsed = schema.safeParse(data);
  if (!parsed.success) throw unreadableAnswer(circumstance);
  return parsed.data;
}
