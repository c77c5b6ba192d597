import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseJson } from '../../../shared/model/record.ts';
import { writeFileDurably } from '../system/durable-file.ts';
import { restoreFolder } from './folder.ts';
import type { RestoreState } from './journal/state.ts';
import { stepKey } from './journal/state.ts';
import { LeftAloneTally } from './plan/left-alone.ts';
import type { StoredPlan } from './plan/plan.ts';
import type { LeftAlone, LeftAloneReason, RestoreReceipt } from './restore-desk.ts';

const shownFailures = 1000;

/** Reasons for which a record that was asked for is not brought back at all. */
const notBrought: ReadonlySet<LeftAloneReason> = new Set(['table-gone', 'table-unreadable', 'hidden', 'made-already', 'required-field-missing', 'damaged', 'not-in-backup', 'user', 'edited-meanwhile', 'gone-meanwhile']);

/** Found when it was planned, or when a record's turn came. */
const meanwhile: ReadonlySet<LeftAloneReason> = new Set(['edited-meanwhile', 'gone-meanwhile']);

/** What came of a restore, by its plan and its journal alone: each record counted once. */
export function makeReceipt(home: string, plan: StoredPlan, state: RestoreState): RestoreReceipt {
  const counts = countRecords(plan, state);
  const failures = [...counts.failures, ...[...state.notUploaded].map(([id, says]) => ({ entity: 'uploaded file', id, says }))];
  const tally = new LeftAloneTally();
  for (const { entity, reason, records, ids } of plan.leftAlone) if (meanwhile.has(reason)) tally.count(entity, reason, records, ids);
  for (const { entity, id, reason } of counts.left) tally.add(entity, reason, id);
  const leftAlone: readonly LeftAlone[] = [...plan.leftAlone.filter(({ reason }) => !meanwhile.has(reason)), ...tally.list()];
  const skippedAtPlan = plan.leftAlone.filter(({ reason, field }) => notBrought.has(reason) && (reason !== 'hidden' || field === undefined)).reduce((sum, { records }) => sum + records, 0);
  const skipped = skippedAtPlan + counts.left.length;
  return {
    id: plan.id,
    ...(plan.undoOf === undefined ? {} : { undoOf: plan.undoOf }),
    app: plan.app,
    into: plan.into,
    snapshot: plan.snapshot,
    startedAt: state.begunAt ?? plan.at,
    endedAt: state.endedAt ?? state.begunAt ?? plan.at,
    // Of one that was stopped, what was not come to yet was asked for, too.
    asked: Math.max(counts.written + counts.failures.length, plannedRecords(plan) - counts.left.length) + skipped,
    written: counts.written,
    verified: counts.verified,
    mended: counts.mended,
    skipped,
    failed: failures.length,
    steps: plan.steps.map(({ kind, entity, records }) => ({ kind, entity, records: records.length, written: [...(state.settled.get(stepKey(kind, entity))?.values() ?? [])].filter((outcome) => outcome.kind === 'done').length })),
    leftAlone,
    failures: failures.slice(0, shownFailures),
    remapped: remapped(plan, state),
    safetySnapshot: state.safety ?? null,
    file: plan.steps.length === 0 ? null : receiptFile(home, plan.id),
  };
}

interface Counts {
  readonly written: number;
  readonly verified: number;
  /** Of those that were written: only pointed at new ids. */
  readonly mended: number;
  readonly left: readonly { readonly entity: string; readonly id: string; readonly reason: LeftAloneReason }[];
  readonly failures: readonly { readonly entity: string; readonly id: string; readonly says: string }[];
}

/** A record may be in several steps: it failed if one of them failed, and is written if one of them wrote it. */
function countRecords(plan: StoredPlan, state: RestoreState): Counts {
  const records = new Map<string, { readonly entity: string; readonly id: string; at: string | undefined; left: LeftAloneReason | undefined; says: string | undefined; onlyMended: boolean }>();
  for (const { kind, entity } of plan.steps) {
    for (const [id, outcome] of state.settled.get(stepKey(kind, entity)) ?? []) {
      const key = `${entity} ${id}`;
      const known = records.get(key) ?? { entity, id, at: undefined, left: undefined, says: undefined, onlyMended: true };
      records.set(key, known);
      if (kind !== 'mend') known.onlyMended = false;
      if (outcome.kind === 'done') known.at = outcome.at;
      else if (outcome.kind === 'left') known.left ??= outcome.reason;
      else if (outcome.kind === 'failed') known.says ??= outcome.says;
    }
  }
  const left: { entity: string; id: string; reason: LeftAloneReason }[] = [];
  const failures: { entity: string; id: string; says: string }[] = [];
  let written = 0;
  let verified = 0;
  let mended = 0;
  for (const { entity, id, at, left: reason, says, onlyMended } of records.values()) {
    const unverified = at === undefined ? undefined : state.unverified.get(entity)?.get(at);
    const failure = says ?? unverified;
    if (failure !== undefined) failures.push({ entity, id, says: failure });
    else if (at !== undefined) {
      written += 1;
      if (onlyMended) mended += 1;
      if (state.verified.get(entity)?.has(at) === true) verified += 1;
    } else if (reason !== undefined) left.push({ entity, id, reason });
  }
  return { written, verified, mended, left, failures };
}

/** Each record once, whatever is to happen to it. */
function plannedRecords({ steps }: StoredPlan): number {
  return new Set(steps.flatMap(({ entity, records }) => records.map(({ id }) => `${entity} ${id}`))).size;
}

function remapped(plan: StoredPlan, state: RestoreState): RestoreReceipt['remapped'] {
  return plan.steps.flatMap(({ kind, entity }) => {
    if (kind !== 'create') return [];
    return [...(state.settled.get(stepKey(kind, entity)) ?? [])].flatMap(([from, outcome]) => (outcome.kind === 'done' && outcome.at !== from ? [{ entity, from, to: outcome.at }] : []));
  });
}

function receiptFile(home: string, id: string): string {
  return path.join(restoreFolder(home, id), 'receipt.json');
}

export async function saveReceipt(receipt: RestoreReceipt): Promise<void> {
  if (receipt.file !== null) await writeFileDurably(receipt.file, `${JSON.stringify(receipt, null, 2)}\n`);
}

/** Is there one? Then the restore came to its end. */
export async function hasReceipt(home: string, id: string): Promise<boolean> {
  try {
    parseJson(await readFile(receiptFile(home, id), 'utf8'));
    return true;
  } catch {
    return false;
  }
}
