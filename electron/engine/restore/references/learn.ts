import { isHoldfastError } from '../../../../shared/model/errors.ts';
import { recordId } from '../../../../shared/model/record.ts';
import type { Manifest, ManifestEntity } from '../../../../shared/model/snapshot.ts';
import type { ChunkReader } from '../../vault/chunk-reader.ts';
import { parseObject, readIndex, type StoredRecords } from '../../vault/entity-reader.ts';
import type { ContentId } from '../../vault/crypto/content-id.ts';
import { linesOf } from '../../vault/format/lines.ts';
import { IdOwners } from './id-owners.ts';
import type { Reference } from './reference.ts';
import { referencesInSchema } from './schema-references.ts';
import { LineScanner, NotPlain } from './scan-lines.ts';
import { type Sighting, Sightings } from './sightings.ts';

export interface LearnOptions {
  readonly signal: AbortSignal;
  /** Fields of a record that name the user who made it: these are the platform's to set. */
  readonly creators?: readonly string[];
}

export interface LearntReferences {
  readonly references: readonly Reference[];
  /** Damaged parts of the backup that could not be looked at: a reference that stands only there was not seen. */
  readonly damaged: number;
}

/**
 * Where the records of a backup refer to each other: where the schema says so, and otherwise wherever the data show it. Every
 * record is looked at, so a field that refers to different tables is known to, and one that holds an id once in a thousand
 * texts is known not to. In memory are ids only.
 */
export async function learnReferences(reader: ChunkReader, manifest: Pick<Manifest, 'entities' | 'schema'>, options: LearnOptions): Promise<LearntReferences> {
  try {
    const schemas = await readSchemas(reader, manifest.schema, options.signal);
    const found = await scanLines(reader, manifest.entities, options);
    return { references: judged(manifest.entities, schemas, found), damaged: 0 };
  } catch (error) {
    if (!(error instanceof NotPlain) && !isHoldfastError(error, 'corrupt')) throw error;
    return learnRecordByRecord(reader, manifest, options);
  }
}

/** A table whose records are at hand. */
export interface TableAtHand {
  readonly name: string;
  readonly identity: readonly string[];
}

/**
 * The same of records that were read already. @param batchesOf the records of a table by its number, in batches; asked for once or three times
 * @param breathe awaited now and then, so that whoever else needs the thread has a turn
 */
export async function learnFromLines(tables: readonly TableAtHand[], schemas: ReadonlyMap<string, unknown>, batchesOf: (table: number) => Iterable<readonly string[]>, breathe: () => Promise<void>, options: Pick<LearnOptions, 'creators'> = {}): Promise<readonly Reference[]> {
  const creators = creatorsOf({ ...options, signal: new AbortController().signal });
  try {
    const scanner = new LineScanner(new IdOwners());
    const encoder = new TextEncoder();
    for (const [number, { identity }] of tables.entries()) {
      scanner.begin(number, identity, creators);
      for (const lines of batchesOf(number)) {
        scanner.add(encoder.encode(`${lines.join('\n')}\n`));
        await breathe();
      }
    }
    return judged(tables, schemas, tables.map((entity, number) => ({ entity, sightings: scanner.found(number) })));
  } catch (error) {
    if (!(error instanceof NotPlain)) throw error;
  }
  const owners = new IdOwners();
  for (const [number, { identity }] of tables.entries()) {
    for (const lines of batchesOf(number)) {
      for (const line of lines) owners.add(recordId(identity, parseObject(line)), number);
      await breathe();
    }
  }
  const found: { readonly entity: TableAtHand; readonly sightings: Iterable<Sighting> }[] = [];
  for (const [number, entity] of tables.entries()) {
    const sightings = new Sightings(owners, new Set([...entity.identity, ...creators]));
    for (const lines of batchesOf(number)) {
      for (const line of lines) sightings.add(parseObject(line));
      await breathe();
    }
    found.push({ entity, sightings: sightings.found() });
  }
  return judged(tables, schemas, found);
}

type Found = Iterable<{ readonly entity: Pick<ManifestEntity, 'name'>; readonly sightings: Iterable<Sighting> }>;

