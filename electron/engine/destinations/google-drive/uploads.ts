import { createHash } from 'node:crypto';
import { isHoldfastError } from '../../../../shared/model/errors.ts';
import { bodySize } from '../../ports/object-body.ts';
import type { ObjectBody } from '../../ports/object-store.ts';
import type { DriveFile } from './answers.ts';
import { fileFields, fileSchema } from './answers.ts';
import { blockDigests, blockSize, bodyChunks } from './body-chunks.ts';
import type { Asking, DriveCalls } from './drive-calls.ts';
import { read } from './drive-calls.ts';
import { driveStatus, unreadableAnswer, uploadDamaged, uploadLost } from './drive-errors.ts';
import { propertiesOf } from './object-properties.ts';

export interface Upload {
  readonly key: string;
  readonly body: ObjectBody;
  /** The file that gets this content; a new one without. */
  readonly target: string | undefined;
  readonly signal: AbortSignal;
}

/** An upload that Drive knows and that has not got all its bytes. Nobody sees anything of it. */
interface Session {
  /** Whoever knows it can add to the upload: it goes into no error and no log. */
  readonly address: string;
  readonly target: string | undefined;
  readonly size: number;
  /** What was sent so far, block by block. */
  readonly digests: Map<number, string>;
  /** Nothing more can come of it. */
  isOver: boolean;
}

/** The number of the first byte that Drive does not have. */
type Waiting = number;

/** Bytes of one request: few enough for memory, many enough that waiting for the answer costs little. */
const defaultChunkSize = 32 * blockSize;

/** Unfinished uploads that are remembered; each is a few kilobytes. */
const maxUnfinished = 32;

/**
 * Puts content into Drive by uploads that can be resumed (https://developers.google.com/workspace/drive/api/guides/manage-uploads),
 * which Google's client does not have. An upload that broke off for a reason that passes is gone on with by the next call
 * for the same key, but only as far as what was sent is what would be sent now.
 */
export class Uploads {
  readonly #calls: DriveCalls;
  readonly #folder: string;
  readonly #chunkSize: number;
  readonly #unfinished = new Map<string, Session>();

  constructor(calls: DriveCalls, folder: string, chunkSize = defaultChunkSize) {
    this.#calls = calls;
    this.#folder = folder;
    this.#chunkSize = chunkSize;
  }

  /**
   * The file, whole, its content as sent.
   * @throws as ObjectStore.put
   */
  async send(upload: Upload): Promise<DriveFile> {
    const asking: Asking = { doing: 'write', key: upload.key, signal: upload.signal };
    const session = this.#take(upload);
    const state = session === undefined ? undefined : await this.#stateOf(session, asking);
    if (session !== undefined && typeof state === 'number') {
      const file = await this.#transfer(upload, session, state, asking);
      if (file !== undefined) return file;
    }
    // An upload whose last answer was lost made a file, which listings may not show yet: a second one of that name must not come to be.
    const target = typeof state === 'object' ? state.id : upload.target;
    const file = await this.#transfer(upload, await this.#begin({ ...upload, target }, asking), 0, asking);
    if (file === undefined) throw uploadLost(upload.key);
    return file;
  }

