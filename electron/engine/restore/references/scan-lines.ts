import type { IdOwners } from './id-owners.ts';
import { idsInText, isTelling } from './reference.ts';
import { maxDepth, maxPlaces, nothingSeen, type Place, type Seen, type Sighting, sightingsBelow } from './sightings.ts';

/**
 * Looks for ids of other records in stored lines as they are, byte by byte: what takes time in learning who refers to whom is making objects of
 * records of which nothing is wanted but where ids stand. Comes to the same as `Sightings` over the parsed records. What it does not
 * understand at once (ids that are no 24 hexadecimal digits, a depth or a number of places that nobody has) ends it, and the other way is taken.
 */

/** Ends the fast way; the records are then looked at one by one. */
export class NotPlain extends Error {}

/** Ids seen that wait for all owners to be known, at 16 bytes each. */
const mostWaiting = 4_000_000;
const mostTexts = 200_000;
/** So many fields are compared one after the other. */
const searched = 64;

/** A field of a place, by the bytes of its name. */
interface Field {
  /** Between the quotes. */
  readonly bytes: Uint8Array;
  readonly place: ScanPlace;
  /** Its records are not looked at: the record's own id, or who made it. */
  readonly skipped: 'id' | 'maker' | undefined;
}

class ScanPlace implements Place {
  readonly fields = new Map<string, ScanPlace>();
  /** In the order they were first met, which is that of the lines: the next one is found by looking at the one behind the last. */
  readonly known: Field[] = [];
  /** Where in `known` a name is. */
  readonly numbers = new Map<string, number>();
  items: ScanPlace | undefined;
  underIds: ScanPlace | undefined;
  readonly whole: Seen = nothingSeen();
  readonly inText: Seen = nothingSeen();
  readonly keys: Seen = nothingSeen();
  readonly number: number;

  constructor(number: number) {
    this.number = number;
  }
}

const quote = 0x22;
const backslash = 0x5c;
const newline = 0x0a;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** Value of a lower-case hexadecimal digit; 16: another letter or digit; 255: anything else. */
const digits = new Uint8Array(256).fill(255);
for (let code = 0; code < 128; code += 1) {
  const text = String.fromCharCode(code);
  if (/[0-9a-f]/.test(text)) digits[code] = Number.parseInt(text, 16);
  else if (/[0-9a-z]/i.test(text)) digits[code] = 16;
}

const decoder = new TextDecoder();

/** All tables of a backup, one after the other. */
export class LineScanner {
  readonly #owners: IdOwners;
  readonly #places: ScanPlace[] = [];
  /** Place (twice its number, and one more for keys of objects) and the three words of an id, for each id that was seen. */
  #waiting = new Uint32Array(4 * 4096);
  #waitingEnd = 0;
  readonly #texts: { readonly place: ScanPlace; readonly ids: readonly string[] }[] = [];
  readonly #tables: ScanPlace[] = [];
  readonly #id = new Uint32Array(3);
  #bytes: Uint8Array = new Uint8Array();
  /** Where the text that was read last ends (its closing quote), and whether anything in it is escaped. */
  #end = 0;
  #escaped = false;
  #table = 0;
  #placesOfTable = 0;
  #identity = '';
  #makers: ReadonlySet<string> = new Set();
  #foundId = false;

  constructor(owners: IdOwners) {
    this.#owners = owners;
  }

  /** @param table its number, from 0, in order */
  begin(table: number, identity: readonly string[], makers: ReadonlySet<string>): void {
    const [field] = identity;
    if (field === undefined || identity.length !== 1) throw new NotPlain();
    this.#identity = field;
    this.#makers = makers;
    this.#placesOfTable = 0;
    this.#table = table;
    this.#tables[table] = this.#newPlace();
  }

