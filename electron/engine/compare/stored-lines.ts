import type { KeyField } from '../../../shared/model/record.ts';
import type { ManifestEntity } from '../../../shared/model/snapshot.ts';
import type { SourceRecord } from '../ports/source.ts';
import { sortRecords } from '../streams/external-sort.ts';
import type { ChunkReader } from '../vault/chunk-reader.ts';
import type { ContentId } from '../vault/crypto/content-id.ts';
import { readRecords } from '../vault/entity-reader.ts';
import { linesOf } from '../vault/format/lines.ts';
import { type Lines, makeRow } from './merge-rows.ts';

/** Is what these two say of an entity sorted and named by the same fields? */
export function sameOrder(a: Pick<ManifestEntity, 'key' | 'identity'>, b: { readonly key: readonly KeyField[]; readonly identity: readonly string[] }): boolean {
  return JSON.stringify([a.key, a.identity]) === JSON.stringify([b.key, b.identity]);
}

/** The records of these chunks, in their order. */
export async function* openLines(reader: ChunkReader, ids: readonly ContentId[], signal: AbortSignal, onLines?: (count: number) => void): AsyncGenerator<Lines> {
  for await (const { bytes } of reader.readAll(ids, signal)) {
    const lines = linesOf(bytes);
    yield { lines };
    onLines?.(lines.length);
  }
}

/** All records of a stored entity, in ascending order of `rule`: as they lie there, or sorted where they lie in another order. */
export async function* linesInOrder(reader: ChunkReader, entity: ManifestEntity, rule: readonly KeyField[], options: { readonly scratch: string; readonly signal: AbortSignal }): AsyncGenerator<Lines> {
  if (sameOrder(entity, { key: rule, identity: entity.identity })) {
    for await (const lines of readRecords(reader, entity, options.signal)) yield { lines };
    return;
  }
  async function* rekeyed(): AsyncGenerator<readonly SourceRecord[]> {
    for await (const lines of readRecords(reader, entity, options.signal)) yield lines.map((json) => ({ key: makeRow(json, rule).key, json }));
  }
  for await (const batch of sortRecords(rekeyed(), { directory: options.scratch })) {
    yield { lines: batch.map(({ json }) => json), keys: batch.map(({ key }) => key) };
  }
}
