/**
 * Which table an id belongs to, for all ids of a backup. An id of 24 hexadecimal digits takes 16 bytes in a hash table of
 * about twice the size, so that a million of them fit in 50 MB; any other is kept as text.
 */
export class IdOwners {
  /** Four words a slot: the id in three, and one more than the place in `#sets`; 0 = empty. */
  #slots = new Uint32Array(4 * 1024);
  #used = 0;
  readonly #texts = new Map<string, number>();
  /** Sets of tables that share an id; nearly every id has one owner. */
  readonly #sets: (readonly number[])[] = [];
  readonly #setNumbers = new Map<string, number>();
  readonly #id = new Uint32Array(3);
  readonly #growing = new Uint32Array(3);

  /** @param owner the table's number */
  add(id: string, owner: number): void {
    if (packed(id, this.#id)) {
      this.addPacked(this.#id, owner);
      return;
    }
    const before = this.#texts.get(id);
    this.#texts.set(id, this.#with(before === undefined ? [] : this.#set(before), owner));
  }

  /** @param id 24 hexadecimal digits as three words */
  addPacked(id: Uint32Array, owner: number): void {
    if ((this.#used + 1) * 4 > this.#slots.length * 0.6) this.#grow();
    const at = this.#find(id);
    const before = this.#slots[at + 3] ?? 0;
    if (before === 0) {
      this.#slots.set(id, at);
      this.#used += 1;
    }
    this.#slots[at + 3] = 1 + this.#with(before === 0 ? [] : this.#set(before - 1), owner);
  }

  /** Numbers of the tables that have a record with this id. */
  ownersOf(id: string): readonly number[] {
    if (!packed(id, this.#id)) {
      const set = this.#texts.size === 0 ? undefined : this.#texts.get(id);
      return set === undefined ? nobody : this.#set(set);
    }
    return this.ownersOfPacked(this.#id);
  }

  ownersOfPacked(id: Uint32Array): readonly number[] {
    const set = this.#slots[this.#find(id) + 3] ?? 0;
    return set === 0 ? nobody : this.#set(set - 1);
  }

  #set(number: number): readonly number[] {
    return this.#sets[number] ?? nobody;
  }

  #with(owners: readonly number[], owner: number): number {
    const set = owners.includes(owner) ? owners : [...owners, owner];
    const name = set.join(',');
    const known = this.#setNumbers.get(name);
    if (known !== undefined) return known;
    this.#sets.push(set);
    this.#setNumbers.set(name, this.#sets.length - 1);
    return this.#sets.length - 1;
  }

  /** Where the id's slot begins, or the free one where it would go. */
  #find(id: Uint32Array): number {
    const mask = this.#slots.length - 1;
    // By index: taking it apart in one go goes through an iterator each time.
    const a = id[0] ?? 0;
    const b = id[1] ?? 0;
    const c = id[2] ?? 0;
    // Ids made one after the other differ in few digits, so every digit has to move every bit.
    let mixed = Math.imul(a ^ (a >>> 16), 0x9e3779b1) ^ b;
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) ^ c;
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    let at = ((mixed ^ (mixed >>> 16)) >>> 0) & (mask >> 2);
    for (;;) {
      const slot = at * 4;
      if (this.#slots[slot + 3] === 0 || (this.#slots[slot] === a && this.#slots[slot + 1] === b && this.#slots[slot + 2] === c)) return slot;
      at = (at + 1) & (mask >> 2);
    }
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Uint32Array(before.length * 2);
    for (let at = 0; at < before.length; at += 4) {
      if (before[at + 3] === 0) continue;
      for (let word = 0; word < 3; word += 1) this.#growing[word] = before[at + word] ?? 0;
      const slot = this.#find(this.#growing);
      for (let word = 0; word < 4; word += 1) this.#slots[slot + word] = before[at + word] ?? 0;
    }
  }
}

const nobody: readonly number[] = [];

/** Reads 24 lower-case hexadecimal digits into three words. False when the id is none. */
function packed(id: string, into: Uint32Array): boolean {
  if (id.length !== 24) return false;
  for (let word = 0; word < 3; word += 1) {
    let value = 0;
    for (let at = word * 8; at < word * 8 + 8; at += 1) {
      const code = id.charCodeAt(at);
      const digit = code >= 0x30 && code <= 0x39 ? code - 0x30 : code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
      if (digit === -1) return false;
      value = value * 16 + digit;
    }
    into[word] = value;
  }
  return true;
}
