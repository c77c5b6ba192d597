import type { EntityDescription } from '../../../shared/model/app.ts';
import type { EntityStatus } from '../../../shared/model/snapshot.ts';
import { schemaHash } from '../vault/format/schema-hash.ts';
import type { WrittenRecords } from '../vault/records-writer.ts';
import { isBetween } from './counts.ts';
import { readAllRecords } from './read-all.ts';
import type { Run } from './run.ts';
import { type EntityBase, type Settled, settle } from './settle.ts';
import { countRecords } from '../streams/source-calls.ts';

export interface EntityResult {
  readonly entity: EntityDescription;
  readonly status: EntityStatus;
  /** Plain sentence when the status is not `complete`. */
  readonly reason: string | undefined;
  readonly written: WrittenRecords;
  readonly sourceRecords: number | undefined;
  readonly readStartedAt: Date;
  readonly schemaHash: string;
  readonly mode: 'full' | 'incremental';
}

const nothing: WrittenRecords = { records: 0, bytes: 0, index: [], mentionsFiles: false };

/**
 * Reads one entity into the vault: only what changed since `base` where that is possible and comes out even, everything
 * otherwise, settled afterwards. An entity that cannot be read, or not whole, is a result with its reason.
 * @throws only what ends the whole run.
 */
export async function readEntity(run: Run, entity: EntityDescription, base: EntityBase | undefined): Promise<EntityResult> {
  const readStartedAt = run.clock.now();
  const common = { entity, readStartedAt, schemaHash: schemaHash(entity.schema) };
  if (entity.unreadable !== undefined) {
    return { ...common, status: 'failed', reason: entity.unreadable.message, written: nothing, sourceRecords: undefined, mode: 'full' };
  }
  const { changedSince, listsKeys, consistent } = run.source.capabilities;
  const canSettle = changedSince && listsKeys && !consistent;

  if (base !== undefined && canSettle && base.schemaHash === common.schemaHash) {
    const updated = await settle(run, entity, base, 'list-keys');
    if (updated?.agreed === true) return { ...common, ...judge(entity, updated, undefined), mode: 'incremental' };
  }

  const before = canSettle ? undefined : await countRecords(run, entity);
  const { written, problem } = await readAllRecords(run, entity);
  if (problem !== undefined) {
    const sourceRecords = await countRecords(run, entity);
    return { ...common, ...judge(entity, { written, sourceRecords, agreed: true }, problem), mode: 'full' };
  }
  if (!canSettle) {
    const after = await countRecords(run, entity);
    return { ...common, ...judge(entity, { written, sourceRecords: after, agreed: isBetween(written.records, before, after) }, undefined), mode: 'full' };
  }
  await run.writer.flush();
  const settled = await settle(run, entity, { readStartedAt, schemaHash: common.schemaHash, written }, 'only-if-changed');
  const unsettled = 'What changed while the table was read could not be read, so it may not be whole.';
  return { ...common, ...(settled === undefined ? judge(entity, { written, sourceRecords: undefined, agreed: true }, unsettled) : judge(entity, settled, undefined)), mode: 'full' };
}

function judge(entity: EntityDescription, settled: Settled, problem: string | undefined): Pick<EntityResult, 'status' | 'reason' | 'written' | 'sourceRecords'> {
  const { written, sourceRecords } = settled;
  const reasons: string[] = [];
  if (problem !== undefined) reasons.push(problem);
  if (!settled.agreed) reasons.push(disagreement(written.records, sourceRecords));
  if (entity.hiddenRows !== undefined) reasons.push(entity.hiddenRows.reason);
  return { status: reasons.length === 0 ? 'complete' : 'incomplete', reason: reasons.length === 0 ? undefined : reasons.join(' '), written, sourceRecords };
}

function disagreement(read: number, said: number | undefined): string {
  if (said === undefined || said === read) return 'The table kept changing while it was read, so it may not be whole.';
  return `The platform says there are ${said} records, but ${read} could be read.`;
}