/** Reads the backup once. @throws NotPlain; corrupt. */
async function scanLines(reader: ChunkReader, entities: readonly ManifestEntity[], options: LearnOptions): Promise<Found> {
  const { signal } = options;
  const scanner = new LineScanner(new IdOwners());
  const tables: number[] = [];
  async function* chunks(): AsyncGenerator<ContentId> {
    for (const [table, entity] of entities.entries()) {
      for await (const { chunk } of readIndex(reader, entity, signal)) {
        tables.push(table);
        yield chunk;
      }
    }
  }
  let next = 0;
  let begun = -1;
  for await (const { bytes } of reader.readAll(chunks(), signal)) {
    const table = tables[next++] ?? 0;
    if (table !== begun) scanner.begin(table, entities[table]?.identity ?? [], creatorsOf(options));
    begun = table;
    scanner.add(bytes);
  }
  return entities.map((entity, table) => ({ entity, sightings: scanner.found(table) }));
}

/** The same by taking every record apart: twice as long and more, and whatever the ids look like. A damaged part is counted, the rest is looked at. */
export async function learnRecordByRecord(reader: ChunkReader, manifest: Pick<Manifest, 'entities' | 'schema'>, options: LearnOptions): Promise<LearntReferences> {
  const { signal } = options;
  const { entities } = manifest;
  const schemas = await readSchemas(reader, manifest.schema, signal);
  const owners = new IdOwners();
  let damaged = 0;

  for (const [number, entity] of entities.entries()) {
    const idOf = idReader(entity);
    for await (const lines of chunkLines(reader, entity, signal)) {
      if (lines === 'damaged') damaged += 1;
      else for (const line of lines) owners.add(idOf(line), number);
    }
  }

  const found: { readonly entity: ManifestEntity; readonly sightings: Iterable<Sighting> }[] = [];
  for (const entity of entities) {
    const sightings = new Sightings(owners, new Set([...entity.identity, ...creatorsOf(options)]));
    for await (const lines of chunkLines(reader, entity, signal)) if (lines !== 'damaged') for (const line of lines) sightings.add(parseObject(line));
    found.push({ entity, sightings: sightings.found() });
  }
  return { references: judged(entities, schemas, found), damaged };
}

function creatorsOf({ creators = ['created_by_id'] }: LearnOptions): ReadonlySet<string> {
  return new Set(creators);
}

function judged(entities: readonly Pick<ManifestEntity, 'name'>[], schemas: ReadonlyMap<string, unknown>, found: Found): readonly Reference[] {
  const names = new Set(entities.map(({ name }) => name));
  const references: Reference[] = [];
  for (const { entity, sightings } of found) {
    const said = referencesInSchema(schemas.get(entity.name), names);
    for (const sighting of sightings) {
      const reference = judge(entity.name, sighting, said, entities);
      if (reference !== undefined) references.push(reference);
    }
  }
  return references.toSorted(byPlace);
}

/** So many of a hundred texts must be ids: fewer stand there by chance, or because somebody pasted one. */
const leastPercent = 2;
/** An id that may be anything (`12`, `red`) must be half of what stands there, in a field whose name says so. */
const leastPercentOfPlain = 50;

function judge(entity: string, { path, values, hits, dangling, isTelling }: Sighting, said: ReadonlyMap<string, string>, entities: readonly Pick<ManifestEntity, 'name'>[]): Reference | undefined {
  const targetBySchema = said.get(path.join(''));
  const seen = [...hits].map(([number, count]) => ({ entity: entities[number]?.name ?? '', hits: count })).toSorted((a, b) => b.hits - a.hits);
  if (targetBySchema !== undefined) {
    const others = isTelling ? seen.filter((target) => target.entity !== targetBySchema) : [];
    const own = seen.find((target) => target.entity === targetBySchema) ?? { entity: targetBySchema, hits: 0 };
    return { entity, path: [...path], targets: [own, ...others], from: 'schema', values, dangling };
  }
  const targets = isTelling ? seen : seen.filter((target) => isNamedAfter(path, target.entity)).slice(0, 1);
  const total = targets.reduce((sum, target) => sum + target.hits, 0);
  const looksLike = isTelling ? total + dangling : total;
  if (total === 0 || looksLike * 100 < values * (isTelling ? leastPercent : leastPercentOfPlain)) return undefined;
  return { entity, path: [...path], targets, from: 'data', values, dangling };
}

