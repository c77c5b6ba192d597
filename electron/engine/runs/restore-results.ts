import type { z } from 'zod';
import type { restorePlan, restoreReceipt } from '../../../shared/contract/restores.ts';
import type { Incident, LeftAlone, RestorePlan, RestoreReceipt } from '../engine.ts';
import { type Ended, shownIncident } from './results.ts';

type Plan = z.infer<typeof restorePlan>;
type Receipt = z.infer<typeof restoreReceipt>;

export function restorePlanEnded(plans: readonly { readonly plan: RestorePlan; readonly incidents: readonly Incident[] }[]): Ended {
  return { state: 'done', result: { kind: 'restore-plan', plans: plans.map(({ plan, incidents }) => ({ ...shownPlan(plan), ...(incidents.length === 0 ? {} : { incidents: incidents.map(shownIncident) }) })) } };
}

/**
 * Done only when everything that was asked for is in the app and was read back. What was left alone on purpose is no failure, and is not all
 * that was asked for either.
 */
export function receiptEnded(kind: 'undo' | 'resume', { receipt }: { readonly receipt?: RestoreReceipt }): Ended {
  if (receipt === undefined) return { state: 'done' };
  return { state: endOf([receipt]), records: receipt.verified, result: { kind, receipt: shownReceipt(receipt) } };
}

/** The same of several that were done one after the other. */
export function receiptsEnded(receipts: readonly RestoreReceipt[]): Ended {
  return { state: endOf(receipts), records: receipts.reduce((sum, { verified }) => sum + verified, 0), result: { kind: 'restore', receipts: receipts.map(shownReceipt) } };
}

export function endOf(receipts: readonly RestoreReceipt[]): 'done' | 'incomplete' {
  return receipts.every(({ failed, skipped, verified, written }) => failed === 0 && skipped === 0 && verified === written) ? 'done' : 'incomplete';
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
