import type { EntityDescription } from '../../../../shared/model/app.ts';
import { isHoldfastError, toHoldfastError, toPlainError } from '../../../../shared/model/errors.ts';
import { canonicalJson } from '../../../../shared/model/record.ts';
import { hasValue } from '../../compare/has-value.ts';
import type { SnapshotSummary } from '../../engine.ts';
import type { Source } from '../../ports/source.ts';
import { tableShape } from '../../schema-history/table-shape.ts';
import { recordPages } from '../../streams/source-calls.ts';
import { parseObject } from '../../vault/entity-reader.ts';
import type { GuardLook } from '../session.ts';
import { judge } from './judge.ts';
import { playbookRules, type Step } from './rules.ts';
import type { EvidenceSeen, StoredPlaybook } from './stored.ts';

export interface GatherDeps {
  readonly now: () => Date;
  /** Every backup of the app. */
  readonly snapshots: () => Promise<readonly SnapshotSummary[]>;
  readonly source: () => Promise<Source>;
  /** The app as it is now, beside a backup. */
  readonly look: (backup: string) => Promise<GuardLook>;
  readonly signal: AbortSignal;
}

/**
 * Looks at everything the steps of a playbook rest on. What could not be looked at is absent, and why is said: a step that nobody could look at is
 * not ticked. Records are read only where two fields are compared, and the whole app only for the last look of all.
 * @throws cancelled
 */
export async function gatherEvidence(playbook: StoredPlaybook, { now, snapshots, source, look, signal }: GatherDeps): Promise<EvidenceSeen> {
  const at = now().toISOString();
  let seen: EvidenceSeen = { at, backups: [] };
  try {
    const backups = (await snapshots()).filter(({ startedAt, outcome, verified }) => startedAt >= playbook.startedAt && outcome === 'complete' && verified);
    seen = { ...seen, backups: backups.map(({ id, startedAt, kind, pinned }) => ({ id, startedAt, kind, pinned })).toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1)) };
    const live = await source();
    const { entities } = await live.describe({ signal });
    const table = entities.find(({ name }) => name === playbook.table);
    seen = { ...seen, ...fieldsOf(table) };
    if (table !== undefined && playbook.field !== undefined && playbook.newField !== undefined) seen = { ...seen, ...(await valuesOf(live, table, playbook.field, playbook.newField, signal)) };
    const against = backupToLookAt({ ...playbook, seen }, now());
    return against === undefined ? seen : { ...seen, ...lostIn(playbook, await look(against)) };
  } catch (error) {
    if (isHoldfastError(error, 'cancelled')) throw error;
    return { ...seen, problem: toPlainError(toHoldfastError(error)) };
  }
}

function fieldsOf(table: EntityDescription | undefined): Pick<EvidenceSeen, 'fields'> {
  if (table === undefined) return { fields: null };
  const { fields } = tableShape(table.schema);
  return fields === undefined || table.unreadable !== undefined ? {} : { fields: [...fields.keys()] };
}

async function valuesOf(source: Source, table: EntityDescription, field: string, newField: string, signal: AbortSignal): Promise<Pick<EvidenceSeen, 'values'>> {
  // Records that the token may not see could be those that were forgotten.
  if (table.unreadable !== undefined || table.hiddenRows !== undefined) return {};
  const values = { of: 0, same: 0, filled: 0 };
  for await (const page of recordPages({ source, signal }, table)) {
    if (page.kind === 'unreadable') return {};
    for (const { json } of page.records) {
      const record = parseObject(json);
      if (!Object.hasOwn(record, field) || !hasValue(record[field])) continue;
      values.of += 1;
      if (!Object.hasOwn(record, newField) || !hasValue(record[newField])) continue;
      values.filled += 1;
      if (canonicalJson(record[newField]) === canonicalJson(record[field])) values.same += 1;
    }
  }
  return { values };
}

/** The last backup before the removal, once everything before the last look is done. */
function backupToLookAt(playbook: StoredPlaybook, now: Date): string | undefined {
  const steps: readonly Step[] = playbookRules[playbook.kind];
  const at = steps.findIndex(({ seen }) => seen?.kind === 'nothing-else-lost');
  const before = judge(playbook, now).slice(0, at);
  if (at < 0 || before.some(({ state }) => state !== 'done')) return undefined;
  return before.findLast(({ facts }) => facts.backup !== undefined)?.facts.backup;
}

/** Losses beside what the playbook is about. Where not everything could be compared, nobody knows. */
function lostIn({ table, field }: StoredPlaybook, { findings, verdict }: GuardLook): Pick<EvidenceSeen, 'lost'> {
  const isBeside = (other: { readonly table: string; readonly field: string }): boolean => other.table !== table || (field !== undefined && other.field !== field);
  const lost = findings.flatMap((finding): string[] => {
    if (finding.kind === 'renamed') return finding.weight === 'loss' && isBeside(finding) ? [finding.table] : [];
    if (finding.kind === 'schema') return finding.weight === 'loss' && finding.change.kind === 'field-gone' && isBeside(finding.change) ? [finding.change.table] : [];
    if (finding.kind !== 'incident' || finding.few) return [];
    return finding.incident.tables.filter(({ name, fields }) => name !== table || (field !== undefined && !(fields.length > 0 && fields.every((each) => each === field)))).map(({ name }) => name);
  });
  return verdict === 'unsure' && lost.length === 0 ? {} : { lost: [...new Set(lost)] };
}
