import { assertNever, type ErrorCode, toHoldfastError } from '../../../../shared/model/errors.ts';
import { uploadFiles } from '../files/upload-files.ts';
import type { PlanStep } from '../plan/plan.ts';
import type { Applying } from './applying.ts';
import { create, settleOpenCreate } from './create.ts';
import { mend, remove, settleOpen, untrash, update } from './idempotent-steps.ts';

/** What ends the whole restore: asking for the next part would only meet it again. It can go on later. */
const ending: ReadonlySet<ErrorCode> = new Set(['cancelled', 'auth-expired', 'auth-revoked', 'network', 'rate-limited', 'bug']);

/**
 * Does what the plan says and the journal does not say was done. A step that fails is a result and the next one is tried; two in a row are taken for the
 * platform being down. @throws what ended it; everything done until then is noted, and nothing is half-known.
 */
export async function applyPlan(work: Applying, { onlySettle }: { readonly onlySettle: boolean }): Promise<void> {
  for (const intent of work.state.open) {
    const step = work.parts.plan.steps.find(({ kind, entity }) => kind === intent.step && entity === intent.entity);
    if (step === undefined) continue;
    await (step.kind === 'create' ? settleOpenCreate(work, intent, step) : settleOpen(work, intent, step));
  }
  if (onlySettle) return;
  await uploadFiles(work);
  let failedBefore = false;
  for (const step of work.parts.plan.steps) {
    try {
      await doStep(work, step);
      failedBefore = false;
    } catch (error) {
      const problem = toHoldfastError(error);
      if (failedBefore || work.state.open.length > 0 || (await endsAll(work, problem.code))) throw error;
      failedBefore = true;
      await work.settle(step, { failed: work.pending(step).map(({ id }) => [id, problem.code, problem.message]) });
    }
  }
}

async function endsAll(work: Applying, code: ErrorCode): Promise<boolean> {
  if (ending.has(code)) return true;
  if (code !== 'permission-denied') return false;
  // A rule of one table, or a token that may not write any more?
  const may = await work.parts.into.writer.mayWrite(work.options);
  return !may.ok;
}

function doStep(work: Applying, step: PlanStep): Promise<void> {
  if (work.pending(step).length === 0) return Promise.resolve();
  switch (step.kind) {
    case 'untrash':
      return untrash(work, step);
    case 'remove':
      return remove(work, step);
    case 'update':
      return update(work, step);
    case 'create':
      return create(work, step);
    case 'mend':
      return mend(work, step);
    default:
      return assertNever(step.kind);
  }
}

