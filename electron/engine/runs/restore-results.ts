import type { z } from 'zod';
import type { restorePlan, restoreReceipt } from '../../../shared/contract/restores.ts';
import type { LeftAlone, RestorePlan, RestoreReceipt } from '../engine.ts';
import type { Ended } from './results.ts';

type Plan = z.infer<typeof restorePlan>;
type Receipt = z.infer<typeof restoreReceipt>;

export function restorePlanEnded(plan: RestorePlan): Ended {
  return { state: 'done', result: { kind: 'restore-plan', plan: shownPlan(plan) } };
}

/**
 * Done only when everything that was asked for is in the app and was read back. What was left alone on purpose is no failure, and is not all
 * that was asked for either.
 */
export function receiptEnded(kind: 'restore' | 'undo' | 'resume', { receipt }: { readonly receipt?: RestoreReceipt }): Ended {
  if (receipt === undefined) return { state: 'done' };
  const isWhole = receipt.failed === 0 && receipt.skipped === 0 && receipt.verified === receipt.written;
  return { state: isWhole ? 'done' : 'incomplete', records: receipt.verified, result: { kind, receipt: shownReceipt(receipt) } };
}

/** A receipt in the contract's words; of what may be hundreds of thousands of ids, the number. */
export function shownReceipt({ snapshot, safetySnapshot, steps, leftAlone, failures, remapped, file: _file, ...receipt }: RestoreReceipt): Receipt {
  return {
    ...receipt,
    backup: snapshot,
    steps: steps.map(({ entity, ...step }) => ({ ...step, table: entity })),
    leftAlone: leftAlone.map(shownLeftAlone),
    failures: failures.map(({ entity, ...failure }) => ({ ...failure, table: entity })),
    newIds: remapped.length,
    safetyBackup: safetySnapshot,
  };
}

function shownPlan({ snapshot, steps, leftAlone, cannot, references, notes, tables, ...plan }: RestorePlan): Plan {
  return {
    ...plan,
    backup: snapshot,
    steps: steps.map(({ kind, entity, records, fields, effects, requests, seconds }) => ({ kind, table: entity, records, fields: [...fields], effects, requests, seconds })),
    leftAlone: leftAlone.map(shownLeftAlone),
    cannot: [...cannot],
    references: references.map(({ entity, field, targets }) => ({ table: entity, field, targets: [...targets] })),
    notes: [...notes],
    tables: tables.map(({ entity, records }) => ({ name: entity, records })),
  };
}

function shownLeftAlone({ entity, ids, field, ...left }: LeftAlone): Plan['leftAlone'][number] {
  return { ...left, table: entity, ids: [...ids], ...(field === undefined ? {} : { field }) };
}
