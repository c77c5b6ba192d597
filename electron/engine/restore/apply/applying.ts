import type { EntityDescription } from '../../../../shared/model/app.ts';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import type { ManifestEntity } from '../../../../shared/model/snapshot.ts';
import type { WriterOptions } from '../../ports/app-writer.ts';
import { throwIfCancelled } from '../../ports/cancel.ts';
import { parseObject } from '../../vault/entity-reader.ts';
import { type BackupRecord, findMany } from '../backup-records.ts';
import { replaceAddresses } from '../files/addresses.ts';
import type { Outcome } from '../journal/entries.ts';
import type { RestoreJournal } from '../journal/journal.ts';
import { type Intent, Notes, type RestoreState, type Settled, stepKey } from '../journal/state.ts';
import type { PlannedRecord, PlanStep, StoredPlan } from '../plan/plan.ts';
import type { Remapping } from '../remapping.ts';
import { entityNamed, type Fields, type RestoreParts } from '../restore-parts.ts';
import type { LeftAloneReason, StepKind } from '../restore-desk.ts';

/** What doing a plan takes. */
export interface ApplyParts extends RestoreParts {
  readonly plan: StoredPlan;
  readonly remapping: Remapping;
  readonly journal: RestoreJournal;
  /** Awaited before each request that changes something. */
  readonly gate: (() => Promise<void>) | undefined;
  /** Told how many records of the plan were dealt with, of how many. */
  readonly onRecords: (done: number, total: number, entity: string) => void;
}

/** A restore at work: the plan, its notes, and under which ids the app has what it created. */
export class Applying {
  readonly parts: ApplyParts;
  readonly #ids = new Map<string, Map<string, string>>();
  readonly #newIds = new Map<string, Map<string, string>>();
  readonly #state = new Notes();
  #dealtWith = 0;

