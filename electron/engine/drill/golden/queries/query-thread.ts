import { Worker } from 'node:worker_threads';
import { HoldfastError, isHoldfastError } from '../../../../../shared/model/errors.ts';
import { cancelledError, orCancelled } from '../../../ports/cancel.ts';
import { type Nap, systemNap } from '../../../system/nap.ts';
import type { DrillCheck } from '../../drill-desk.ts';
import type { TableToLoad } from '../../scratch.ts';
import { unanswered } from '../evaluate.ts';
import type { GoldenCheck } from '../golden-list.ts';
import { queryStopped } from '../guarded-query.ts';
import type { QueryReply, QueryRequest, QueryStart } from './messages.ts';

/** A query sees for itself that its time is over; what does not within this time more is ended from outside. */
const graceMs = 5000;

interface JudgeOptions {
  /** Tables that are not whole in the backup. */
  readonly partial: ReadonlySet<string>;
  readonly queryMs: number;
  readonly signal: AbortSignal;
}

/**
 * A copy of a loaded backup in a thread of its own, for queries that a person wrote: however long one takes, everything else goes on, and it can be cancelled.
 * One call at a time. Close it: nothing of the copy is left then.
 */
export class QueryThread {
  readonly #worker: Worker;
  readonly #nap: Nap;
  #waiting: { readonly resolve: (reply: QueryReply) => void; readonly reject: (error: HoldfastError) => void } | undefined;
  #lost: HoldfastError | undefined;

  constructor(tables: readonly TableToLoad[], nap: Nap = systemNap) {
    this.#nap = nap;
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { tables: tables.map(({ name, identity, schema }) => ({ name, identity, schema: schema === undefined ? undefined : JSON.stringify(schema) })) } satisfies QueryStart,
      resourceLimits: { maxYoungGenerationSizeMb: 16 },
    });
    this.#worker.unref();
    this.#worker.on('message', (reply: QueryReply) => this.#answered(reply));
    this.#worker.on('error', (cause) => this.#end(new HoldfastError('bug', 'A background thread stopped unexpectedly.', { cause })));
    this.#worker.on('exit', () => this.#end(new HoldfastError('bug', 'A background thread stopped unexpectedly.')));
  }

  /** It was ended, and answers nothing any more. */
  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  /** Adds records to a table. @param at its place in the list of tables @throws corrupt, quota-exceeded, cancelled. */
  async load(at: number, lines: readonly string[], signal: AbortSignal): Promise<void> {
    await this.#ask({ kind: 'load', at, lines }, signal);
  }

  /** Holds what was loaded against a check. One that cannot be answered, or not in its time, is not checked. @throws cancelled. */
  async judge(check: GoldenCheck, { partial, queryMs, signal }: JudgeOptions): Promise<DrillCheck> {
    const answered = new AbortController();
    void this.#endLate(queryMs, answered.signal);
    try {
      const reply = await this.#ask({ kind: 'judge', check, partial: [...partial], queryMs }, signal);
      if (reply.kind === 'judged') return reply.check;
      throw new HoldfastError('bug', 'A background thread gave an answer that was not asked for.');
    } catch (error) {
      if (!isHoldfastError(error) || error.code === 'cancelled') throw error;
      return unanswered(check, error);
    } finally {
      answered.abort();
    }
  }

  close(): void {
    this.#end(cancelledError());
  }

  async #endLate(queryMs: number, answered: AbortSignal): Promise<void> {
    await this.#nap(queryMs + graceMs, answered);
    if (!answered.aborted) this.#end(queryStopped(queryMs));
  }

  async #ask(request: QueryRequest, signal: AbortSignal): Promise<QueryReply> {
    if (this.#lost !== undefined) throw this.#lost;
    const replied = new Promise<QueryReply>((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#worker.ref(); // Work under way keeps the process alive, an idle thread does not.
      this.#worker.postMessage(request);
    });
    try {
      return await orCancelled(replied, signal);
    } catch (error) {
      if (signal.aborted) this.#end(cancelledError(signal));
      throw error;
    }
  }

  #answered(reply: QueryReply): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#worker.unref();
    if (reply.kind === 'failed') waiting?.reject(new HoldfastError(reply.error.code, reply.error.message, { nextStep: reply.error.nextStep, details: reply.details, cause: reply.cause }));
    else waiting?.resolve(reply);
  }

  /** Not waited for: what SQLite is at within one row it ends first. */
  #end(error: HoldfastError): void {
    if (this.#lost !== undefined) return;
    this.#lost = error;
    this.#waiting?.reject(error);
    this.#waiting = undefined;
    this.#worker.unref();
    void this.#worker.terminate();
  }
}
