import { createHash } from 'node:crypto';
import type { EntityDescription } from '../../../shared/model/app.ts';
import type { ManifestEntity } from '../../../shared/model/snapshot.ts';
import type { ComparedTable } from '../compare/incidents/find-incidents.ts';
import { hasValue } from '../compare/has-value.ts';
import type { EntityDiff } from '../engine.ts';
import type { Source, SourceGlance } from '../ports/source.ts';
import { changedSince, liveKeys } from '../streams/source-calls.ts';
import type { ChunkReader } from '../vault/chunk-reader.ts';
import { parseObject, readRecords } from '../vault/entity-reader.ts';
import { schemaHash } from '../vault/format/schema-hash.ts';
import type { TableWatch } from './table-watch.ts';

/** What one comparison found of a table. */
export interface Figures {
  readonly diff: EntityDiff;
  readonly watch: TableWatch | undefined;
  readonly compared: ComparedTable | undefined;
}

interface Remembered {
  readonly figures: Figures;
  readonly schema: string;
  /** When the look began that found them. */
  readonly at: Date;
  /** Of every key there was; of a file, its mark. */
  readonly keys: string;
}

/** More than this has changed: it is to be compared anyway. */
const changedLimit = 1024;

/**
 * What looks at one guard backup found. A table that is described otherwise than in the backup can only be compared by reading all of it; where
 * the platform tells that nothing in it changed since, what was found then is still true. So it is of a file that nobody wrote to.
 */
export class LookMemory {
  readonly #known = new Map<string, Remembered>();
  /** The app as it was opened for these looks: what it learnt of a file serves the next one. */
  source: Source | undefined;
  readonly #values = new Map<string, ReadonlyMap<string, number>>();
  /** Of tables that are about to be compared: their keys from before that. What goes later makes the next look compare again. */
  #keys = new Map<string, string>();

  /** Figures of tables that are as they were at the look before. */
  async stillTrue(source: Source, entities: readonly EntityDescription[], stored: ReadonlyMap<string, ManifestEntity>, signal: AbortSignal): Promise<ReadonlyMap<string, Figures>> {
    const still = new Map<string, Figures>();
    this.#keys = new Map();
    if (source.glance !== undefined) return this.#untouched(source.glance, entities, signal);
    if (!source.capabilities.changedSince || !source.capabilities.listsKeys) return still;
    for (const entity of entities) {
      const schema = schemaHash(entity.schema);
      const older = stored.get(entity.name);
      // Described as it was, it is compared the cheap way anyway.
      if (older === undefined || older.schemaHash === schema || entity.unreadable !== undefined) continue;
      const keys = await keysOf(source, entity, signal);
      const known = this.#known.get(entity.name);
      if (known !== undefined && known.schema === schema && known.keys === keys && (await isUnchanged(source, entity, known.at, signal))) still.set(entity.name, known.figures);
      else if (keys !== undefined) this.#keys.set(entity.name, keys);
    }
    return still;
  }

  /** Of files: those whose mark is the one from before they were compared. */
  async #untouched(glance: SourceGlance, entities: readonly EntityDescription[], signal: AbortSignal): Promise<ReadonlyMap<string, Figures>> {
    const still = new Map<string, Figures>();
    for (const entity of entities) {
      const mark = entity.unreadable === undefined ? await glance.mark(entity, { signal }) : undefined;
      if (mark === undefined) continue;
      const known = this.#known.get(entity.name);
      if (known?.keys === mark && known.schema === schemaHash(entity.schema)) still.set(entity.name, known.figures);
      else this.#keys.set(entity.name, mark);
    }
    return still;
  }

  /** Of fields that are not described any more: records of the backup with a value, by table and field. The backup does not change: counted once. */
  async valuesBefore(reader: ChunkReader, gone: ReadonlyMap<string, ReadonlySet<string>>, stored: ReadonlyMap<string, ManifestEntity>, signal: AbortSignal): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
    for (const [table, fields] of gone) {
      const entity = stored.get(table);
      const known = this.#values.get(table);
      if (entity === undefined || (known !== undefined && [...fields].every((field) => known.has(field)))) continue;
      const counts = new Map([...fields].map((field) => [field, 0]));
      for await (const lines of readRecords(reader, entity, signal)) {
        for (const line of lines) {
          const record = parseObject(line);
          for (const field of fields) if (Object.hasOwn(record, field) && hasValue(record[field])) counts.set(field, (counts.get(field) ?? 0) + 1);
        }
      }
      this.#values.set(table, counts);
    }
    return this.#values;
  }

  /** Keeps what took reading a whole table, which of a file it always does. @param at when the look began */
  remember(source: Pick<Source, 'glance'>, entities: readonly EntityDescription[], fresh: readonly Figures[], at: Date): void {
    for (const entity of entities) {
      const keys = this.#keys.get(entity.name);
      const figures = fresh.find(({ diff }) => diff.name === entity.name);
      if (keys === undefined || figures === undefined || (figures.compared === undefined && source.glance === undefined) || figures.diff.note !== undefined) this.#known.delete(entity.name);
      else this.#known.set(entity.name, { figures, schema: schemaHash(entity.schema), at, keys });
    }
  }
}

async function isUnchanged(source: Source, entity: EntityDescription, since: Date, signal: AbortSignal): Promise<boolean> {
  const changed = await changedSince({ source, signal }, entity, since, changedLimit);
  return changed?.size === 0;
}

/** A hash over all keys; undefined where they cannot all be had. */
async function keysOf(source: Source, entity: EntityDescription, signal: AbortSignal): Promise<string | undefined> {
  const hash = createHash('sha256');
  const { pages, failed } = liveKeys({ source, signal }, entity);
  for await (const page of pages) for (const key of page) hash.update(`${String(key.length)}:${key}`);
  return failed() ? undefined : hash.digest('base64');
}
