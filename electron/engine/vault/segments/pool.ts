import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import type { ContentId } from '../crypto/content-id.ts';
import type { VaultKeys } from '../crypto/keys.ts';
import { type ChunkBatch, type HashedChunk, SegmentBuilder } from './builder.ts';
import type { WorkerReply, WorkerRequest, WorkerStart } from './messages.ts';
import { type PackedSegment, sealSegment } from './seal.ts';
import type { EncodedSegment, FramePlace } from './segment.ts';
import { unpack } from './unpack.ts';
import { verifySegment } from './verify.ts';

/** A batch whose chunks were hashed and which waits for the word which of them are new. */
export interface HashedBatch {
  readonly chunks: readonly HashedChunk[];
  /** Takes the chunks at these places; returns the segments that became full, and the batch's buffer to be used again. Must be called once. */
  keep(wanted: readonly number[]): Promise<Kept>;
}

interface Kept {
  readonly segments: readonly PackedSegment[];
  readonly buffer: ArrayBuffer;
}

// Starting the threads takes as long as opening so many bytes of chunks in place: comparing two backups that differ little needs none.
const fewBytes = 24 * 1024 * 1024;

/**
 * Threads that hash and compress, and that decrypt many segments. Started when first needed, each with segments of its own; work goes to the one with the
 * least to do. `size` 0 does everything in place: for a few reads, where starting a thread costs more than it saves, and for tests.
 */
export class SegmentPool {
  readonly #keys: VaultKeys;
  readonly #size: number;
  readonly #threads: Thread[] = [];
  readonly #inPlace: SegmentBuilder;
  #batches = 0;
  /** Bytes of chunks. */
  #openedInPlace = 0;
  #closed = false;

  // The main thread cuts chunks and encrypts meanwhile, so one core is its own. A third thread finds little to do and costs 100 MB.
  constructor(keys: VaultKeys, size: number = Math.max(1, Math.min(2, availableParallelism() - 1))) {
    this.#keys = keys;
    this.#size = size;
    this.#inPlace = new SegmentBuilder(keys.chunkKey);
  }

