export interface RecordLine {
  readonly id: string;
  readonly json: string;
}

export interface PageAnswer {
  readonly total: number;
  readonly rows: readonly RecordLine[];
}

export interface TableWindowsOptions {
  readonly fetchPage: (offset: number, limit: number, signal: AbortSignal) => Promise<PageAnswer>;
  /** Rows came, or could not be had. */
  readonly onChange: () => void;
  /** What is known before the first page is there, so that the scrollbar is right from the start. */
  readonly expectedTotal?: number | undefined;
}

export const pageSize = 200;
/** Rows beyond the visible ones that are fetched before they are needed. */
const ahead = 120;
/** Pages kept, the furthest from view let go first; also bounded by their size, since a record may have megabytes. */
const mostPages = 60;
const mostCharacters = 48_000_000;
/** A fling passes hundreds of pages: where it jumps, at most one fetch begins in this time. */
const betweenJumpsMs = 50;
const mostAtOnce = 2;

interface Page {
  readonly rows: readonly RecordLine[];
  readonly characters: number;
}

/**
 * A table of any length, read in windows: what is in view and a little around it. What was scrolled past before it came is
 * cancelled, what is far away is forgotten.
 */
export class TableWindows {
  readonly #options: TableWindowsOptions;
  readonly #pages = new Map<number, Page>();
  readonly #underWay = new Map<number, AbortController>();
  #total: number | undefined;
  #problem: unknown;
  #view = { first: 0, end: 0 };
  #startedAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: TableWindowsOptions) {
    this.#options = options;
  }

  /** Rows there are; undefined while that is not known. */
  get total(): number | undefined {
    return this.#total ?? this.#options.expectedTotal;
  }

  /** Why rows could not be had, until `retry`. */
  get problem(): unknown {
    return this.#problem;
  }

  /** True until the first answer: nothing that is shown is wrong, but nothing is there yet. */
  get isFirstUnderWay(): boolean {
    return this.#total === undefined && this.#problem === undefined;
  }

  row(index: number): RecordLine | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.rows[index % pageSize];
  }

  /** Rows `first` to `end` (exclusive) are in view now. */
  show(first: number, end: number): void {
    this.#view = { first, end };
    this.#forgetPassed();
    this.#fetchWanted();
  }

  retry(): void {
    this.#problem = undefined;
    this.#options.onChange();
    this.#fetchWanted();
  }

  /** Goes on after `close`, with what it still knows. */
  reopen(): void {
    this.#closed = false;
    this.#fetchWanted();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const fetching of this.#underWay.values()) fetching.abort();
    this.#underWay.clear();
  }

  /** Pages to have, those in view first. */
  #wanted(): number[] {
    const last = this.total === undefined ? 0 : Math.max(0, Math.ceil(this.total / pageSize) - 1);
    const { first, end } = this.#view;
    const inView = range(pageOf(first), pageOf(Math.max(first, end - 1)));
    const around = range(pageOf(first - ahead), pageOf(end - 1 + ahead));
    return [...new Set([...inView, ...around])].filter((page) => page >= 0 && page <= last);
  }

  #forgetPassed(): void {
    const keep = new Set(this.#wanted());
    for (const [page, fetching] of this.#underWay) {
      if (keep.has(page)) continue;
      fetching.abort();
      this.#underWay.delete(page);
    }
  }

  #fetchWanted(): void {
    if (this.#closed || this.#problem !== undefined) return;
    for (const page of this.#wanted()) {
      if (this.#pages.has(page) || this.#underWay.has(page)) continue;
      if (this.#underWay.size >= mostAtOnce) return;
      const isJump = !this.#pages.has(page - 1) && !this.#pages.has(page + 1);
      const wait = isJump ? this.#startedAt + betweenJumpsMs - performance.now() : 0;
      if (wait > 0) {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#fetchWanted(), wait);
        return;
      }
      void this.#fetch(page);
    }
  }

  async #fetch(page: number): Promise<void> {
    const fetching = new AbortController();
    this.#underWay.set(page, fetching);
    this.#startedAt = performance.now();
    try {
      const { total, rows } = await this.#options.fetchPage(page * pageSize, pageSize, fetching.signal);
      if (fetching.signal.aborted) return;
      this.#total = total;
      this.#pages.set(page, { rows, characters: rows.reduce((sum, { json }) => sum + json.length, 0) });
      this.#letGo();
    } catch (error) {
      if (fetching.signal.aborted) return;
      this.#problem = error;
    } finally {
      if (this.#underWay.get(page) === fetching) this.#underWay.delete(page);
    }
    this.#options.onChange();
    this.#fetchWanted();
  }

  #letGo(): void {
    const middle = pageOf((this.#view.first + this.#view.end) / 2);
    let characters = 0;
    for (const page of this.#pages.values()) characters += page.characters;
    const wanted = new Set(this.#wanted());
    const furthestFirst = [...this.#pages.keys()].filter((page) => !wanted.has(page)).toSorted((a, b) => Math.abs(b - middle) - Math.abs(a - middle));
    for (const page of furthestFirst) {
      if (this.#pages.size <= mostPages && characters <= mostCharacters) return;
      characters -= this.#pages.get(page)?.characters ?? 0;
      this.#pages.delete(page);
    }
  }
}

function pageOf(row: number): number {
  return Math.floor(row / pageSize);
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, step) => first + step);
}
