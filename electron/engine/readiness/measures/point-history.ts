import { CountedBackups, type CountFacts, lineOf, noteOf } from './counted-backups.ts';
import { monthLines, type MonthLines, monthOf } from './month-lines.ts';
import type { CurvePoint } from './recovery-curve.ts';

export interface PointHistoryDeps {
  readonly home: string;
  /** This process writes down what it finds; another one beside it only looks. */
  readonly keeps: () => boolean;
  readonly log: (message: string, facts?: Readonly<Record<string, string | number | boolean>>) => void;
}

const dayMs = 86_400_000;
/** 90 days are shown; what lies before is kept for a while, and not read. */
const readDays = 92;
const keptDays = 400;

interface Vault {
  readonly lines: MonthLines;
  readonly counted: CountedBackups;
  /** Nothing before is written: those months are not read. */
  readonly since: number;
}

/** When which backup of a vault counted, over the last 90 days at least: from the notes, and from what the journal and the places say beside them. */
export class PointHistory {
  readonly #deps: PointHistoryDeps;
  readonly #vaults = new Map<string, Promise<Vault>>();
  #writing: Promise<void> = Promise.resolve();

  constructor(deps: PointHistoryDeps) {
    this.#deps = deps;
  }

  /** Notes what is new. Never rejects for want of a disk: then it is known until the program ends, and found again after it. */
  async of(vaultId: string, facts: CountFacts, durationOf: (id: string) => number | undefined): Promise<readonly CurvePoint[]> {
    const opened = this.#vaults.get(vaultId) ?? this.#open(vaultId, facts.now.getTime());
    this.#vaults.set(vaultId, opened);
    const vault = await opened;
    const news = vault.counted.news(facts, durationOf);
    for (const note of news) vault.counted.note(note);
    const lasting = news.map((note) => ({ at: note.kind === 'counts' ? note.backup.from : note.at, line: lineOf(note) })).filter(({ at }) => at >= vault.since);
    if (this.#deps.keeps() && lasting.length > 0) this.#writing = this.#writing.then(() => this.#write(vault.lines, lasting));
    return vault.counted.curve;
  }

  /** What another process wrote until now is read anew. */
  forget(): void {
    this.#vaults.clear();
  }

  /** Fulfilled once everything noted so far is on the disk. */
  written(): Promise<void> {
    return this.#writing;
  }

  async #open(vaultId: string, now: number): Promise<Vault> {
    const lines = monthLines(this.#deps.home, vaultId, 'counted');
    const month = monthOf(now - readDays * dayMs);
    const counted = new CountedBackups();
    for (const line of await lines.since(month)) {
      const note = noteOf(line);
      if (note !== undefined) counted.note(note);
    }
    if (this.#deps.keeps()) await lines.forgetBefore(monthOf(now - keptDays * dayMs));
    return { lines, counted, since: Date.parse(`${month}-01T00:00:00Z`) };
  }

  async #write(lines: MonthLines, notes: readonly { readonly at: number; readonly line: readonly unknown[] }[]): Promise<void> {
    try {
      for (const [month, those] of Map.groupBy(notes, ({ at }) => monthOf(at))) await lines.append(month, those.map(({ line }) => line));
    } catch (error) {
      this.#deps.log('How far back one would have fallen could not be noted.', { error: error instanceof Error ? error.name : 'unknown' });
    }
  }
}
