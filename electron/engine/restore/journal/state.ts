import type { StepKind } from '../restore-desk.ts';
import type { JournalEntry, Outcome } from './entries.ts';

/** How far a restore has come, by its journal. */
export interface RestoreState {
  readonly safety: string | undefined;
  /** Requests that nobody knows the end of: the process was killed, or the answer never came. */
  readonly open: readonly Intent[];
  /** What came of the records of a step, by the id they have in the plan. */
  readonly settled: ReadonlyMap<string, ReadonlyMap<string, Settled>>;
  /** By the id in the app. */
  readonly verified: ReadonlyMap<string, ReadonlyMap<string, ReadBack>>;
  /** Fields that were pointed at new ids, by the id in the app. */
  readonly mended: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
  readonly unverified: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Uploaded files: old address → new one. */
  readonly uploaded: ReadonlyMap<string, string>;
  /** Old address → why it has no new one. */
  readonly notUploaded: ReadonlyMap<string, string>;
  readonly begunAt: string | undefined;
  readonly endedAt: string | undefined;
  readonly intents: number;
}

/** Keyed hashes of what a record read back as. */
export interface ReadBack {
  readonly whole: string;
  /** Of the fields that were written; empty where whole records were. */
  readonly fields: string;
}

export type Intent = Extract<JournalEntry, { readonly kind: 'intent' }>;

export type Settled =
  | { readonly kind: 'done' | 'already'; readonly at: string }
  | { readonly kind: 'left'; readonly reason: Outcome['left'][number][1] }
  | { readonly kind: 'failed'; readonly code: Outcome['failed'][number][1]; readonly says: string };

export function stepKey(kind: StepKind, entity: string): string {
  return `${kind} ${entity}`;
}

export function replay(entries: readonly JournalEntry[]): RestoreState {
  const notes = new Notes();
  for (const entry of entries) notes.add(entry);
  return notes;
}

/** The state, kept up with the journal as it grows. */
export class Notes implements RestoreState {
  readonly #open = new Map<number, Intent>();
  readonly settled = new Map<string, Map<string, Settled>>();
  readonly verified = new Map<string, Map<string, ReadBack>>();
  readonly mended = new Map<string, Map<string, readonly string[]>>();
  readonly unverified = new Map<string, Map<string, string>>();
  readonly uploaded = new Map<string, string>();
  readonly notUploaded = new Map<string, string>();
  safety: string | undefined;
  begunAt: string | undefined;
  endedAt: string | undefined;
  intents = 0;

  get open(): readonly Intent[] {
    return [...this.#open.values()];
  }

  add(entry: JournalEntry): void {
    switch (entry.kind) {
      case 'begun':
        this.begunAt ??= entry.at;
        break;
      case 'safety':
        this.safety = entry.snapshot;
        break;
      case 'intent':
        this.#open.set(entry.n, entry);
        this.intents = Math.max(this.intents, entry.n + 1);
        break;
      case 'outcome':
        if (entry.of !== undefined) this.#open.delete(entry.of);
        take(inner(this.settled, stepKey(entry.step, entry.entity)), entry);
        break;
      case 'mending':
        for (const [at, fields] of entry.records) inner(this.mended, entry.entity).set(at, fields);
        break;
      case 'verified':
        for (const [at, whole, fields] of entry.records) {
          inner(this.verified, entry.entity).set(at, { whole, fields });
          this.unverified.get(entry.entity)?.delete(at);
        }
        break;
      case 'unverified':
        for (const [at, says] of entry.records) inner(this.unverified, entry.entity).set(at, says);
        break;
      case 'uploaded':
        this.uploaded.set(entry.from, entry.to);
        this.notUploaded.delete(entry.from);
        break;
      case 'not-uploaded':
        this.notUploaded.set(entry.from, entry.says);
        break;
      case 'ended':
        this.endedAt = entry.at;
        break;
    }
  }
}

function take(into: Map<string, Settled>, { done, already, left, failed }: Outcome): void {
  for (const [id, at] of done) into.set(id, { kind: 'done', at });
  for (const [id, at] of already) into.set(id, { kind: 'already', at });
  for (const [id, reason] of left) into.set(id, { kind: 'left', reason });
  for (const [id, code, says] of failed) into.set(id, { kind: 'failed', code, says });
}

function inner<T>(maps: Map<string, Map<string, T>>, name: string): Map<string, T> {
  const known = maps.get(name) ?? new Map<string, T>();
  maps.set(name, known);
  return known;
}
