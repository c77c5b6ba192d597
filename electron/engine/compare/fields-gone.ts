import type { ManifestEntity, ManifestPart } from '../../../shared/model/snapshot.ts';
import type { ChunkReader } from '../vault/chunk-reader.ts';
import { findById, parseObject } from '../vault/entity-reader.ts';

/**
 * Which fields of an entity are gone. A field is gone when no newer record has it, and it was either
 *
 * - **declared**: the older schema names it and the newer one does not, or
 * - **lost**: a changed record had it, and has it no more.
 *
 * Of the newer records, those that are new or changed have been looked at anyway. For the unchanged ones it costs only as much
 * again: so many of their chunks are read as were read to compare, 16 at the least (some 1 MiB), until each field in question was
 * seen. Where that did not reach the end, a lost field is not reported, since an unread record may have it; a field
 * that left the schema is, because for the app it is gone wherever its values may linger.
 */
export interface FieldsQuestion {
  /** Fields that the older schema names and the newer one does not. */
  readonly undeclared: ReadonlySet<string>;
  /** Fields that changed records had and have no more. */
  readonly lost: ReadonlySet<string>;
  /** Fields of newer records that were looked at. */
  readonly seen: ReadonlySet<string>;
  /** Every newer record that there is to read was looked at. */
  readonly sawAll: boolean;
  /** The newer side was read whole. Where not, a record that nobody read may have any field. */
  readonly isWhole: boolean;
  /** The newer records that were not looked at, a chunk's lines at a time. */
  readonly rest?: (() => AsyncIterable<readonly string[]>) | undefined;
  /** Chunks that were opened to compare. */
  readonly opened: number;
}

const leastChunks = 16;

/** Names in ascending order. */
export async function findFieldsGone(question: FieldsQuestion): Promise<string[]> {
  const { undeclared, lost, seen, rest } = question;
  const open = new Set([...undeclared, ...lost].filter((field) => !seen.has(field)));
  let sawAll = question.sawAll;
  if (open.size > 0 && !sawAll && rest !== undefined) {
    let left = Math.max(leastChunks, question.opened);
    sawAll = true;
    for await (const lines of rest()) {
      if (left === 0) {
        sawAll = false;
        break;
      }
      left -= 1;
      dropSeen(open, lines);
      if (open.size === 0) break;
    }
  }
  return [...open].filter((field) => (sawAll && question.isWhole) || undeclared.has(field)).toSorted();
}

function dropSeen(open: Set<string>, lines: readonly string[]): void {
  for (const line of lines) {
    for (const field of open) {
      // A quick look first: most lines settle the question without being parsed.
      if (line.includes(`${JSON.stringify(field)}:`) && Object.hasOwn(parseObject(line), field)) open.delete(field);
    }
    if (open.size === 0) return;
  }
}

/** The schema of an entity as a backup keeps it; undefined when it has none. */
export async function readSchema(reader: ChunkReader, schemas: ManifestPart, entity: Pick<ManifestEntity, 'name'>, signal: AbortSignal): Promise<unknown> {
  const part = { index: schemas.index, key: [{ field: 'name', type: 'text' as const }], identity: ['name'] };
  const line = await findById(reader, part, entity.name, signal);
  return line === undefined ? undefined : parseObject(line)['value'];
}

/** Fields that the older schema names and the newer one does not. None where the newer one names no fields at all: it says nothing then. */
export function undeclaredFields(older: unknown, newer: unknown): Set<string> {
  const declared = new Set(declaredFields(newer));
  if (declared.size === 0) return new Set();
  return new Set(declaredFields(older).filter((field) => !declared.has(field)));
}

/** The fields of a JSON Schema. */
function declaredFields(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return [];
  const { properties } = schema;
  return typeof properties === 'object' && properties !== null && !Array.isArray(properties) ? Object.keys(properties) : [];
}
