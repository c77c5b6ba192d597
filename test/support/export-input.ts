import { canonicalJson, recordKey } from '../../shared/model/record.ts';
import type { JsonValue, KeyField } from '../../shared/model/record.ts';
import type { ExportEntity, ExportUpload } from '../../electron/engine/export/index.ts';
import type { Source } from '../../electron/engine/ports/source.ts';

/** Lines in batches, as a vault gives them. */
async function* batchesOf(lines: readonly string[], size = 50): AsyncGenerator<readonly string[]> {
  for (let at = 0; at < lines.length; at += size) yield lines.slice(at, at + size);
}

export interface TableInput {
  readonly name?: string;
  readonly schema?: JsonValue;
  readonly key?: readonly KeyField[];
  readonly identity?: readonly string[];
}

/** A table of these lines, in the order given. */
export function tableOfLines(lines: readonly string[], { name = 'Table', schema = { type: 'object', properties: {} }, key = [{ field: 'id', type: 'text' }], identity = ['id'] }: TableInput = {}): ExportEntity {
  return { name, schema, key, identity, records: batchesOf(lines) };
}

export function tableOf(records: readonly Readonly<Record<string, unknown>>[], input: TableInput = {}): ExportEntity {
  return tableOfLines(records.map(canonicalJson), input);
}

/** Every table of a source as a backup would hold it: sorted by key. */
export async function tablesOfSource(source: Source): Promise<readonly ExportEntity[]> {
  const { signal } = new AbortController();
  const tables: ExportEntity[] = [];
  for (const entity of (await source.describe({ signal })).entities) {
    const records: { key: string; json: string }[] = [];
    for await (const page of source.records(entity, { signal })) {
      if (page.kind === 'unreadable') throw page.error;
      records.push(...page.records);
    }
    const sorted = records.toSorted((a, b) => (a.key < b.key ? -1 : 1));
    for (const { key, json } of sorted) if (recordKey(entity.key, JSON.parse(json) as Record<string, unknown>) !== key) throw new Error('a key that does not fit its record');
    // As it comes out of the vault: the schema was JSON with sorted keys meanwhile.
    tables.push({ ...entity, schema: JSON.parse(canonicalJson(entity.schema)) as JsonValue, records: batchesOf(sorted.map((record) => record.json)) });
  }
  return tables;
}

export async function* uploadsOf(...files: readonly { readonly name: string; readonly content: string; readonly address?: string; readonly size?: number }[]): AsyncGenerator<ExportUpload> {
  for (const { name, content, address, size } of files) {
    const body = Buffer.from(content);
    yield { name, size: size ?? body.length, ...(address === undefined ? {} : { address }), body: pieces(body) };
  }
}

async function* pieces(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += 7) yield body.subarray(at, at + 7);
}