/** Does the field's name speak of ids, or of that table? */
function isNamedAfter(path: readonly string[], entity: string): boolean {
  const field = path.findLast((step) => step.startsWith('.'))?.slice(1) ?? '';
  if (/(?:^|[_-])(?:ids?|refs?)$|[a-z](?:Ids?|Refs?)$/.test(field)) {
    const stem = field.replace(/[_-]?(?:ids?|refs?|Ids?|Refs?)$/, '');
    return stem === '' || resembles(stem, entity) || resembles(stem, 'parent');
  }
  return resembles(field, entity);
}

function resembles(word: string, entity: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '').replace(/s$/, '');
  return plain(word) !== '' && plain(word) === plain(entity);
}

/** The lines of each chunk of a table, or that it (or what is left of the table) is damaged. @throws what the place fails with. */
export async function* chunkLines(reader: ChunkReader, stored: StoredRecords, signal: AbortSignal): AsyncGenerator<readonly string[] | 'damaged'> {
  const ids: ContentId[] = [];
  try {
    for await (const { chunk } of readIndex(reader, stored, signal)) ids.push(chunk);
  } catch (error) {
    throwUnlessDamaged(error);
    yield 'damaged';
  }
  for (let done = 0; done < ids.length; ) {
    try {
      for await (const { bytes } of reader.readAll(ids.slice(done), signal)) {
        done += 1;
        yield linesOf(bytes);
      }
    } catch (error) {
      throwUnlessDamaged(error);
      // Those that lie beside the damaged one came to nothing with it: one by one up to there.
      for (let isDamaged = false; !isDamaged && done < ids.length; done += 1) {
        const lines = await linesOrDamaged(reader, ids[done] ?? '', signal);
        isDamaged = lines === 'damaged';
        yield lines;
      }
    }
  }
}

async function linesOrDamaged(reader: ChunkReader, id: ContentId, signal: AbortSignal): Promise<readonly string[] | 'damaged'> {
  try {
    return linesOf(await reader.read(id, signal));
  } catch (error) {
    throwUnlessDamaged(error);
    return 'damaged';
  }
}

function throwUnlessDamaged(error: unknown): void {
  if (!isHoldfastError(error, 'corrupt')) throw error;
}

/** Reads a record's id off its line, without taking it apart where that is sure to find the right one. */
function idReader({ identity }: Pick<ManifestEntity, 'identity'>): (line: string) => string {
  const [field] = identity;
  const label = `"${field ?? ''}":`;
  const isPlain = identity.length === 1 && field !== undefined && /^\w+$/.test(field);
  return (line) => {
    const at = isPlain ? line.indexOf(label) : -1;
    // The only one there is: every record has one of its own. Inside of a text the quotes would be escaped.
    if (at !== -1 && line.indexOf(label, at + 1) === -1) {
      const [, id] = plainId.exec(line.slice(at + label.length, at + label.length + 40)) ?? [];
      if (id !== undefined) return id;
    }
    return recordId(identity, parseObject(line));
  };
}

const plainId = /^"([\w-]{1,36})"/;

async function readSchemas(reader: ChunkReader, stored: StoredRecords, signal: AbortSignal): Promise<ReadonlyMap<string, unknown>> {
  const schemas = new Map<string, unknown>();
  for await (const lines of chunkLines(reader, stored, signal)) {
    if (lines === 'damaged') continue;
    for (const line of lines) {
      const { name, value } = parseObject(line);
      if (typeof name === 'string') schemas.set(name, value);
    }
  }
  return schemas;
}

function byPlace(a: Reference, b: Reference): number {
  const [one, other] = [`${a.entity}\n${a.path.join('')}`, `${b.entity}\n${b.path.join('')}`];
  return one < other ? -1 : one > other ? 1 : 0;
}
