import { recordId } from '../../../../shared/model/record.ts';
import { parseObject } from '../../vault/entity-reader.ts';
import { addressesIn } from '../files/addresses.ts';
import type { IdMap } from '../known-ids.ts';
import type { Remapping } from '../remapping.ts';
import { entityNamed, type Fields, type RestoreParts } from '../restore-parts.ts';
import type { PlannedRecord } from './plan.ts';
import { recordsPointingAt } from './pointing-records.ts';

export interface FindMends extends RestoreParts {
  readonly remapping: Remapping;
  /** Ids that are no more once the restore is done; what they become is not known of all. */
  readonly changing: IdMap;
  /** Ids that earlier restores replaced already: what comes back from the trash may point at them still. */
  readonly moved: IdMap;
  /** Records that an earlier restore could not point at those: table → ids. */
  readonly unmended: ReadonlyMap<string, ReadonlySet<string>>;
  /** Addresses of uploaded files that get another one. */
  readonly goneFiles: ReadonlySet<string>;
  /** The order in which tables are created. */
  readonly order: readonly string[];
  /** Records that are not in the app yet and will be. */
  readonly lines: readonly { readonly entity: string; readonly id: string; readonly at: string | undefined; readonly record: Fields }[];
}

export interface Mends {
  readonly records: ReadonlyMap<string, readonly PlannedRecord[]>;
  /** Tables of which not all records could be looked at. */
  readonly unread: ReadonlySet<string>;
}

/**
 * Records that will point at an id that is no more once others are created anew: those that are in the app now, those that come back from the
 * trash, and those that are created before what they refer to, because tables refer to each other in a circle.
 */
export async function findMends(parts: FindMends): Promise<Mends> {
  const { remapping, changing: dead, moved, goneFiles, order, lines } = parts;
  const mends = new Map<string, PlannedRecord[]>();
  const unread = new Set<string>();
  if (dead.size === 0 && moved.size === 0 && goneFiles.size === 0) return { records: mends, unread };
  const add = (entity: string, record: PlannedRecord): void => {
    const known = mends.get(entity);
    if (known === undefined) mends.set(entity, [record]);
    else known.push(record);
  };
  const old = both(moved, dead);
  for (const { entity, id, at, record } of lines) {
    // What is created after all that it refers to is right from the start.
    const later = at !== undefined ? old : notYetThere(dead, order, entity);
    // What is made anew has the new addresses from the start.
    const lostFile = at !== undefined && goneFiles.size > 0 && addressesIn(record, (text) => goneFiles.has(text)).length > 0;
    if (lostFile || remapping.remap(entity, record, later) !== record) add(entity, { id, ...(at === undefined || at === id ? {} : { at }) });
  }
  const mayPoint = pointing(dead);
  const coming = new Set(lines.map(({ entity, id, at }) => `${entity} ${at ?? id}`));
  for (const [name, ids] of parts.unmended) {
    const entity = entityNamed(parts, name);
    if (entity === undefined || entity.unreadable !== undefined || ids.size === 0) continue;
    for (const [id, { json }] of await parts.into.writer.read(entity, [...ids], { signal: parts.signal })) {
      const record = parseObject(json);
      if (coming.has(`${name} ${id}`) || remapping.remap(name, record, old) === record) continue;
      coming.add(`${name} ${id}`);
      add(name, { id });
    }
  }
  for (const [name, references] of remapping.referring(new Set(dead.keys()))) {
    const entity = entityNamed(parts, name);
    if (entity === undefined || entity.unreadable !== undefined) continue;
    const seen = new Set<string>();
    for await (const records of recordsPointingAt(parts, { entity, references, dead })) {
      if (records === 'unreadable') {
        unread.add(name);
        continue;
      }
      for (const { json } of records) {
        if (!mayPoint(json)) continue;
        const record = parseObject(json);
        const id = recordId(entity.identity, record);
        if (seen.has(id) || coming.has(`${name} ${id}`) || remapping.remap(name, record, dead) === record) continue;
        seen.add(id);
        add(name, { id });
      }
    }
  }
  return { records: mends, unread };
}

/**
 * Tells quickly of most lines that none of these ids stands in them: nearly every record of an app is looked at, and few point at what was lost. Only
 * ids of 24 hexadecimal digits can be told so, and only where nothing is escaped.
 */
function pointing(dead: IdMap): (json: string) => boolean {
  const ids = new Set([...dead.values()].flatMap((map) => [...map.keys()]));
  if ([...ids].some((id) => !/^[0-9a-f]{24}$/.test(id))) return () => true;
  return (json) => {
    if (json.includes('\\')) return true;
    for (const [id] of json.matchAll(/[0-9a-f]{24}/g)) if (ids.has(id)) return true;
    return false;
  };
}

/** The ids of both; where both have one, that of the second. */
function both(one: IdMap, other: IdMap): IdMap {
  return new Map([...new Set([...one.keys(), ...other.keys()])].map((entity) => [entity, new Map([...(one.get(entity) ?? []), ...(other.get(entity) ?? [])])]));
}

function notYetThere(dead: IdMap, order: readonly string[], entity: string): IdMap {
  const from = order.indexOf(entity);
  return new Map([...dead].filter(([target]) => order.indexOf(target) >= from));
}
