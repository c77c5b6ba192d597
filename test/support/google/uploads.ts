import { randomBytes } from 'node:crypto';
import { Failure } from './failure.ts';
import type { Caller, GoogleWorld, NewFile, StoredFile } from './world.ts';

const blockSize = 256 * 1024;

interface UploadSession {
  readonly caller: Caller;
  readonly size: number;
  readonly supportsAllDrives: boolean;
  readonly fields: string;
  readonly into: { readonly kind: 'new'; readonly file: Omit<NewFile, 'content'> } | { readonly kind: 'existing'; readonly file: StoredFile };
  received: Buffer;
  /** What came of it. */
  file: StoredFile | undefined;
}

export type UploadAnswer = { readonly kind: 'waiting'; readonly received: number } | { readonly kind: 'done'; readonly file: StoredFile; readonly fields: string };

/** Resumable uploads: https://developers.google.com/workspace/drive/api/guides/manage-uploads */
export class UploadSessions {
  readonly #world: GoogleWorld;
  readonly #sessions = new Map<string, UploadSession>();
  /** Bytes that came in, whether they were needed or not. */
  bytesReceived = 0;

  constructor(world: GoogleWorld) {
    this.#world = world;
  }

  begin(session: Omit<UploadSession, 'received' | 'file'>): string {
    const id = randomBytes(12).toString('hex');
    this.#sessions.set(id, { ...session, received: Buffer.alloc(0), file: undefined });
    return id;
  }

  forget(id: string): void {
    this.#sessions.delete(id);
  }

  /** @throws Failure 404 when there is no such upload (any more) */
  state(id: string): UploadAnswer {
    const session = this.#session(id);
    return session.file === undefined ? { kind: 'waiting', received: session.received.byteLength } : { kind: 'done', file: session.file, fields: session.fields };
  }

  /**
   * Takes bytes in. Of a request that broke off, or when told to take only a part, it keeps whole blocks.
   * @throws Failure 400 when they do not begin where the last ended, or a chunk that is not the last is no multiple of 256 KiB
   */
  take(id: string, range: { readonly start: number; readonly end: number } | undefined, bytes: Buffer, { isWhole, keep = bytes.byteLength, damage = false }: { readonly isWhole: boolean; readonly keep?: number; readonly damage?: boolean }): UploadAnswer {
    const session = this.#session(id);
    this.bytesReceived += bytes.byteLength;
    const { start, end } = range ?? { start: 0, end: session.size };
    if (session.file !== undefined || start !== session.received.byteLength) throw new Failure(400, 'invalidContentRange', 'The range does not begin where the last one ended.');
    const isLast = end === session.size;
    if (!isLast && (end - start) % blockSize !== 0) throw new Failure(400, 'invalidContentRange', 'Chunks are multiples of 256 KiB.');
    if (isWhole && bytes.byteLength !== end - start) throw new Failure(400, 'invalidContentRange', 'The range is not that of the bytes.');
    const isPart = !isWhole || keep < bytes.byteLength;
    const kept = isPart ? Math.floor(Math.min(keep, bytes.byteLength) / blockSize) * blockSize : bytes.byteLength;
    session.received = Buffer.concat([session.received, bytes.subarray(0, kept)]);
    if (session.received.byteLength < session.size || isPart) return this.state(id);
    return this.#finish(id, session, damage ? damaged(session.received) : session.received);
  }

  #finish(id: string, session: UploadSession, content: Buffer): UploadAnswer {
    const { caller, into, supportsAllDrives } = session;
    if (into.kind === 'new') session.file = this.#world.make(caller, { ...into.file, content }, supportsAllDrives);
    else {
      this.#world.replaceContent(caller, into.file, content);
      session.file = into.file;
    }
    session.received = Buffer.alloc(0);
    return this.state(id);
  }

  #session(id: string): UploadSession {
    const session = this.#sessions.get(id);
    if (session === undefined) throw new Failure(404, 'notFound', 'No such upload.');
    return session;
  }
}

function damaged(content: Buffer): Buffer {
  const copy = Buffer.from(content);
  copy[0] = (copy[0] ?? 0) ^ 1;
  return copy;
}
