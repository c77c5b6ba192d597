import { parentPort } from 'node:worker_threads';
import { HoldfastError, toHoldfastError } from '../../../../shared/model/errors.ts';
import { isDamage } from '../database/file.ts';
import { answer, createHost } from './host.ts';
import type { CopyReply, CopyRequest } from './messages.ts';

/** A thread of the catalog: it writes copies, or answers from them. */
const host = createHost();
/** Jobs that are under way; false once nobody waits for them. */
const wanted = new Map<number, boolean>();

parentPort?.on('message', (request: CopyRequest) => {
  if (request.kind === 'cancel') {
    if (wanted.has(request.job)) wanted.set(request.job, false);
    return;
  }
  const { job } = request;
  wanted.set(job, true);
  const breathe = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    if (wanted.get(job) !== true) throw new HoldfastError('cancelled', 'Stopped before it was done.');
  };
  answer(host, request.kind, request.question, breathe).then(
    (found) => reply({ job, kind: 'answer', answer: found }),
    (error: unknown) => {
      const { code, message, nextStep } = toHoldfastError(error);
      reply({ job, kind: 'failed', error: { code, message, nextStep }, damaged: isDamage(error), cause: error instanceof Error ? error.message : String(error) });
    },
  );
});

function reply(message: CopyReply): void {
  wanted.delete(message.job);
  parentPort?.postMessage(message);
}
