import type { BackupFigures, TableFigures } from '../../watch/figures/figures.ts';
import { parseSnapshotName } from '../../vault/format/names.ts';
import { ChangeTrace } from './change-trace.ts';

/** What is kept of how a backup compares with the one before it: of each table three counts and its size. */
export interface ChangeNote {
  readonly snapshot: string;
  readonly durationMs: number;
  /** Between which moments it happened; null for a first backup. */
  readonly from: number | null;
  readonly to: number;
  /** By table: created, changed, deleted, records; null = nobody knows. */
  readonly tables: ReadonlyMap<string, readonly [number, number, number, number] | null>;
}

export function noteOfFigures({ snapshot, startedAt, comparedWith, size, tables }: BackupFigures): ChangeNote {
  return {
    snapshot,
    durationMs: size.durationMs,
    from: (comparedWith === null ? undefined : momentOf(comparedWith)) ?? null,
    // Both by their names: as a backup ends one stretch, it begins the next.
    to: momentOf(snapshot) ?? Date.parse(startedAt),
    tables: new Map(tables.filter(({ state }) => state !== 'gone').map((table) => [table.name, countsOf(table)])),
  };
}

/** When a backup began, to the second. */
export function momentOf(snapshot: string): number | undefined {
  return parseSnapshotName(snapshot)?.startedAt.getTime();
}

function countsOf({ created, changed, deleted, after, isWhole }: TableFigures): readonly [number, number, number, number] | null {
  return !isWhole || created === null || changed === null || deleted === null || after === null ? null : [created, changed, deleted, after];
}

/** As a line: the many tables of which nothing changed take no more than their size. */
export function changeLine({ snapshot, durationMs, from, to, tables }: ChangeNote): readonly unknown[] {
  return ['d', snapshot, durationMs, from, to, [...tables].map(([name, counts]) => [name, counts !== null && counts[0] === 0 && counts[1] === 0 && counts[2] === 0 ? counts[3] : counts])];
}

/** Undefined for what is not understood. */
export function readChangeLine(line: unknown): ChangeNote | undefined {
  if (!isList(line)) return undefined;
  const [kind, snapshot, durationMs, from, to, rows] = line;
  if (kind !== 'd' || typeof snapshot !== 'string' || !isCount(durationMs) || !(from === null || isMoment(from)) || !isMoment(to) || !isList(rows)) return undefined;
  const tables = new Map<string, readonly [number, number, number, number] | null>();
  for (const row of rows) {
    if (!isList(row) || typeof row[0] !== 'string') return undefined;
    const counts = row[1];
    if (counts === null) tables.set(row[0], null);
    else if (isCount(counts)) tables.set(row[0], [0, 0, 0, counts]);
    else if (isList(counts) && isCount(counts[0]) && isCount(counts[1]) && isCount(counts[2]) && isCount(counts[3])) tables.set(row[0], [counts[0], counts[1], counts[2], counts[3]]);
    else return undefined;
  }
  return { snapshot, durationMs, from, to, tables };
}

/** What the notes say of each table, in the order of time. */
export class TableTraces {
  readonly #traces = new Map<string, ChangeTrace>();
  readonly #records = new Map<string, number>();
  readonly #durations = new Map<string, number>();
  #newest: ChangeNote | undefined;
  #compared = 0;

  has(snapshot: string): boolean {
    return this.#durations.has(snapshot);
  }

  durationOf(snapshot: string): number | undefined {
    return this.#durations.get(snapshot);
  }

  /** How many comparisons it was learnt from. */
  get compared(): number {
    return this.#compared;
  }

  /** Tables of the newest backup, with what is known of each. */
  tables(): readonly { readonly name: string; readonly trace: ChangeTrace | undefined; readonly records: number | undefined }[] {
    return [...(this.#newest?.tables.keys() ?? [])].map((name) => ({ name, trace: this.#traces.get(name), records: this.#records.get(name) }));
  }

  /** In the order of `to`. */
  add(note: ChangeNote): void {
    if (this.has(note.snapshot)) return;
    this.#durations.set(note.snapshot, note.durationMs);
    if (this.#newest === undefined || note.to >= this.#newest.to) this.#newest = note;
    if (note.from !== null) this.#compared += 1;
    // One for all tables of which nothing changed, as of nearly all: this is kept for weeks, of every app.
    const quiet = note.from === null ? undefined : { from: note.from, to: note.to, created: 0, changed: 0, deleted: 0 };
    for (const [name, counts] of note.tables) {
      if (counts === null) continue;
      const [created, changed, deleted, records] = counts;
      this.#records.set(name, records);
      if (quiet === undefined) continue;
      const trace = this.#traces.get(name) ?? new ChangeTrace();
      this.#traces.set(name, trace);
      trace.add(created + changed + deleted === 0 ? quiet : { ...quiet, created, changed, deleted });
    }
  }

  forgetBefore(at: number): void {
    for (const trace of this.#traces.values()) trace.forgetBefore(at);
    for (const snapshot of this.#durations.keys()) if ((momentOf(snapshot) ?? at) < at) this.#durations.delete(snapshot);
  }
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isMoment(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) < 8.64e15;
}
