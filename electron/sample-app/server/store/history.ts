import { storedDate } from '../dates.ts';
import type { Row } from './row.ts';
import type { RowChange, Table } from './table.ts';

/** A moment an entity can be read as of or taken back to. */
export interface Checkpoint {
  readonly id: string;
  readonly entity: string;
  /** Stored form. */
  readonly at: string;
  readonly kind: 'records' | 'schema' | 'restore';
  /** Changes up to this number are part of it. */
  readonly sequence: number;
}

interface LoggedChange extends RowChange {
  readonly sequence: number;
}

const checkpointEvery = 5 * 60_000;

/**
 * The version history of the production records: every change, and checkpoints among them (at most one per entity in
 * five minutes, plus one before a restore and one at a schema change). A table as of a checkpoint is the table of now
 * with the later changes undone.
 */
export class History {
  readonly days: number;
  readonly #now: () => Date;
  readonly #changes = new Map<string, LoggedChange[]>();
  readonly #checkpoints: Checkpoint[] = [];
  readonly #lastAt = new Map<string, number>();
  /** When the latest change was that no checkpoint holds yet. */
  readonly #pending = new Map<string, Date>();
  #sequence = 0;

  constructor(days: number, now: () => Date) {
    this.days = days;
    this.#now = now;
  }

  /** The first checkpoint of an entity: the data as the app started. */
  start(entity: string): void {
    if (this.days > 0) this.mark(entity, 'records');
  }

  record(entity: string, changes: readonly RowChange[], apply: () => void): void {
    if (this.days === 0) {
      apply();
      return;
    }
    this.#markPending(entity);
    const log = this.#changes.get(entity) ?? [];
    this.#changes.set(entity, log);
    for (const change of changes) {
      this.#sequence += 1;
      log.push({ ...change, sequence: this.#sequence });
    }
    apply();
    const now = this.#now();
    if (this.#isDue(entity, now)) this.mark(entity, 'records');
    else this.#pending.set(entity, now);
  }

  mark(entity: string, kind: Checkpoint['kind'], at: Date = this.#now()): Checkpoint {
    const sequence = this.#sequence;
    const id = `${Math.floor(at.getTime() / 1000).toString(16).padStart(8, '0')}c0${this.#checkpoints.length.toString(16).padStart(14, '0')}`;
    const checkpoint: Checkpoint = { id, entity, at: storedDate(at), kind, sequence };
    this.#checkpoints.push(checkpoint);
    this.#lastAt.set(entity, at.getTime());
    this.#pending.delete(entity);
    return checkpoint;
  }

  /** Those of the days kept, newest first. */
  checkpoints(): readonly Checkpoint[] {
    for (const entity of this.#pending.keys()) this.#markPending(entity);
    const oldest = storedDate(new Date(this.#now().getTime() - this.days * 86_400_000));
    return this.#checkpoints.filter((checkpoint) => checkpoint.at >= oldest).toReversed();
  }

  /** The changes to make to the table of now to have it as of the checkpoint: one for each record that differs. */
  undoTo(checkpoint: Checkpoint, entity: string, live: Table): readonly RowChange[] {
    const then = new Map<string, Row | undefined>();
    for (const change of (this.#changes.get(entity) ?? []).toReversed()) {
      if (change.sequence <= checkpoint.sequence) break;
      then.set(change.id, change.before);
    }
    return [...then]
      .map(([id, after]) => ({ id, before: live.get(id), after }))
      .filter(({ before, after }) => before?.text !== after?.text);
  }

  forget(entity: string): void {
    this.#changes.delete(entity);
  }

  #isDue(entity: string, now: Date): boolean {
    return now.getTime() - (this.#lastAt.get(entity) ?? Number.NEGATIVE_INFINITY) >= checkpointEvery;
  }

  /** Changes that came too soon after a checkpoint get one of their own once five minutes have passed, dated at the last of them. */
  #markPending(entity: string): void {
    const at = this.#pending.get(entity);
    if (at === undefined || !this.#isDue(entity, this.#now())) return;
    const sequence = this.#changes.get(entity)?.at(-1)?.sequence ?? this.#sequence;
    const checkpoint = this.mark(entity, 'records', at);
    this.#checkpoints[this.#checkpoints.indexOf(checkpoint)] = { ...checkpoint, sequence };
  }
}
