import { z } from 'zod';
import { intendedRun } from '../../../shared/model/schedule.ts';
import { parseJson } from '../../../shared/model/record.ts';
import type { IntendedEnd, IntendedKind, IntendedRun } from './rule.ts';

/** Where intended runs lie: a text of lines for an app and a month. */
export interface LedgerFiles {
  /** Whole lines; what was cut off in the middle is left out. Empty where there is none. */
  read(app: string, month: string): Promise<string>;
  /** Durable once fulfilled. */
  append(app: string, month: string, text: string): Promise<void>;
  /** Months there are, `2026-11`, oldest first. */
  months(app: string): Promise<readonly string[]>;
  remove(app: string, month: string): Promise<void>;
}

interface Row {
  readonly run: IntendedRun;
  /** The run that it tries again. */
  readonly of: string | undefined;
}

interface AppRows {
  /** By the order of their planning. */
  readonly rows: Map<string, Row>;
  readonly open: Set<string>;
  /** Those without an end, by their time, until one of them changes. */
  sorted: readonly IntendedRun[] | undefined;
}

export interface NewIntendedRun {
  readonly kind: IntendedKind;
  readonly dueAt: Date;
  /** Id of the run that it tries again. */
  readonly of?: string | undefined;
}

/** What is kept, by the month of the due time. */
const keptMonths = 14;
/** What is known without reading, in days: enough for the screen's strip. */
const nearDays = 32;
const dayMs = 86_400_000;
const none: readonly IntendedRun[] = [];

/**
 * Every run that was to be, app by app: planned before it is due, begun, ended once. Lines are added and never changed; a month of an app
 * is a file, so that neither the start nor a look back reads more than it needs. In memory lie those of the last month and what is open.
 */
export class IntendedRuns {
  readonly #files: LedgerFiles;
  readonly #newId: () => string;
  readonly #onEnd: ((app: string, run: IntendedRun) => void) | undefined;
  readonly #apps = new Map<string, AppRows>();
  /** Files whose last line may be cut off: what follows must not be added to it. */
  readonly #torn = new Set<string>();
  #unwritten: { readonly app: string; readonly month: string; readonly line: string }[] = [];
  #writing: Promise<void> = Promise.resolve();
  #forgot = 0;

  /** @param onEnd hears of each end, once; must not throw. */
  constructor(files: LedgerFiles, newId: () => string, onEnd?: (app: string, run: IntendedRun) => void) {
    this.#files = files;
    this.#newId = newId;
    this.#onEnd = onEnd;
  }

  /** Reads what is near; done twice is done once. Files that cannot be read are as if there were none. */
  async load(app: string, now: Date): Promise<void> {
    if (this.#apps.has(app)) return;
    const rows = new Map<string, Row>();
    const months = await this.#files.months(app);
    const past = months.filter((month) => month <= monthOf(now));
    const from = firstToRead(past, now);
    for (const month of months) if (month >= from) this.#take(await this.#files.read(app, month), rows);
    if (this.#apps.has(app)) return;
    this.#apps.set(app, { rows, open: new Set([...rows.values()].filter(({ run }) => run.end === undefined).map(({ run }) => run.id)), sorted: undefined });
    // Not counting what a clock that was years ahead left to come.
    for (const month of past.slice(0, -keptMonths)) await this.#files.remove(app, month);
  }

  isLoaded(app: string): boolean {
    return this.#apps.has(app);
  }

  /** Those without an end, by their time. */
  open(app: string): readonly IntendedRun[] {
    const known = this.#apps.get(app);
    if (known === undefined) return none;
    known.sorted ??= [...known.open].flatMap((id) => known.rows.get(id)?.run ?? []).toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : 0));
    return known.sorted;
  }

