/** How many deletions of each table were told of within the last minute. What it takes in memory does not grow with what happens. */
export class RecentDeletions {
  readonly #tables = new Map<string, { since: number; count: number }>();

  /** @param at by the monotonic clock, in milliseconds @returns how many there were within this minute */
  add(table: string, at: number): number {
    const known = this.#tables.get(table);
    if (known === undefined || at - known.since > windowMs) {
      if (known === undefined && this.#tables.size >= mostTables) return 0;
      this.#tables.set(table, { since: at, count: 1 });
      return 1;
    }
    known.count += 1;
    return known.count;
  }

  forget(table: string): void {
    this.#tables.delete(table);
  }
}

const windowMs = 60_000;
const mostTables = 10_000;
