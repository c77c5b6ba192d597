import { parentPort, workerData } from 'node:worker_threads';
import { toHoldfastError } from '../../../../../shared/model/errors.ts';
import { parseJson } from '../../../../../shared/model/record.ts';
import { systemClock } from '../../../system/system-clock.ts';
import { ScratchSqlite } from '../../scratch-sqlite.ts';
import { evaluateGolden } from '../evaluate.ts';
import type { QueryReply, QueryRequest, QueryStart } from './messages.ts';

/** A thread that asks a loaded backup what a person wrote: SQLite answers while everything else in its thread waits. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- given by our own QueryThread, in this same program
const { tables } = workerData as QueryStart;
/** Beside the drill's own database, so with less memory than that. */
const cacheKiB = 16 * 1024;
let scratch: ScratchSqlite | undefined;
let isSealed = false;

parentPort?.on('message', (request: QueryRequest) => parentPort?.postMessage(replyTo(request)));

function replyTo(request: QueryRequest): QueryReply {
  try {
    return answer(request);
  } catch (error) {
    const { code, message, nextStep, details } = toHoldfastError(error);
    return { kind: 'failed', error: { code, message, nextStep }, details, cause: String(error) };
  }
}

function answer(request: QueryRequest): QueryReply {
  scratch ??= new ScratchSqlite(tables.map(({ name, identity, schema }) => ({ name, identity, schema: schema === undefined ? undefined : parseJson(schema) })), cacheKiB);
  if (request.kind === 'load') {
    scratch.load(request.at, request.lines);
    return { kind: 'loaded' };
  }
  if (!isSealed) scratch.seal();
  isSealed = true;
  const { check, partial, queryMs } = request;
  return { kind: 'judged', check: evaluateGolden({ scratch, partial: new Set(partial) }, check, { clock: systemClock, queryMs }) };
}
