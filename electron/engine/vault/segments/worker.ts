import { parentPort, workerData } from 'node:worker_threads';
import { toHoldfastError } from '../../../../shared/model/errors.ts';
import { pack, unpack } from './jobs.ts';
import type { WorkerReply, WorkerRequest, WorkerStart } from './pool.ts';

/** A thread of the pool: takes one job at a time and hands the bytes back without copying them. */
const { keys } = workerData as WorkerStart;

parentPort?.on('message', (request: WorkerRequest) => {
  run(request).then(
    ({ reply, transfer }) => parentPort?.postMessage(reply, transfer),
    (error: unknown) => {
      const { code, message, nextStep } = toHoldfastError(error);
      parentPort?.postMessage({ ok: false, error: { code, message, nextStep }, cause: String(error) } satisfies WorkerReply);
    },
  );
});

async function run(request: WorkerRequest): Promise<{ reply: WorkerReply; transfer: ArrayBuffer[] }> {
  if (request.kind === 'pack') {
    const packed = await pack(request, keys);
    return { reply: { ok: true, result: packed }, transfer: [packed.object.buffer, packed.plain.buffer] };
  }
  const unpacked = await unpack(request, keys);
  return { reply: { ok: true, result: unpacked }, transfer: [unpacked.plain.buffer] };
}