  #take({ key, body, target }: Upload): Session | undefined {
    const session = this.#unfinished.get(key);
    this.#unfinished.delete(key);
    return session?.size === bodySize(body) && session.target === target ? session : undefined;
  }

  async #begin(upload: Upload, asking: Asking): Promise<Session> {
    const { key, body, target } = upload;
    const { auth, api } = this.#calls.connection;
    const size = bodySize(body);
    const type = contentType(key);
    const url = new URL(target === undefined ? 'upload/drive/v3/files' : `upload/drive/v3/files/${encodeURIComponent(target)}`, api);
    url.search = new URLSearchParams({ uploadType: 'resumable', supportsAllDrives: 'true', fields: fileFields }).toString();
    const data = target === undefined ? { name: key, parents: [this.#folder], mimeType: type, appProperties: propertiesOf(key) } : {};
    const headers = { 'X-Upload-Content-Type': type, 'X-Upload-Content-Length': String(size) };
    const begin = (signal: AbortSignal) => auth.request<unknown>({ url: url.href, method: target === undefined ? 'POST' : 'PATCH', data, headers, signal });
    const answer = target === undefined ? await this.#calls.ask(asking, begin) : await this.#calls.find(asking, begin);
    // The file that was to get the content went in between.
    if (answer === undefined) return this.#begin({ ...upload, target: undefined }, asking);
    const address = answer.headers.get('location');
    // Our access token goes where this says.
    if (address === null || !URL.canParse(address) || new URL(address).origin !== new URL(api).origin) throw unreadableAnswer(asking);
    return { address, target, size, digests: new Map(), isOver: false };
  }

  /** The file; undefined when what Drive has already is not the beginning of this body. */
  #transfer(upload: Upload, session: Session, from: Waiting, asking: Asking): Promise<DriveFile | undefined> {
    return this.#keepingIfItPasses(upload.key, session, () => this.#sendFrom(upload, session, from, asking));
  }

  async #sendFrom({ key, body, signal }: Upload, session: Session, from: Waiting, asking: Asking): Promise<DriveFile | undefined> {
    if (from % blockSize !== 0) return undefined;
    const content = createHash('sha256');
    let next = from;
    for await (const chunk of bodyChunks(key, body, this.#chunkSize, signal)) {
      const digests = blockDigests(chunk);
      for (const [number, digest] of digests) {
        if (number * blockSize < from && session.digests.get(number) !== digest) return undefined;
        session.digests.set(number, digest);
      }
      content.update(chunk.bytes);
      const end = chunk.start + chunk.bytes.byteLength;
      while (next < end || session.size === 0) {
        const answer = await this.#put(session, chunk.bytes.subarray(next - chunk.start), next, asking);
        if (typeof answer === 'object') return await this.#verified(session, answer, content.digest('hex'), asking);
        session.isOver = answer < next || answer > end;
        if (answer <= next || answer > end) throw uploadLost(key);
        next = answer;
      }
    }
    session.isOver = true;
    throw uploadLost(key);
  }

  async #verified(session: Session, file: DriveFile, sha256: string, asking: Asking): Promise<DriveFile> {
    session.isOver = true;
    if (file.size === session.size && (file.sha256Checksum ?? sha256) === sha256) return file;
    // Better none than a wrong one; what was overwritten is overwritten, and the next try does it again.
    if (session.target === undefined) await this.#calls.remove(file.id, asking).catch(() => undefined);
    throw uploadDamaged(asking.key ?? '');
  }

  #put(session: Session, bytes: Uint8Array, start: number, asking: Asking): Promise<DriveFile | Waiting> {
    const range: Record<string, string> = bytes.byteLength === 0 ? {} : { 'Content-Range': `bytes ${start}-${start + bytes.byteLength - 1}/${session.size}` };
    return this.#exchange(session, bytes, range, asking);
  }

  /** How far the upload has come, or what came of it; undefined when Drive has lost it. */
  async #stateOf(session: Session, asking: Asking): Promise<DriveFile | Waiting | undefined> {
    try {
      return await this.#keepingIfItPasses(asking.key ?? '', session, () => this.#exchange(session, new Uint8Array(0), { 'Content-Range': `bytes */${session.size}` }, asking));
    } catch (error) {
      if (session.isOver) return undefined;
      throw error;
    }
  }

  async #exchange(session: Session, data: Uint8Array, headers: Record<string, string>, asking: Asking): Promise<DriveFile | Waiting> {
    const { auth, patienceFor } = this.#calls.connection;
    const isAnswer = (status: number) => status === 308 || (status >= 200 && status < 300);
    const answer = await this.#calls.ask(asking, async (signal) => {
      try {
        return await auth.request<unknown>({ url: session.address, method: 'PUT', data, headers, responseType: 'json', signal, timeout: patienceFor(data.byteLength), validateStatus: isAnswer });
      } catch (error) {
        const status = driveStatus(error);
        if (status !== 404 && status !== 410) throw error;
        session.isOver = true;
        throw uploadLost(asking.key ?? '');
      }
    });
    return answer.status === 308 ? waitingFor(answer.headers.get('range'), asking) : read(fileSchema, answer.data, asking);
  }

  async #keepingIfItPasses<T>(key: string, session: Session, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isHoldfastError(error) && error.transient && !session.isOver) this.#keep(key, session);
      throw error;
    }
  }

  #keep(key: string, session: Session): void {
    this.#unfinished.set(key, session);
    const [oldest] = this.#unfinished.keys();
    if (this.#unfinished.size > maxUnfinished && oldest !== undefined) this.#unfinished.delete(oldest);
  }
}

/** `Range: bytes=0-262143` is what Drive has; nothing yet without it. */
function waitingFor(range: string | null, asking: Asking): Waiting {
  if (range === null) return 0;
  const last = /^bytes=0-(\d{1,15})$/.exec(range)?.[1];
  if (last === undefined) throw unreadableAnswer(asking);
  return Number(last) + 1;
}

/** What a person can read opens in a browser. */
function contentType(key: string): string {
  if (key.endsWith('.txt')) return 'text/plain';
  if (key.endsWith('.html')) return 'text/html';
  if (key.endsWith('.json')) return 'application/json';
  return 'application/octet-stream';
}
