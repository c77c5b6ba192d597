import type { BackupReport } from '../backup/report.ts';
import type { Progress } from '../long-call.ts';
import { Applying } from './apply/applying.ts';
import { applyPlan } from './apply/apply-plan.ts';
import { restoreFolder, savePlan } from './folder.ts';
import { openJournal } from './journal/journal.ts';
import { replay } from './journal/state.ts';
import type { StoredPlan } from './plan/plan.ts';
import { makeReceipt, saveReceipt } from './receipt.ts';
import type { Remapping } from './remapping.ts';
import type { RestoreReceipt } from './restore-desk.ts';
import type { RestoreParts } from './restore-parts.ts';
import { proveSafety, type ProveSafety } from './safety.ts';
import { verify } from './verify.ts';

export interface RunRestore extends RestoreParts, Pick<ProveSafety, 'inSafety'> {
  readonly plan: StoredPlan;
  readonly remapping: Remapping;
  /** Backs up the app that is written into, as it is now. */
  readonly safetyBackup: () => Promise<BackupReport>;
  readonly gate: (() => Promise<void>) | undefined;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  /** Do nothing new: only find out what became of what was begun, and read it back. */
  readonly onlySettle?: boolean;
}

/**
 * Does a plan, or goes on with one: safety backup, the steps, reading back, receipt. Everything it asks of the app is on this computer's disk before
 * it is asked. @throws what ended it; then the same call goes on where it stopped.
 */
export async function runRestore(parts: RunRestore): Promise<RestoreReceipt> {
  const { home, plan, clock, onProgress } = parts;
  if (plan.steps.length === 0) return makeReceipt(home, plan, replay([]));
  const journal = await openJournal(restoreFolder(home, plan.id));
  const onRecords = (done: number, of: number, subject: string): void => onProgress?.({ phase: 'restore', subject, done, total: of, unit: 'records' });
  const work = new Applying({ ...parts, journal, onRecords });
  if (work.state.begunAt === undefined) {
    await savePlan(home, plan);
    await work.note({ kind: 'begun', at: clock.now().toISOString() });
  }
  if (parts.onlySettle === true) await applyPlan(work, { onlySettle: true });
  else {
    await refuseReadOnly(work);
    if (work.state.safety === undefined) await work.note({ kind: 'safety', snapshot: await proveSafety(parts, await parts.safetyBackup()) });
    // Said before the first request: from here on the app changes.
    onProgress?.({ phase: 'restore', done: 0, unit: 'records' });
    await applyPlan(work, { onlySettle: false });
  }
  await verify(work, (done, of, subject) => onProgress?.({ phase: 'read-back', subject, done, total: of, unit: 'records' }));
  await work.note({ kind: 'ended', at: clock.now().toISOString() });
  const receipt = makeReceipt(home, plan, work.state);
  await saveReceipt(receipt);
  return receipt;
}

async function refuseReadOnly({ parts: { into }, options }: Applying): Promise<void> {
  const may = await into.writer.mayWrite(options);
  if (!may.ok) throw may.error;
}
