import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { HoldfastError, type PlainError } from '../../../../shared/model/errors.ts';
import type { VaultKeys } from '../crypto/keys.ts';
import { pack, type PackedSegment, type PackJob, unpack, type UnpackedChunks, type UnpackJob } from './jobs.ts';

export type WorkerRequest = PackJob | UnpackJob;
export type WorkerReply =
  | { readonly ok: true; readonly result: PackedSegment | UnpackedChunks }
  | { readonly ok: false; readonly error: PlainError; readonly cause: string };
export interface WorkerStart {
  readonly keys: VaultKeys;
}

interface Waiting {
  readonly request: WorkerRequest;
  readonly transfer: ArrayBuffer[];
  readonly resolve: (result: PackedSegment | UnpackedChunks) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Threads that compress and encrypt. Started when first needed; jobs are taken in order. `size` 0 runs the jobs in place
 * (tests, and a single small operation, where starting a thread costs more than it saves).
 */
export class SegmentPool {
  readonly #keys: VaultKeys;
  readonly #size: number;
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();
  readonly #busy = new Map<Worker, Waiting>();
  readonly #queue: Waiting[] = [];
  #closed = false;

  constructor(keys: VaultKeys, size: number = Math.max(1, Math.min(4, availableParallelism()))) {
    this.#keys = keys;
    this.#size = size;
  }

  /** How many jobs are worth having under way. */
  get parallelism(): number {
    return Math.max(1, this.#size);
  }

  async pack(job: PackJob): Promise<PackedSegment> {
    if (this.#size === 0) return pack(job, this.#keys);
    const result = await this.#run(job, [job.plain.buffer]);
    if (!('object' in result)) throw new HoldfastError('bug', 'Something went wrong inside Holdfast.');
    return result;
  }

  async unpack(job: UnpackJob): Promise<UnpackedChunks> {
    if (this.#size === 0) return unpack(job, this.#keys);
    const result = await this.#run(job, [job.object.buffer]);
    if ('object' in result) throw new HoldfastError('bug', 'Something went wrong inside Holdfast.');
    return result;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const stopped = new HoldfastError('cancelled', 'Stopped before it was done.');
    for (const waiting of this.#queue.splice(0)) waiting.reject(stopped);
    for (const waiting of this.#busy.values()) waiting.reject(stopped);
    this.#busy.clear();
    await Promise.all([...this.#all].map((worker) => worker.terminate()));
  }

  #run(request: WorkerRequest, transfer: ArrayBuffer[]): Promise<PackedSegment | UnpackedChunks> {
    if (this.#closed) return Promise.reject(new HoldfastError('cancelled', 'Stopped before it was done.'));
    return new Promise((resolve, reject) => {
      this.#queue.push({ request, transfer, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    const worker = this.#idle.pop() ?? this.#start();
    if (worker === undefined) return;
    const waiting = this.#queue.shift();
    if (waiting === undefined) {
      this.#idle.push(worker);
      return;
    }
    this.#busy.set(worker, waiting);
    worker.ref(); // A job under way keeps the process alive, an idle thread does not.
    worker.postMessage(waiting.request, waiting.transfer);
  }

  #start(): Worker | undefined {
    if (this.#all.size >= this.#size || this.#queue.length === 0) return undefined;
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { keys: this.#keys } satisfies WorkerStart,
      // Chunks live outside the heap; a small young generation keeps a thread's memory flat.
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    worker.unref();
    this.#all.add(worker);
    worker.on('message', (reply: WorkerReply) => this.#done(worker, reply));
    worker.on('error', (error) => this.#lost(worker, error));
    worker.on('exit', () => this.#lost(worker, undefined));
    return worker;
  }

  #done(worker: Worker, reply: WorkerReply): void {
    const waiting = this.#busy.get(worker);
    this.#busy.delete(worker);
    worker.unref();
    this.#idle.push(worker);
    if (waiting === undefined) return;
    if (reply.ok) waiting.resolve(reply.result);
    else waiting.reject(new HoldfastError(reply.error.code, reply.error.message, { nextStep: reply.error.nextStep, cause: reply.cause }));
    this.#next();
  }

  #lost(worker: Worker, cause: unknown): void {
    this.#all.delete(worker);
    const at = this.#idle.indexOf(worker);
    if (at >= 0) this.#idle.splice(at, 1);
    const waiting = this.#busy.get(worker);
    this.#busy.delete(worker);
    waiting?.reject(new HoldfastError('bug', 'A background thread stopped unexpectedly.', { cause }));
    if (!this.#closed) this.#next();
  }
}