  /** How many jobs are worth having under way. */
  get parallelism(): number {
    return Math.max(1, this.#size);
  }

  /** The batch's buffer is taken over until `keep` gives it back. */
  async hash(batch: ChunkBatch): Promise<HashedBatch> {
    this.#refuseWhenClosed();
    const number = ++this.#batches;
    if (this.#size === 0) {
      const chunks = this.#inPlace.hash(number, batch);
      return { chunks, keep: async (wanted) => this.#kept(this.#inPlace.keep(number, wanted)) };
    }
    const thread = this.#choose();
    const reply = await thread.ask({ kind: 'hash', number, batch }, [batch.buffer]);
    return {
      chunks: reply.kind === 'hashed' ? reply.chunks : unexpected(),
      keep: async (wanted) => {
        const kept = await thread.ask({ kind: 'keep', number, wanted }, []);
        return kept.kind === 'packed' && kept.buffer !== undefined ? this.#kept({ segments: kept.segments, buffer: kept.buffer }) : unexpected();
      },
    };
  }

  /** Packs every segment that is open. */
  async flush(): Promise<readonly PackedSegment[]> {
    this.#refuseWhenClosed();
    if (this.#size === 0) return this.#sealed(this.#inPlace.flush());
    const replies = await Promise.all(this.#threads.map((thread) => thread.ask({ kind: 'flush' }, [])));
    return this.#sealed(replies.flatMap((reply) => (reply.kind === 'packed' ? reply.segments : unexpected())));
  }

  /** Opens frames of a whole segment's object, whose buffer is taken over. @throws corrupt. */
  async unpack(object: Uint8Array<ArrayBuffer>, frames: readonly FramePlace[]): Promise<Uint8Array> {
    this.#refuseWhenClosed();
    if (this.#size === 0 || this.#isFew(frames)) return unpack(object, frames, this.#keys);
    const reply = await this.#choose().ask({ kind: 'unpack', object, frames }, [object.buffer]);
    return reply.kind === 'unpacked' ? reply.plain : unexpected();
  }

  /** Opens every byte of a segment's object, whose buffer is taken over. Returns where its chunks lie. @throws as `verifySegment`. */
  async verify(object: Uint8Array<ArrayBuffer>, segment: ContentId): Promise<readonly FramePlace[]> {
    this.#refuseWhenClosed();
    if (this.#size === 0) return verifySegment(object, segment, this.#keys);
    const reply = await this.#choose().ask({ kind: 'verify', object, segment }, [object.buffer]);
    return reply.kind === 'verified' ? reply.frames : unexpected();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#threads.splice(0).map((thread) => thread.stop()));
  }

  async #kept({ segments, buffer }: { readonly segments: readonly EncodedSegment[]; readonly buffer: ArrayBuffer }): Promise<Kept> {
    return { segments: await this.#sealed(segments), buffer };
  }

  #sealed(segments: readonly EncodedSegment[]): Promise<PackedSegment[]> {
    return Promise.all(segments.map((segment) => sealSegment(segment, this.#keys)));
  }

  /** Is little opened so far, and no thread there yet? */
  #isFew(frames: readonly FramePlace[]): boolean {
    if (this.#threads.length > 0 || this.#openedInPlace > fewBytes) return false;
    for (const { bytes } of frames) this.#openedInPlace += bytes;
    return true;
  }

  /** The least busy thread; a new one while all have something to do and more are allowed. */
  #choose(): Thread {
    const least = this.#threads.toSorted((a, b) => a.underWay - b.underWay)[0];
    if (least !== undefined && (least.underWay === 0 || this.#threads.length >= this.#size)) return least;
    const thread = new Thread(this.#keys);
    this.#threads.push(thread);
    return thread;
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new HoldfastError('cancelled', 'Stopped before it was done.');
  }
}

function unexpected(): never {
  throw new HoldfastError('bug', 'A background thread gave an answer that was not asked for.');
}

type Ask<R> = R extends WorkerRequest ? Omit<R, 'job'> : never;

interface Waiting {
  readonly resolve: (reply: WorkerReply) => void;
  readonly reject: (error: HoldfastError) => void;
}

class Thread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #jobs = 0;
  #lost: HoldfastError | undefined;

  constructor(keys: VaultKeys) {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { keys } satisfies WorkerStart,
      // What is worth keeping lies outside the heap; a small young generation keeps a thread's memory flat.
      resourceLimits: { maxYoungGenerationSizeMb: 16 },
    });
    this.#worker.unref();
    this.#worker.on('message', (reply: WorkerReply) => this.#answered(reply));
    this.#worker.on('error', (cause) => this.#fail(new HoldfastError('bug', 'A background thread stopped unexpectedly.', { cause })));
    this.#worker.on('exit', () => this.#fail(new HoldfastError('cancelled', 'Stopped before it was done.')));
  }

  /** Requests that were not answered yet. */
  get underWay(): number {
    return this.#waiting.size;
  }

  ask(request: Ask<WorkerRequest>, transfer: ArrayBuffer[]): Promise<WorkerReply> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    return new Promise((resolve, reject) => {
      const job = ++this.#jobs;
      this.#waiting.set(job, { resolve, reject });
      this.#worker.ref(); // Work under way keeps the process alive, an idle thread does not.
      this.#worker.postMessage({ ...request, job }, transfer);
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #answered(reply: WorkerReply): void {
    const waiting = this.#waiting.get(reply.job);
    this.#waiting.delete(reply.job);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (reply.kind === 'failed') waiting?.reject(new HoldfastError(reply.error.code, reply.error.message, { nextStep: reply.error.nextStep, details: reply.details, cause: reply.cause }));
    else waiting?.resolve(reply);
  }

  #fail(error: HoldfastError): void {
    this.#lost ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(this.#lost);
    this.#waiting.clear();
  }
}
