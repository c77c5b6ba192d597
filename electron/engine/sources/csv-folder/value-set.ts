/**
 * Counts texts by a 64-bit hash: 12 bytes a text instead of the text itself. Two texts with the same hash (once in
 * billions of rows) count as equal: a column is then not used as a key although it could be, and nothing is lost.
 */
export class ValueCounts {
  #slots = 1024;
  #low = new Uint32Array(1024);
  #high = new Uint32Array(1024);
  #counts = new Uint32Array(1024);
  size = 0;

  /** How often the text was counted before. */
  add(text: string): number {
    let low = 0xdeadbeef ^ text.length;
    let high = 0x41c6ce57 ^ text.length;
    // cyrb53 by bryc (public domain), whole.
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      low = Math.imul(low ^ code, 2_654_435_761);
      high = Math.imul(high ^ code, 1_597_334_677);
    }
    low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
    high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
    if (this.size * 2 > this.#slots) this.#grow();
    return this.#count(low >>> 0, high >>> 0, 1);
  }

  #count(low: number, high: number, by: number): number {
    let slot = (low ^ high) & (this.#slots - 1);
    for (; this.#counts[slot] !== 0; slot = (slot + 1) & (this.#slots - 1)) {
      if (this.#low[slot] !== low || this.#high[slot] !== high) continue;
      const before = this.#counts[slot] ?? 0;
      this.#counts[slot] = before + by;
      return before;
    }
    this.#low[slot] = low;
    this.#high[slot] = high;
    this.#counts[slot] = by;
    this.size += 1;
    return 0;
  }

  #grow(): void {
    const [low, high, counts] = [this.#low, this.#high, this.#counts];
    this.#slots *= 2;
    this.#low = new Uint32Array(this.#slots);
    this.#high = new Uint32Array(this.#slots);
    this.#counts = new Uint32Array(this.#slots);
    this.size = 0;
    for (const [slot, count] of counts.entries()) if (count !== 0) this.#count(low[slot] ?? 0, high[slot] ?? 0, count);
  }
}
