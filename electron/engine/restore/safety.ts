import { HoldfastError } from '../../../shared/model/errors.ts';
import type { BackupReport } from '../backup/report.ts';
import { parseObject } from '../vault/entity-reader.ts';
import { findMany } from './backup-records.ts';
import { sameValue } from './hash-of-values.ts';
import type { PlanStep, StoredPlan } from './plan/plan.ts';
import { entityNamed, type Fields, type RestoreFrom, type RestoreParts } from './restore-parts.ts';

/** What is needed to know whether an app is safe as it is. */
export interface ProveSafety {
  readonly plan: Pick<StoredPlan, 'steps'>;
  readonly into: RestoreParts['into'];
  readonly signal: AbortSignal;
  /** Reads in that backup, from a place where it was read back. */
  readonly inSafety: <T>(report: BackupReport, look: (from: Pick<RestoreFrom, 'reader' | 'manifest'>) => Promise<T>) => Promise<T>;
}

/** Steps that change or remove what is there: the others add, and are taken back by their ids alone. */
const overwrites: ReadonlySet<PlanStep['kind']> = new Set(['update', 'mend', 'remove']);

/**
 * Is everything that a plan is going to change in this backup as the app has it? A table that was read whole is. Of one that was not (row rules hide some
 * of it, a page could not be read) it is looked at record by record. @throws incomplete (details.reason = `no-safety-backup`): nothing was written yet.
 */
export async function proveSafety(parts: ProveSafety, report: BackupReport): Promise<string> {
  if (!report.places.some(({ outcome }) => outcome === 'verified')) throw notSafe('the backup could not be read back from any place');
  const { steps } = parts.plan;
  const touched = new Set(steps.map(({ entity }) => entity));
  const partly = report.entities.filter(({ name, status }) => touched.has(name) && status !== 'complete');
  for (const { name, status, reason } of partly) {
    const ids = steps.filter(({ kind, entity }) => entity === name && overwrites.has(kind)).flatMap(({ records }) => records.map(({ id, at }) => at ?? id));
    const lacking = status === 'failed' ? undefined : await lackingOf(parts, report, name, new Set(ids));
    if (lacking === 0) continue;
    const why = reason === undefined ? '' : ` (${reason})`;
    const what = lacking === undefined ? 'the backup has nothing of it' : `the backup lacks ${lacking === 1 ? 'a record that is' : `${lacking} records that are`} to be changed`;
    throw notSafe(`the table “${name.slice(0, 100)}” could not be read whole${why}: ${what}`);
  }
  return report.snapshot;
}

/** How many of these records the backup does not have as the app has them now. */
async function lackingOf({ into, signal, inSafety }: ProveSafety, report: BackupReport, name: string, ids: ReadonlySet<string>): Promise<number> {
  const live = entityNamed({ into }, name);
  if (ids.size === 0) return 0;
  if (live === undefined) return ids.size;
  const present = await into.writer.read(live, [...ids], { signal });
  return inSafety(report, async ({ reader, manifest }) => {
    const stored = manifest.entities.find((entity) => entity.name === name);
    const kept = new Map<string, Fields>();
    if (stored !== undefined) {
      for await (const found of findMany(reader, stored, ids, signal)) if (found.kind === 'records') for (const { id, record } of found.records) kept.set(id, record);
    }
    // What went meanwhile is not changed either.
    return [...present].filter(([id, { json }]) => !sameValue(kept.get(id), parseObject(json))).length;
  });
}

function notSafe(why: string): HoldfastError {
  return new HoldfastError('incomplete', `Nothing was changed: the app must be backed up as it is before anything is brought back, and ${why}.`, {
    nextStep: 'Make a backup and look at what it says is missing; once it is complete, bring the data back.',
    details: { reason: 'no-safety-backup' },
  });
}