  /** The lines of a chunk of the table that was begun last. @throws NotPlain. */
  add(chunk: Uint8Array): void {
    const root = this.#tables[this.#table];
    if (root === undefined) throw new NotPlain();
    this.#bytes = chunk;
    for (let at = 0; at < chunk.length; ) {
      this.#foundId = false;
      at = this.#object(at, root, -1);
      if (!this.#foundId || chunk[at] !== newline) throw new NotPlain();
      at += 1;
    }
  }

  /** Once all tables were looked at: what was seen in this one. */
  found(table: number): Generator<Sighting> {
    this.#settle();
    return sightingsBelow(this.#tables[table] ?? new ScanPlace(0));
  }

  #settle(): void {
    const waiting = this.#waiting;
    const id = this.#id;
    for (let at = 0; at < this.#waitingEnd; at += 4) {
      const mark = waiting[at] ?? 0;
      for (let word = 0; word < 3; word += 1) id[word] = waiting[at + 1 + word] ?? 0;
      const place = this.#places[mark >> 1];
      if (place === undefined) continue;
      const seen = (mark & 1) === 1 ? place.keys : place.whole;
      const owners = this.#owners.ownersOfPacked(id);
      for (const owner of owners) seen.hits.set(owner, (seen.hits.get(owner) ?? 0) + 1);
      if (owners.length > 0) seen.telling += 1;
      else seen.dangling += 1;
    }
    this.#waitingEnd = 0;
    for (const { place, ids } of this.#texts.splice(0)) {
      const owners = new Set(ids.flatMap((one) => this.#owners.ownersOf(one)));
      for (const owner of owners) place.inText.hits.set(owner, (place.inText.hits.get(owner) ?? 0) + 1);
      if (owners.size > 0) place.inText.telling += 1;
    }
  }

  /** From its brace to behind its end. @param depth -1 for the record itself */
  #object(start: number, place: ScanPlace, depth: number): number {
    const bytes = this.#bytes;
    if (bytes[start] !== openBrace) throw new NotPlain();
    let at = start + 1;
    if (bytes[at] === closeBrace) return at + 1;
    let next = 0;
    for (;;) {
      if (bytes[at] !== quote) throw new NotPlain();
      const nameStart = at + 1;
      const known = place.known[next];
      let field: Field | undefined;
      if (known !== undefined && this.#standsAt(known.bytes, nameStart)) {
        this.#end = nameStart + known.bytes.length;
        field = known;
        next += 1;
      } else {
        this.#text(nameStart);
        if (depth >= 0 && !this.#escaped && this.#isTelling(nameStart, this.#end)) {
          at = this.#underId(nameStart, place, depth);
          if (bytes[at] === closeBrace) return at + 1;
          if (bytes[at] !== comma) throw new NotPlain();
          at += 1;
          continue;
        }
        const found = this.#fieldAt(place, nameStart, depth);
        next = found.at + 1;
        field = found.field;
      }
      at = this.#end + 1;
      if (bytes[at] !== colon) throw new NotPlain();
      at = field.skipped === undefined ? this.#value(at + 1, field.place, depth + 1) : this.#skipped(at + 1, field);
      if (bytes[at] === closeBrace) return at + 1;
      if (bytes[at] !== comma) throw new NotPlain();
      at += 1;
    }
  }

  /** A value under a name that is an id. `#end` is the end of the name. */
  #underId(nameStart: number, place: ScanPlace, depth: number): number {
    const end = this.#end;
    if (this.#bytes[end + 1] !== colon) throw new NotPlain();
    this.#saw(place, place.keys, nameStart, end, 1);
    place.underIds ??= this.#newPlace();
    return this.#value(end + 2, place.underIds, depth + 1);
  }

  #value(at: number, place: ScanPlace, depth: number): number {
    if (depth > maxDepth) throw new NotPlain();
    switch (this.#bytes[at]) {
      case quote:
        this.#text(at + 1);
        if (this.#end > at + 1) this.#lookAtText(at + 1, this.#end, place);
        return this.#end + 1;
      case openBrace:
        return this.#object(at, place, depth);
      case openBracket:
        return this.#array(at, place, depth);
      default:
        return this.#plain(at);
    }
  }

  #array(start: number, place: ScanPlace, depth: number): number {
    const bytes = this.#bytes;
    let at = start + 1;
    if (bytes[at] === closeBracket) return at + 1;
    const items = (place.items ??= this.#newPlace());
    for (;;) {
      at = this.#value(at, items, depth + 1);
      if (bytes[at] === closeBracket) return at + 1;
      if (bytes[at] !== comma) throw new NotPlain();
      at += 1;
    }
  }

  /** A number, true, false or null. */
  #plain(start: number): number {
    const bytes = this.#bytes;
    let at = start;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte === comma || byte === closeBrace || byte === closeBracket) return at;
      if (byte === newline || byte === quote) break;
    }
    throw new NotPlain();
  }

  #skipped(at: number, { skipped }: Field): number {
    if (this.#bytes[at] !== quote) {
      // Who made it may be nobody. A record without an id that is a text is none of those this way is for.
      if (skipped === 'id' || this.#bytes[at] === openBrace || this.#bytes[at] === openBracket) throw new NotPlain();
      return this.#plain(at);
    }
    this.#text(at + 1);
    if (skipped === 'id') {
      if (this.#escaped || !this.#pack(at + 1, this.#end)) throw new NotPlain();
      this.#owners.addPacked(this.#id, this.#table);
      this.#foundId = true;
    }
    return this.#end + 1;
  }

  /** Finds the closing quote. */
  #text(start: number): void {
    const bytes = this.#bytes;
    let at = start;
    this.#escaped = false;
    for (;;) {
      const byte = bytes[at];
      if (byte === quote) break;
      if (byte === backslash) {
        this.#escaped = true;
        at += 1;
      } else if (byte === undefined || byte === newline) throw new NotPlain();
      at += 1;
    }
    this.#end = at;
  }

  #lookAtText(start: number, end: number, place: ScanPlace): void {
    if (this.#escaped) {
      this.#lookAtDecoded(this.#decoded(start, end), place);
      return;
    }
    if (this.#isTelling(start, end)) {
      this.#saw(place, place.whole, start, end, 0);
      return;
    }
    place.whole.values += 1;
    place.inText.values += 1;
    if (end - start > 24 && this.#mayHoldIds(start, end)) this.#keepIdsIn(decoder.decode(this.#bytes.subarray(start, end)), place);
  }

  #lookAtDecoded(text: string, place: ScanPlace): void {
    if (isTelling(text)) throw new NotPlain();
    place.whole.values += 1;
    place.inText.values += 1;
    this.#keepIdsIn(text, place);
  }

  #keepIdsIn(text: string, place: ScanPlace): void {
    const ids = idsInText(text);
    if (ids.length === 0) return;
    if (this.#texts.length >= mostTexts) throw new NotPlain();
    this.#texts.push({ place, ids });
  }

  /** Every id in a text ends in twelve digits without another letter beside them, or has as many: one of every twelve places is in it. */
  #mayHoldIds(start: number, end: number): boolean {
    const bytes = this.#bytes;
    for (let probe = start + 11; probe < end; probe += 12) {
      if (!isHexOfAnyCase(bytes[probe] ?? 0)) continue;
      let from = probe;
      while (from > start && digits[bytes[from - 1] ?? 0] !== 255) from -= 1;
      let to = probe + 1;
      while (to < end && digits[bytes[to] ?? 0] !== 255) to += 1;
      const length = to - from;
      if (length === 24 || length === 12) return true;
      probe = Math.max(probe, to - 12);
    }
    return false;
  }

  #saw(place: ScanPlace, seen: Seen, start: number, end: number, isKey: 0 | 1): void {
    seen.values += 1;
    if (!this.#pack(start, end)) {
      // Looks like an id, in another writing than those of this backup.
      seen.dangling += 1;
      return;
    }
    if (this.#waitingEnd === this.#waiting.length) {
      if (this.#waiting.length >= 4 * mostWaiting) throw new NotPlain();
      const more = new Uint32Array(this.#waiting.length * 2);
      more.set(this.#waiting);
      this.#waiting = more;
    }
    const at = this.#waitingEnd;
    this.#waiting[at] = place.number * 2 + isKey;
    for (let word = 0; word < 3; word += 1) this.#waiting[at + 1 + word] = this.#id[word] ?? 0;
    this.#waitingEnd = at + 4;
  }

  #isTelling(start: number, end: number): boolean {
    const length = end - start;
    if (length === 24) return this.#pack(start, end) || isTelling(decoder.decode(this.#bytes.subarray(start, end)));
    return length === 36 && this.#bytes[start + 8] === 0x2d && isTelling(decoder.decode(this.#bytes.subarray(start, end)));
  }

  /** Reads 24 lower-case hexadecimal digits into `#id`. */
  #pack(start: number, end: number): boolean {
    if (end - start !== 24) return false;
    const bytes = this.#bytes;
    let at = start;
    for (let word = 0; word < 3; word += 1) {
      let value = 0;
      for (const stop = at + 8; at < stop; at += 1) {
        const digit = digits[bytes[at] ?? 0] ?? 255;
        if (digit > 15) return false;
        value = value * 16 + digit;
      }
      this.#id[word] = value;
    }
    return true;
  }

  #standsAt(name: Uint8Array, start: number): boolean {
    const bytes = this.#bytes;
    if (bytes[start + name.length] !== quote) return false;
    for (let at = 0; at < name.length; at += 1) if (name[at] !== bytes[start + at]) return false;
    return true;
  }

  /** `#end` is the end of the name. */
  #fieldAt(place: ScanPlace, start: number, depth: number): { readonly field: Field; readonly at: number } {
    const { known: fields } = place;
    if (fields.length <= searched) {
      for (let at = 0; at < fields.length; at += 1) {
        const field = fields[at];
        if (field !== undefined && start + field.bytes.length === this.#end && this.#standsAt(field.bytes, start)) return { field, at };
      }
    }
    const name = this.#escaped ? this.#decoded(start, this.#end) : decoder.decode(this.#bytes.subarray(start, this.#end));
    if (this.#escaped && isTelling(name)) throw new NotPlain();
    const before = place.numbers.get(name);
    const at = before ?? fields.length;
    const met = before === undefined ? undefined : fields[before];
    if (met !== undefined) return { field: met, at };
    const skipped = depth >= 0 ? undefined : name === this.#identity ? 'id' : this.#makers.has(name) ? 'maker' : undefined;
    const field: Field = { bytes: this.#bytes.slice(start, this.#end), place: this.#newPlace(), skipped };
    if (skipped === undefined) place.fields.set(name, field.place);
    place.numbers.set(name, at);
    fields.push(field);
    return { field, at };
  }

  /** A text with something escaped in it. */
  #decoded(start: number, end: number): string {
    const text: unknown = JSON.parse(decoder.decode(this.#bytes.subarray(start - 1, end + 1)));
    if (typeof text !== 'string') throw new NotPlain();
    return text;
  }

  #newPlace(): ScanPlace {
    this.#placesOfTable += 1;
    if (this.#placesOfTable > maxPlaces) throw new NotPlain();
    const place = new ScanPlace(this.#places.length);
    this.#places.push(place);
    return place;
  }
}

function isHexOfAnyCase(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66) || (byte >= 0x41 && byte <= 0x46);
}
