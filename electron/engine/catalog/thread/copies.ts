import { Worker } from 'node:worker_threads';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import type { Answer, Operation, Question } from './host.ts';
import type { CopyReply, CopyRequest } from './messages.ts';

/** Says that a copy is damaged: it is to be made anew. */
export class DamagedCopy extends Error {}

/** Whoever answers for copies. */
export interface Copies {
  /** @throws DamagedCopy, HoldfastError. */
  ask<K extends Operation>(kind: K, question: Question<K>, signal?: AbortSignal): Promise<Answer<K>>;
  /** Lets go of what it holds; it may be asked again. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

/** A thread with copies, started when it is first asked. */
export class CopyThread implements Copies {
  readonly #waiting = new Map<number, { readonly resolve: (answer: unknown) => void; readonly reject: (error: unknown) => void }>();
  #worker: Worker | undefined;
  #jobs = 0;
  #closed = false;

  ask<K extends Operation>(kind: K, question: Question<K>, signal?: AbortSignal): Promise<Answer<K>> {
    if (this.#closed || signal?.aborted === true) return Promise.reject(stopped());
    const worker = (this.#worker ??= this.#start());
    const job = ++this.#jobs;
    const cancel = (): void => worker.postMessage({ job, kind: 'cancel' } satisfies CopyRequest);
    const answered = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(job, { resolve, reject });
      worker.ref(); // Work under way keeps the process alive, an idle thread does not.
      worker.postMessage({ job, kind, question });
    });
    signal?.addEventListener('abort', cancel, { once: true });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the thread is our own and answers each kind of question with its kind of answer
    return answered.finally(() => signal?.removeEventListener('abort', cancel)) as Promise<Answer<K>>;
  }

  async rest(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    this.#fail(worker, stopped());
    await worker.terminate();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.rest();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { resourceLimits: { maxYoungGenerationSizeMb: 16 } });
    worker.unref();
    worker.on('message', (reply: CopyReply) => this.#answered(worker, reply));
    worker.on('error', (cause) => this.#fail(worker, new HoldfastError('bug', 'A background thread stopped unexpectedly.', { cause })));
    worker.on('exit', () => this.#fail(worker, stopped()));
    return worker;
  }

  #answered(worker: Worker, reply: CopyReply): void {
    const waiting = this.#waiting.get(reply.job);
    this.#waiting.delete(reply.job);
    if (this.#waiting.size === 0) worker.unref();
    if (reply.kind === 'answer') waiting?.resolve(reply.answer);
    else if (reply.damaged) waiting?.reject(new DamagedCopy(reply.cause));
    else waiting?.reject(new HoldfastError(reply.error.code, reply.error.message, { nextStep: reply.error.nextStep, cause: reply.cause }));
  }

  /** What the thread did not answer it never will; the next question starts another. */
  #fail(worker: Worker, error: HoldfastError): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function stopped(): HoldfastError {
  return new HoldfastError('cancelled', 'Stopped before it was done.');
}
