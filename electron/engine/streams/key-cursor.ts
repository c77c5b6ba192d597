/** Reads pages of ascending keys by range. */
export class KeyCursor {
  readonly #pages: AsyncIterator<readonly string[]>;
  #page: readonly string[] = [];
  #at = 0;
  #ended = false;

  constructor(pages: AsyncIterable<readonly string[]>) {
    this.#pages = pages[Symbol.asyncIterator]();
  }

  /** All keys not yet given, up to and including `last`. */
  async through(last: string): Promise<string[]> {
    const keys: string[] = [];
    while (!(await this.atEnd())) {
      const key = this.#page[this.#at];
      if (key === undefined || key > last) break;
      keys.push(key);
      this.#at += 1;
    }
    return keys;
  }

  async atEnd(): Promise<boolean> {
    while (!this.#ended && this.#at >= this.#page.length) {
      const next = await this.#pages.next();
      this.#at = 0;
      this.#page = next.done === true ? [] : next.value;
      this.#ended = next.done === true;
    }
    return this.#ended;
  }

  async nextPage(): Promise<readonly string[] | undefined> {
    if (await this.atEnd()) return undefined;
    const rest = this.#page.slice(this.#at);
    this.#at = this.#page.length;
    return rest;
  }
}
