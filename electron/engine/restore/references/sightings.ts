import { fieldsOf } from '../../../../shared/model/record.ts';
import type { IdOwners } from './id-owners.ts';
import { idsInText, isTelling } from './reference.ts';

/** What was seen at one place in the records of a table. */
export interface Sighting {
  readonly path: readonly string[];
  /** Texts that are not empty. */
  readonly values: number;
  /** By the number of the table whose ids they are. */
  readonly hits: ReadonlyMap<number, number>;
  /** Look like an id and are nobody's. */
  readonly dangling: number;
  /** An id that is short or plain may stand there by chance. */
  readonly isTelling: boolean;
}

/** A hostile table may name a field anew in every record; what is beyond is not looked at. */
export const maxPlaces = 5000;
export const maxDepth = 30;

export interface Seen {
  values: number;
  hits: Map<number, number>;
  dangling: number;
  telling: number;
}

/** A place in the records of a table, with what stands there and further in. */
export interface Place {
  readonly fields: ReadonlyMap<string, Place>;
  readonly items: Place | undefined;
  readonly underIds: Place | undefined;
  /** Whole values. */
  readonly whole: Seen;
  /** Ids in longer texts. */
  readonly inText: Seen;
  /** Keys of the object that are ids. */
  readonly keys: Seen;
}

interface OwnPlace extends Place {
  readonly fields: Map<string, OwnPlace>;
  items: OwnPlace | undefined;
  underIds: OwnPlace | undefined;
}

/** Every place where an id was seen, or one that the schema speaks of would be. */
export function* sightingsBelow(root: Place): Generator<Sighting> {
  const todo: { readonly place: Place; readonly path: readonly string[] }[] = [{ place: root, path: [] }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { place, path } = next;
    for (const [seen, end] of [[place.whole, []], [place.inText, ['~']], [place.keys, ['{key}']]] as const) {
      if (seen.values > 0) yield { path: [...path, ...end], values: seen.values, hits: seen.hits, dangling: seen.dangling, isTelling: seen.telling > 0 };
    }
    for (const [name, inner] of place.fields) todo.push({ place: inner, path: [...path, `.${name}`] });
    if (place.items !== undefined) todo.push({ place: place.items, path: [...path, '[]'] });
    if (place.underIds !== undefined) todo.push({ place: place.underIds, path: [...path, '{}'] });
  }
}

/** Looks for ids of other records in all records of a table. */
export class Sightings {
  readonly #owners: IdOwners;
  readonly #skipped: ReadonlySet<string>;
  readonly #root = newPlace();
  #places = 1;

  /** @param skipped fields of the record that are no references, or none that a restore may change */
  constructor(owners: IdOwners, skipped: ReadonlySet<string>) {
    this.#owners = owners;
    this.#skipped = skipped;
  }

  add(record: Readonly<Record<string, unknown>>): void {
    for (const field of Object.keys(record)) {
      if (this.#skipped.has(field)) continue;
      const value = record[field];
      if (typeof value === 'string' ? value !== '' : typeof value === 'object' && value !== null) this.#look(value, this.#field(this.#root, field), 0);
    }
  }

  found(): Generator<Sighting> {
    return sightingsBelow(this.#root);
  }

  #look(value: unknown, place: OwnPlace | undefined, depth: number): void {
    if (place === undefined || depth > maxDepth) return;
    if (typeof value === 'string') {
      if (value !== '') this.#lookAtText(value, place);
    } else if (Array.isArray(value)) {
      if (value.length === 0) return;
      place.items ??= this.#new();
      for (const item of value) this.#look(item, place.items, depth + 1);
    } else if (typeof value === 'object' && value !== null && !JSON.isRawJSON(value)) {
      this.#lookAtObject(fieldsOf(value), place, depth);
    }
  }

  #lookAtObject(value: Readonly<Record<string, unknown>>, place: OwnPlace, depth: number): void {
    for (const name of Object.keys(value)) {
      const inner = value[name];
      if (isTelling(name)) {
        this.#count(place.keys, name);
        place.underIds ??= this.#new();
        this.#look(inner, place.underIds, depth + 1);
      } else if (typeof inner === 'string' || (typeof inner === 'object' && inner !== null)) {
        this.#look(inner, this.#field(place, name), depth + 1);
      }
    }
  }

  #lookAtText(text: string, place: Place): void {
    const isKnown = this.#count(place.whole, text);
    if (isKnown || isTelling(text)) return;
    const ids = idsInText(text);
    place.inText.values += 1;
    if (ids.length === 0) return;
    // Once for each text, however often it names the same table.
    const owners = new Set(ids.flatMap((id) => this.#owners.ownersOf(id)));
    for (const owner of owners) place.inText.hits.set(owner, (place.inText.hits.get(owner) ?? 0) + 1);
    if (owners.size > 0) place.inText.telling += 1;
  }

  #count(seen: Seen, id: string): boolean {
    seen.values += 1;
    const owners = this.#owners.ownersOf(id);
    const telling = isTelling(id);
    for (const owner of owners) seen.hits.set(owner, (seen.hits.get(owner) ?? 0) + 1);
    if (telling && owners.length > 0) seen.telling += 1;
    if (telling && owners.length === 0) seen.dangling += 1;
    return owners.length > 0;
  }

  #field(place: OwnPlace, name: string): OwnPlace | undefined {
    const known = place.fields.get(name);
    if (known !== undefined) return known;
    const made = this.#new();
    if (made !== undefined) place.fields.set(name, made);
    return made;
  }

  #new(): OwnPlace | undefined {
    if (this.#places >= maxPlaces) return undefined;
    this.#places += 1;
    return newPlace();
  }
}

function newPlace(): OwnPlace {
  return { fields: new Map(), items: undefined, underIds: undefined, whole: nothingSeen(), inText: nothingSeen(), keys: nothingSeen() };
}

export function nothingSeen(): Seen {
  return { values: 0, hits: new Map(), dangling: 0, telling: 0 };
}
