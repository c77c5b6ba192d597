import type { EntityDescription } from '../../../../shared/model/app.ts';
import { isHoldfastError } from '../../../../shared/model/errors.ts';
import { recordId } from '../../../../shared/model/record.ts';
import type { ManifestEntity } from '../../../../shared/model/snapshot.ts';
import type { TextSearch } from '../../ports/app-writer.ts';
import type { SourceRecord } from '../../ports/source.ts';
import { recordPages } from '../../streams/source-calls.ts';
import { parseObject, readIndex } from '../../vault/entity-reader.ts';
import { linesOf } from '../../vault/format/lines.ts';
import type { IdMap } from '../known-ids.ts';
import type { Reference } from '../references/reference.ts';
import { textsAt } from '../references/texts-at.ts';
import type { RestoreParts } from '../restore-parts.ts';

/** Where in a table which ids may stand. */
export interface PointingAt {
  readonly entity: EntityDescription;
  readonly references: readonly Reference[];
  readonly dead: IdMap;
}

/** A listing's page holds about as many; a search for ids is worth it while it takes no more requests than the listing. */
const recordsOfPage = 1000;

/**
 * Records of a table of the app that may point at these ids, and others: those that the platform finds by them, where it shows that it can be searched
 * there, and otherwise all of the table. `unreadable`: some could not be had.
 */
export async function* recordsPointingAt(parts: Pick<RestoreParts, 'from' | 'into' | 'signal'>, at: PointingAt): AsyncGenerator<readonly SourceRecord[] | 'unreadable'> {
  const { into, signal } = parts;
  const searches = await searchesFor(parts, at);
  if (searches !== undefined && (yield* searched(parts, at.entity, searches))) return;
  for await (const page of recordPages({ source: into.source, signal }, at.entity)) yield page.kind === 'records' ? page.records : 'unreadable';
}

/** True when everything there is was found. */
async function* searched({ into: { writer }, signal }: Pick<RestoreParts, 'into' | 'signal'>, entity: EntityDescription, searches: readonly TextSearch[]): AsyncGenerator<readonly SourceRecord[], boolean> {
  if (writer.holding === undefined) return false;
  for (const search of searches) {
    for await (const records of writer.holding(entity, search, { signal })) {
      if (records === 'not-searched') return false;
      yield records;
    }
  }
  return true;
}

/** What to search for, or nothing where a search would not find all of it, or not sooner. */
async function searchesFor({ from, into: { writer }, signal }: Pick<RestoreParts, 'from' | 'into' | 'signal'>, { entity, references, dead }: PointingAt): Promise<readonly TextSearch[] | undefined> {
  const stored = from.manifest.entities.find(({ name }) => name === entity.name);
  if (writer.holding === undefined || stored === undefined) return undefined;
  const places: { readonly reference: Reference; readonly place: readonly string[]; readonly texts: readonly string[] }[] = [];
  let requests = 0;
  for (const reference of references) {
    // Keys of an object and ids in the middle of a text are found by nobody.
    if (!reference.path.every((step) => step === '[]' || step.startsWith('.'))) return undefined;
    const texts = [...new Set(reference.targets.flatMap((target) => [...(dead.get(target.entity)?.keys() ?? [])]))];
    requests += Math.ceil(texts.length / Math.max(1, writer.capabilities.batch.read));
    places.push({ reference, place: reference.path.filter((step) => step !== '[]').map((step) => step.slice(1)), texts });
  }
  if (requests > Math.max(1, Math.ceil(stored.records / recordsOfPage))) return undefined;
  const probes = await probesIn(from, stored, references, dead, signal);
  if (probes.some((found) => found.length === 0)) return undefined;
  return places.map(({ place, texts }, number) => ({ place, texts, probes: probes[number] ?? [] }));
}

/** From so many parts of the backup, far apart, so that not all of them are of records that are gone since. */
const parts = 4;

/** Records of the backup that have a text at each of these places, those that are lost excepted; at most one of each part that is looked at. */
async function probesIn({ reader }: RestoreParts['from'], stored: ManifestEntity, references: readonly Reference[], dead: IdMap, signal: AbortSignal): Promise<readonly TextSearch['probes'][]> {
  const found = references.map((): TextSearch['probes'][number][] => []);
  const lost = dead.get(stored.name);
  try {
    const entries = await Array.fromAsync(readIndex(reader, stored, signal));
    const chosen = new Set(Array.from({ length: Math.min(parts, entries.length) }, (_, n) => Math.floor(((n + 0.5) * entries.length) / Math.min(parts, entries.length))));
    for (const at of chosen) {
      const entry = entries[at];
      if (entry === undefined) continue;
      const missing = new Set(references.keys());
      for (const line of linesOf(await reader.read(entry.chunk, signal))) {
        const record = parseObject(line);
        const id = recordId(stored.identity, record);
        if (lost?.has(id) === true) continue;
        for (const number of missing) {
          const text = textsAt(record, references[number]?.path ?? []).find((one) => one !== '');
          if (text === undefined) continue;
          found[number]?.push({ id, text });
          missing.delete(number);
        }
        if (missing.size === 0) break;
      }
    }
  } catch (error) {
    // Where the backup is damaged, the app is read instead.
    if (!isHoldfastError(error, 'corrupt')) throw error;
  }
  return found;
}
