import { type RestoreState, stepKey } from './journal/state.ts';
import { mayBeOf, readNotes } from './notes.ts';
import type { StoredPlan } from './plan/plan.ts';

/** Table → id of a backup → id in the app. */
export type IdMap = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Under which ids records of a backup live on in an app, by the restores of this computer. */
export class KnownIds {
  /** From another app's backups. */
  readonly #across = new Map<string, Map<string, string>>();
  readonly #within = new Map<string, Map<string, string>>();
  readonly #isCopy: boolean;
  /** Uploaded files that were gone: old address → new one. */
  readonly addresses = new Map<string, string>();
  /** Records of the app that were to be pointed at new ids and could not be: table → ids. */
  readonly unmended = new Map<string, Set<string>>();
  /** Restores of which nobody can read what they made: a record that is not in the app may be there under another id. */
  readonly unread: string[] = [];

  /** @param isCopy the backup is another app's: its ids mean nothing in this one. */
  constructor(isCopy: boolean) {
    this.#isCopy = isCopy;
  }

  /** Oldest first: what was made anew several times has the newest id by each of those it had. */
  add(scope: 'across' | 'within', entity: string, from: string, to: string): void {
    if (scope === 'within') {
      const within = mapIn(this.#within, entity);
      within.set(lastOf(within, from), to);
      return;
    }
    const across = mapIn(this.#across, entity);
    const before = across.get(from);
    across.set(from, to);
    if (before !== undefined && before !== to) this.add('within', entity, before, to);
  }

  get isEmpty(): boolean {
    return this.#across.size + this.#within.size === 0;
  }

  /** Ids under which the record may be in the app, the newest first. */
  namesOf(entity: string, id: string): readonly string[] {
    const names: string[] = [];
    let next = this.#isCopy ? this.#across.get(entity)?.get(id) : id;
    while (next !== undefined && !names.includes(next)) {
      names.unshift(next);
      next = this.#within.get(entity)?.get(next);
    }
    return names;
  }

  /** The newest id of every record that has another one than in the backup. */
  newest(): IdMap {
    const all = new Map<string, Map<string, string>>();
    for (const maps of [this.#within, this.#across]) {
      for (const [entity, ids] of maps) {
        const into = all.get(entity) ?? new Map<string, string>();
        all.set(entity, into);
        for (const from of ids.keys()) into.set(from, this.#isCopy && maps === this.#within ? lastOf(ids, from) : (this.namesOf(entity, from)[0] ?? from));
      }
    }
    return all;
  }
}

function mapIn(maps: Map<string, Map<string, string>>, entity: string): Map<string, string> {
  const map = maps.get(entity) ?? new Map<string, string>();
  maps.set(entity, map);
  return map;
}

function lastOf(ids: ReadonlyMap<string, string>, from: string): string {
  const seen = new Set([from]);
  let at = from;
  for (let next = ids.get(at); next !== undefined && !seen.has(next); next = ids.get(at)) {
    seen.add(next);
    at = next;
  }
  return at;
}

/** Oldest first: what one restore could not do, a later one may have. */
function noteUnmended({ unmended }: KnownIds, { steps }: StoredPlan, { settled }: RestoreState): void {
  for (const { kind, entity, records } of steps) {
    if (kind !== 'mend') continue;
    const made = settled.get(stepKey('create', entity));
    const ids = unmended.get(entity) ?? new Set<string>();
    for (const { id, at } of records) {
      const created = made?.get(id);
      const outcome = settled.get(stepKey(kind, entity))?.get(id);
      const now = at ?? (created?.kind === 'done' ? created.at : id);
      if (outcome?.kind === 'failed') ids.add(now);
      else ids.delete(now);
    }
    unmended.set(entity, ids);
  }
}

/** Gathers what the notes of earlier restores say, and which of them cannot be read. */
export async function findKnownIds(home: string, { vaultId, intoVaultId }: Pick<StoredPlan, 'vaultId' | 'intoVaultId'>): Promise<KnownIds> {
  const known = new KnownIds(vaultId !== intoVaultId);
  const { read, damaged } = await readNotes(home);
  known.unread.push(...damaged.filter((notes) => mayBeOf(notes, [intoVaultId])).map(({ id }) => id));
  const ours = read.filter(({ plan }) => plan.intoVaultId === intoVaultId && (plan.vaultId === intoVaultId || plan.vaultId === vaultId));
  for (const { plan, state } of ours.toSorted((a, b) => (a.plan.at < b.plan.at ? -1 : 1))) {
    const { settled, uploaded } = state;
    for (const [from, to] of uploaded) known.addresses.set(from, to);
    for (const { kind, entity } of plan.steps) {
      if (kind !== 'create') continue;
      for (const [from, outcome] of settled.get(stepKey(kind, entity)) ?? []) {
        if (outcome.kind === 'done') known.add(plan.vaultId === intoVaultId ? 'within' : 'across', entity, from, outcome.at);
      }
    }
    noteUnmended(known, plan, state);
  }
  return known;
}
