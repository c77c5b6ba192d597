import { type AppFacts, isLookedInto, type KnownBackup, knownBackups } from '../../status/facts.ts';
import { isProven, isToCome } from '../../status/safety.ts';
import { type CountedBackup, type CurvePoint, recoveryCurve } from './recovery-curve.ts';

/** What is to be noted: a backup counts from a moment on, or does no longer. */
export type CountNote = { readonly kind: 'counts'; readonly backup: CountedBackup } | { readonly kind: 'gone'; readonly id: string; readonly at: number };

export type CountFacts = Pick<AppFacts, 'places' | 'remembered' | 'backupRuns' | 'now'>;

/** Where nothing else is new, what time alone brings is looked for this often: a backup whose time was to come, or that is gone for good. */
const timeMs = 60_000;
/** A look into a place may be a moment older than a backup that has just been verified there. */
const graceMs = 5 * 60_000;

/** When backups counted, as far as it was noted: where they lie they may be gone by now, and the journal forgets. */
export class CountedBackups {
  readonly #stretches: CountedBackup[] = [];
  /** Where the last stretch of a backup stands among them. */
  readonly #last = new Map<string, number>();

  #curve: readonly CurvePoint[] | undefined;
  /** What was looked at last, and when. */
  #seen: { readonly runs: CountFacts['backupRuns']; readonly backups: readonly KnownBackup[]; readonly at: number } | undefined;

  get all(): readonly CountedBackup[] {
    return this.#stretches;
  }

  /** Worked out once for what is noted: past days do not change. */
  get curve(): readonly CurvePoint[] {
    this.#curve ??= recoveryCurve(this.#stretches);
    return this.#curve;
  }

  note(note: CountNote): void {
    this.#curve = undefined;
    if (note.kind === 'counts') {
      this.#last.set(note.backup.id, this.#stretches.length);
      this.#stretches.push(note.backup);
      return;
    }
    const index = this.#last.get(note.id);
    const known = index === undefined ? undefined : this.#stretches[index];
    if (index !== undefined && known !== undefined && known.until === undefined) this.#stretches[index] = { ...known, until: note.at };
  }

  /**
   * What is new by what is seen now. A backup that the places do not hold any more, or hold damaged, does not count from when that was found.
   * @param durationOf how long a backup took to read, in milliseconds, where that is known: no run of this computer may have made it
   */
  news(facts: CountFacts, durationOf: (id: string) => number | undefined): readonly CountNote[] {
    const { places, remembered, backupRuns, now } = facts;
    const backups = knownBackups(facts);
    const since = now.getTime() - (this.#seen?.at ?? Number.NEGATIVE_INFINITY);
    if (this.#seen?.runs === backupRuns && this.#seen.backups === backups && since >= 0 && since < timeMs) return [];
    this.#seen = { runs: backupRuns, backups, at: now.getTime() };
    const notes: CountNote[] = [];
    const noted = new Set<string>();
    const counts = (id: string, startedAt: number, from: number): void => {
      noted.add(id);
      notes.push({ kind: 'counts', backup: { id, startedAt, from: Math.max(startedAt, from) } });
    };
    for (const run of backupRuns) {
      const backup = remembered.get(run.id);
      if (backup === undefined || run.endedAt === undefined || this.#last.has(backup.id)) continue;
      if (backup.complete && backup.places.some(({ verified }) => verified) && !isToCome(backup.startedAt, new Date(run.endedAt))) counts(backup.id, Date.parse(backup.startedAt), Date.parse(run.endedAt));
    }
    const proven = backups.filter((backup) => isProven(backup) && !isToCome(backup.startedAt, now));
    for (const { id, startedAt } of proven) {
      const index = this.#last.get(id);
      const began = Date.parse(startedAt);
      if (index === undefined && !noted.has(id)) counts(id, began, Math.min(began + (durationOf(id) ?? 0), now.getTime()));
      else if (index !== undefined && this.#stretches[index]?.until !== undefined) counts(id, began, now.getTime());
    }
    if (places.every(({ listing }) => isLookedInto(listing))) notes.push(...this.#gone(new Set(proven.map(({ id }) => id)), Date.parse(proven[0]?.startedAt ?? ''), now.getTime()));
    return notes;
  }

  /** Only those that one would have fallen back on before the newest there is: of the others it makes no difference. */
  #gone(proven: ReadonlySet<string>, newest: number, now: number): CountNote[] {
    const from = Number.isNaN(newest) ? Number.NEGATIVE_INFINITY : newest;
    return this.#stretches.flatMap(({ id, startedAt, from: since, until }) => (until === undefined && startedAt > from && now - since > graceMs && since <= now && !proven.has(id) ? [{ kind: 'gone' as const, id, at: now }] : []));
  }
}

/** As a line of the notes. */
export function lineOf(note: CountNote): readonly unknown[] {
  return note.kind === 'counts' ? ['c', note.backup.id, note.backup.startedAt, note.backup.from] : ['g', note.id, note.at];
}

/** Undefined for what is not understood: damage, or a newer Holdfast's. */
export function noteOf(line: unknown): CountNote | undefined {
  if (!isList(line)) return undefined;
  const [kind, id, a, b] = line;
  if (typeof id !== 'string' || !isMoment(a)) return undefined;
  if (kind === 'c' && isMoment(b)) return { kind: 'counts', backup: { id, startedAt: a, from: b } };
  return kind === 'g' ? { kind: 'gone', id, at: a } : undefined;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isMoment(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) < 8.64e15;
}
