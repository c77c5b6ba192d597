import { parentPort, workerData } from 'node:worker_threads';
import { toHoldfastError } from '../../../../shared/model/errors.ts';
import { SegmentBuilder } from './builder.ts';
import type { WorkerReply, WorkerRequest, WorkerStart } from './messages.ts';

/** A thread of the pool. Bytes are handed back without being copied. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- given by our own pool, in this same program
const { keys } = workerData as WorkerStart;
const builder = new SegmentBuilder(keys.chunkKey);

parentPort?.on('message', (request: WorkerRequest) => {
  answer(request).then(
    (reply) => parentPort?.postMessage(reply, transferred(reply)),
    (error: unknown) => {
      const { code, message, nextStep, details } = toHoldfastError(error);
      parentPort?.postMessage({ job: request.job, kind: 'failed', error: { code, message, nextStep }, details, cause: String(error) } satisfies WorkerReply);
    },
  );
});

async function answer(request: WorkerRequest): Promise<WorkerReply> {
  const { job } = request;
  switch (request.kind) {
    case 'hash':
      return { job, kind: 'hashed', chunks: builder.hash(request.number, request.batch) };
    case 'keep':
      return { job, kind: 'packed', ...builder.keep(request.number, request.wanted) };
    case 'flush':
      return { job, kind: 'packed', segments: builder.flush() };
    // What reads is loaded only by a thread that reads: one that writes has then little in memory, and cleaning it costs little.
    case 'unpack': {
      const { unpack } = await import('./unpack.ts');
      return { job, kind: 'unpacked', plain: await unpack(request.object, request.frames, keys) };
    }
    case 'verify': {
      const { verifySegment } = await import('./verify.ts');
      return { job, kind: 'verified', frames: await verifySegment(request.object, request.segment, keys) };
    }
  }
}

function transferred(reply: WorkerReply): ArrayBuffer[] {
  if (reply.kind === 'unpacked') return [reply.plain.buffer];
  if (reply.kind !== 'packed') return [];
  const segments = reply.segments.map(({ plain }) => plain.buffer);
  return reply.buffer === undefined ? segments : [...segments, reply.buffer];
}
