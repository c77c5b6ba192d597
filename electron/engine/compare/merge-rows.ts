import { type KeyField, recordKey } from '../../../shared/model/record.ts';
import { parseObject } from '../vault/entity-reader.ts';

/** Records in ascending order of key, as lines of JSON; with their keys where those are known already. */
export interface Lines {
  readonly lines: readonly string[];
  readonly keys?: readonly string[];
}

/** A record that is looked at closely. It is parsed when first needed, once. */
export interface Row {
  readonly key: string;
  readonly json: string;
  record(): Readonly<Record<string, unknown>>;
}

/** What a merge finds, record by record, in ascending order of key. */
export interface RowVisitor {
  created(row: Row): void;
  changed(from: Row, to: Row): void;
  deleted(row: Row): void;
  /** Both sides have this line; absent = nobody cares. */
  same?(json: string): void;
}

/** Looks on while records are compared, for more than is counted. */
export interface RowObserver {
  created(row: Row): void;
  changed(from: Row, to: Row): void;
}

/**
 * Walks two readings of an entity side by side. Equal lines are passed over unparsed: only where the two differ are keys needed,
 * which makes comparing two readings that are mostly the same little more than reading them.
 */
export async function mergeRows(from: AsyncIterable<Lines>, to: AsyncIterable<Lines>, rule: readonly KeyField[], visitor: RowVisitor): Promise<void> {
  const older = new Cursor(from, rule);
  const newer = new Cursor(to, rule);
  try {
    for (;;) {
      if (!older.isReady) await older.load();
      if (!newer.isReady) await newer.load();
      if (!older.isReady && !newer.isReady) return;
      step(older, newer, visitor);
    }
  } finally {
    await Promise.all([older.close(), newer.close()]);
  }
}

/** As far as both sides are loaded, without waiting. */
function step(older: Cursor, newer: Cursor, visitor: RowVisitor): void {
  while (older.isReady && newer.isReady) {
    if (older.json === newer.json) {
      visitor.same?.(newer.json);
      older.advance();
      newer.advance();
    } else if (older.key < newer.key) {
      visitor.deleted(older.row());
      older.advance();
    } else if (older.key > newer.key) {
      visitor.created(newer.row());
      newer.advance();
    } else {
      visitor.changed(older.row(), newer.row());
      older.advance();
      newer.advance();
    }
  }
  while (older.isReady && newer.isAtEnd) {
    visitor.deleted(older.row());
    older.advance();
  }
  while (newer.isReady && older.isAtEnd) {
    visitor.created(newer.row());
    newer.advance();
  }
}

/** The next record of one side. */
class Cursor {
  readonly #batches: AsyncIterator<Lines>;
  readonly #rule: readonly KeyField[];
  #batch: Lines = { lines: [] };
  #at = 0;
  #row: Row | undefined;
  #ended = false;

  constructor(batches: AsyncIterable<Lines>, rule: readonly KeyField[]) {
    this.#batches = batches[Symbol.asyncIterator]();
    this.#rule = rule;
  }

  /** There is a record, and it is here. */
  get isReady(): boolean {
    return this.#at < this.#batch.lines.length;
  }

  get isAtEnd(): boolean {
    return this.#ended && !this.isReady;
  }

  get json(): string {
    return this.#batch.lines[this.#at] ?? '';
  }

  get key(): string {
    return this.#batch.keys?.[this.#at] ?? this.row().key;
  }

  row(): Row {
    this.#row ??= makeRow(this.json, this.#rule, this.#batch.keys?.[this.#at]);
    return this.#row;
  }

  advance(): void {
    this.#at += 1;
    this.#row = undefined;
  }

  async load(): Promise<void> {
    while (!this.#ended && !this.isReady) {
      const next = await this.#batches.next();
      this.#ended = next.done === true;
      this.#batch = next.done === true ? { lines: [] } : next.value;
      this.#at = 0;
      this.#row = undefined;
    }
  }

  async close(): Promise<void> {
    if (!this.#ended) await this.#batches.return?.();
  }
}

export function makeRow(json: string, rule: readonly KeyField[], knownKey?: string): Row {
  let parsed: Readonly<Record<string, unknown>> | undefined;
  let key = knownKey;
  const record = (): Readonly<Record<string, unknown>> => (parsed ??= parseObject(json));
  return {
    json,
    record,
    get key() {
      return (key ??= recordKey(rule, record()));
    },
  };
}