  /** What lies in memory, by the order of planning. */
  *near(app: string): IterableIterator<IntendedRun> {
    for (const { run } of this.#apps.get(app)?.rows.values() ?? []) yield run;
  }

  /** Was the run already tried again, or is it to be? */
  triesAgain(app: string, of: string): boolean {
    for (const row of this.#apps.get(app)?.rows.values() ?? []) if (row.of === of) return true;
    return false;
  }

  plan(app: string, { kind, dueAt, of }: NewIntendedRun, now: Date): IntendedRun {
    this.#forget(now);
    const run: IntendedRun = { id: this.#newId(), kind, dueAt: dueAt.toISOString(), createdAt: now.toISOString() };
    const known = this.#known(app);
    known.rows.set(run.id, { run, of });
    known.open.add(run.id);
    known.sorted = undefined;
    this.#write(app, run, ['p', run.id, dueAt.getTime(), now.getTime(), kind, ...(of === undefined ? [] : [of])]);
    return run;
  }

  begin(app: string, id: string, runId: string, now: Date): void {
    const known = this.#apps.get(app);
    const row = known?.rows.get(id);
    if (known === undefined || row === undefined) return;
    known.sorted = undefined;
    known.rows.set(id, { ...row, run: { ...row.run, run: { id: runId, at: now.toISOString() } } });
    this.#write(app, row.run, ['b', id, now.getTime(), runId]);
  }

  /** Ends it; what has an end keeps it. */
  end(app: string, id: string, end: IntendedEnd): void {
    const known = this.#apps.get(app);
    const row = known?.rows.get(id);
    if (known === undefined || row === undefined || row.run.end !== undefined) return;
    const ended = { ...row.run, end };
    known.rows.set(id, { ...row, run: ended });
    known.open.delete(id);
    known.sorted = undefined;
    this.#write(app, row.run, ['e', id, end]);
    this.#onEnd?.(app, ended);
  }

  /** Fulfilled once everything is on the disk. @throws what the files throw; what was not written is tried again with the next call. */
  flush(): Promise<void> {
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#flush());
    return this.#writing;
  }

  /** Lets go of what is no longer near, once a day. */
  #forget(now: Date): void {
    if (Math.abs(now.getTime() - this.#forgot) < dayMs) return;
    this.#forgot = now.getTime();
    const before = new Date(now.getTime() - (nearDays + 2) * dayMs).toISOString();
    for (const { rows } of this.#apps.values()) for (const [id, { run }] of rows) if (run.end !== undefined && run.dueAt < before) rows.delete(id);
  }

  /** Those due since a moment, oldest first, those to come included. Reads the months it needs. */
  async history(app: string, since: Date): Promise<IntendedRun[]> {
    const rows = new Map<string, Row>();
    for (const month of await this.#files.months(app)) if (month >= monthOf(since)) this.#take(await this.#files.read(app, month), rows);
    // What is in memory is newer than any file.
    for (const [id, row] of this.#apps.get(app)?.rows ?? []) rows.set(id, row);
    const from = since.toISOString();
    return [...rows.values()]
      .map(({ run }) => run)
      .filter(({ dueAt }) => dueAt >= from)
      .toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : a.createdAt < b.createdAt ? -1 : 1));
  }

  #known(app: string): AppRows {
    const known = this.#apps.get(app) ?? { rows: new Map<string, Row>(), open: new Set<string>(), sorted: undefined };
    this.#apps.set(app, known);
    return known;
  }

  #write(app: string, { dueAt }: IntendedRun, line: readonly unknown[]): void {
    this.#unwritten.push({ app, month: dueAt.slice(0, 7), line: `${JSON.stringify(line)}\n` });
  }

  async #flush(): Promise<void> {
    while (this.#unwritten.length > 0) {
      const [first] = this.#unwritten;
      if (first === undefined) return;
      const { app, month } = first;
      const batch = this.#unwritten.filter((each) => each.app === app && each.month === month);
      const file = `${app}/${month}`;
      const text = batch.map(({ line }) => line).join('');
      try {
        await this.#files.append(app, month, this.#torn.has(file) ? `\n${text}` : text);
      } catch (error) {
        this.#torn.add(file);
        throw error;
      }
      this.#torn.delete(file);
      const written = new Set(batch);
      this.#unwritten = this.#unwritten.filter((each) => !written.has(each));
    }
  }

  /** Lines that are not understood (a newer Holdfast's, or damage) are passed over: the rest counts. */
  #take(text: string, rows: Map<string, Row>): void {
    for (const line of linesOf(text)) takeLine(line, rows);
  }
}

const kinds: ReadonlySet<unknown> = new Set(intendedRun.shape.kind.options);
const ends = z.object({ end: intendedRun.shape.end });
/** The end that nearly all have is told apart without the schema, which takes several times as long as everything else. */
const plainEnds: ReadonlySet<unknown> = new Set(['done', 'incomplete', 'stopped', 'interrupted']);

/** All lines are read at once, which is several times as fast; one by one where one of them is damaged. */
function linesOf(text: string): readonly unknown[] {
  try {
    const lines = parseJson(`[${text.trimEnd().replaceAll('\n', ',')}]`);
    return isList(lines) ? lines : [];
  } catch {
    return text.split('\n').flatMap((line) => {
      try {
        return line === '' ? [] : [parseJson(line)];
      } catch {
        return [];
      }
    });
  }
}

function takeLine(line: unknown, rows: Map<string, Row>): void {
  if (!isList(line)) return;
  const [what, id, a, b, kind, of] = line;
  if (typeof id !== 'string') return;
  if (what === 'p' && typeof a === 'number' && typeof b === 'number' && isKind(kind)) {
    rows.set(id, { run: { id, kind, dueAt: new Date(a).toISOString(), createdAt: new Date(b).toISOString() }, of: typeof of === 'string' ? of : undefined });
    return;
  }
  const row = rows.get(id);
  if (row === undefined) return;
  if (what === 'b' && typeof a === 'number' && typeof b === 'string') rows.set(id, { ...row, run: { ...row.run, run: { id: b, at: new Date(a).toISOString() } } });
  if (what !== 'e' || row.run.end !== undefined) return;
  const end = endOf(a);
  if (end !== undefined) rows.set(id, { ...row, run: { ...row.run, end } });
}

function endOf(value: unknown): IntendedEnd | undefined {
  if (isPlainEnd(value)) return { kind: value.kind, at: value.at };
  return ends.safeParse({ end: value }).data?.end;
}

function isPlainEnd(value: unknown): value is Extract<IntendedEnd, { kind: 'done' | 'incomplete' | 'stopped' | 'interrupted' }> {
  return typeof value === 'object' && value !== null && 'kind' in value && plainEnds.has(value.kind) && 'at' in value && typeof value.at === 'string' && !Number.isNaN(Date.parse(value.at));
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isKind(value: unknown): value is IntendedKind {
  return kinds.has(value);
}

/** So far back that everything near is known; after a long absence, back to what was planned last: from there it goes on. What was planned lies in two months at most. */
function firstToRead(past: readonly string[], now: Date): string {
  const near = monthOf(new Date(now.getTime() - nearDays * dayMs));
  const last = past.at(-1);
  return last === undefined || last >= near ? near : (past.at(-2) ?? last);
}

function monthOf(at: Date): string {
  return at.toISOString().slice(0, 7);
}