  constructor(parts: ApplyParts) {
    this.parts = parts;
    for (const entry of parts.journal.entries) this.#state.add(entry);
    for (const [entity, from, to] of parts.plan.known) learn(this.#ids, entity, from, to);
    for (const { kind, entity } of parts.plan.steps) {
      const settled = this.#state.settled.get(stepKey(kind, entity));
      this.#dealtWith += settled?.size ?? 0;
      if (kind !== 'create') continue;
      for (const [from, outcome] of settled ?? []) if (outcome.kind === 'done') this.#learn(entity, from, outcome.at);
    }
  }

  get options(): WriterOptions {
    return { signal: this.parts.signal };
  }

  get state(): RestoreState {
    return this.#state;
  }

  /** Table → id in the backup → id in the app, as far as it is known by now. */
  get ids(): ReadonlyMap<string, ReadonlyMap<string, string>> {
    return this.#ids;
  }

  /**
   * The ids to point at in records that are there. Whoever takes a restore back wants the very values that were there before, also those that pointed
   * at what was gone: only what is made anew meanwhile has another id.
   */
  get pointAt(): ReadonlyMap<string, ReadonlyMap<string, string>> {
    return this.parts.plan.undoOf === undefined ? this.#ids : this.#newIds;
  }

  /** The record as it has to point now: at ids and at files. */
  remap(entity: string, record: Fields, ids = this.pointAt): Fields {
    return replaceAddresses(this.parts.remapping.remap(entity, record, ids), this.#addresses());
  }

  #addresses(): ReadonlyMap<string, string> {
    const { plan } = this.parts;
    if (plan.undoOf !== undefined || plan.knownAddresses.length === 0) return this.#state.uploaded;
    return new Map([...plan.knownAddresses, ...this.#state.uploaded]);
  }

  /** Ids of the app that are known to be a record of the backup already. */
  taken(entity: string): ReadonlySet<string> {
    return new Set(this.#ids.get(entity)?.values());
  }

  #learn(entity: string, from: string, to: string): void {
    learn(this.#ids, entity, from, to);
    learn(this.#newIds, entity, from, to);
  }

  settled(step: Pick<PlanStep, 'kind' | 'entity'>): ReadonlyMap<string, Settled> {
    return this.#state.settled.get(stepKey(step.kind, step.entity)) ?? new Map<string, Settled>();
  }

  pending(step: PlanStep): readonly PlannedRecord[] {
    const settled = this.settled(step);
    return step.records.filter(({ id }) => !settled.has(id));
  }

  /** The table in the app. @throws not-found when it went since the plan was made. */
  entity(name: string): EntityDescription {
    const found = entityNamed(this.parts, name);
    if (found !== undefined) return found;
    throw new HoldfastError('not-found', `The app does not have the table “${name.slice(0, 100)}” any more.`, { nextStep: 'Make a new plan.' });
  }

  stored(name: string): ManifestEntity | undefined {
    return this.parts.from.manifest.entities.find((entity) => entity.name === name);
  }

  /** Where the app has the record now: its own id, the one that was planned, or the one that creating it gave. */
  at(entity: string, { id, at }: PlannedRecord): string {
    return at ?? this.#ids.get(entity)?.get(id) ?? id;
  }

  /** Under which ids the app may have a record that is to be made anew: those of another app say nothing about this one. */
  namesOf(entity: string, id: string): readonly string[] {
    const { from, into } = this.parts;
    const known = this.#ids.get(entity)?.get(id);
    return [...new Set([...(from.vaultId === into.vaultId ? [id] : []), ...(known === undefined ? [] : [known])])];
  }

  /** Records of the backup, a few at a time; `lacking` are those it turned out not to have whole. */
  async *fromBackup(entity: string, records: readonly PlannedRecord[], size: number): AsyncGenerator<readonly (BackupRecord & { readonly planned: PlannedRecord })[]> {
    const stored = this.stored(entity);
    if (stored === undefined) return;
    const byId = new Map(records.map((record) => [record.id, record]));
    let batch: (BackupRecord & { readonly planned: PlannedRecord })[] = [];
    for await (const found of findMany(this.parts.from.reader, stored, new Set(byId.keys()), this.parts.signal)) {
      if (found.kind === 'damaged') continue;
      for (const { id, record } of found.records) {
        const planned = byId.get(id);
        if (planned === undefined) continue;
        batch.push({ id, record, planned });
        if (batch.length < size) continue;
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
  }

  async readNow(entity: EntityDescription, ids: readonly string[]): Promise<ReadonlyMap<string, Fields>> {
    const found = await this.parts.into.writer.read(entity, ids, this.options);
    return new Map([...found].map(([id, { json }]) => [id, parseObject(json)]));
  }

  /** Notes what is about to be asked for. From here on nobody knows whether it was done, until `settle` says so. */
  async intend(step: StepKind, entity: string, ids: readonly string[]): Promise<Intent> {
    await this.parts.gate?.();
    throwIfCancelled(this.parts.signal);
    const intent: Intent = { kind: 'intent', n: this.#state.intents, step, entity, ids: [...ids], since: this.parts.into.writer.platformTime().toISOString() };
    await this.#note(intent);
    return intent;
  }

  async settle(step: Pick<PlanStep, 'kind' | 'entity'>, what: Partial<Pick<Outcome, 'of' | 'done' | 'already' | 'left' | 'failed'>>): Promise<void> {
    const outcome: Outcome = { kind: 'outcome', step: step.kind, entity: step.entity, done: [], already: [], left: [], failed: [], ...what };
    const dealtWith = outcome.done.length + outcome.already.length + outcome.left.length + outcome.failed.length;
    if (dealtWith === 0 && outcome.of === undefined) return;
    await this.#note(outcome);
    if (step.kind === 'create') for (const [from, to] of outcome.done) this.#learn(step.entity, from, to);
    this.#dealtWith += dealtWith;
    this.parts.onRecords(this.#dealtWith, this.total, step.entity);
  }

  leave(step: PlanStep, ids: readonly string[], reason: LeftAloneReason): Promise<void> {
    return this.settle(step, { left: ids.map((id) => [id, reason]) });
  }

  get total(): number {
    return this.parts.plan.steps.reduce((sum, { records }) => sum + records.length, 0);
  }

  /** Notes something else. */
  async note(entry: Parameters<RestoreJournal['append']>[0]): Promise<void> {
    await this.#note(entry);
  }

  async #note(entry: Parameters<RestoreJournal['append']>[0]): Promise<void> {
    await this.parts.journal.append(entry);
    this.#state.add(entry);
  }
}

/** A record that was made anew before has several old ids; all of them lead to the newest. */
function learn(ids: Map<string, Map<string, string>>, entity: string, from: string, to: string): void {
  const known = ids.get(entity) ?? new Map<string, string>();
  ids.set(entity, known);
  const before = known.get(from);
  if (before !== undefined && before !== to) {
    for (const [old, now] of known) if (now === before) known.set(old, to);
    known.set(before, to);
  }
  known.set(from, to);
}

export function inBatches<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const step = Math.max(1, size);
  return Array.from({ length: Math.ceil(items.length / step) }, (_, n) => items.slice(n * step, (n + 1) * step));
}
