import { readdir, stat } from 'node:fs/promises';
import type { Log } from '../../calls/dependencies.ts';
import { figuresFolder, loadFigures } from '../../watch/figures-store.ts';
import { mapLimited } from '../../streams/concurrency.ts';
import { changeLine, type ChangeNote, momentOf, noteOfFigures, readChangeLine, TableTraces } from './change-notes.ts';
import { monthLines, type MonthLines, monthOf } from './month-lines.ts';

export interface ChangeHistoryDeps {
  readonly home: string;
  /** This process writes down what it finds. */
  readonly keeps: () => boolean;
  readonly log: Log;
}

const dayMs = 86_400_000;
/** As far back as a loss is judged by. */
const lookedAtDays = 46;
const keptDays = 400;
const sideBySide = 8;

interface Vault {
  readonly lines: MonthLines;
  readonly traces: TableTraces;
  /** Of the folder of figures when it was looked into last. */
  seen: number | undefined;
}

/** How an app's tables changed from backup to backup: what was measured after each, kept small, because the measurements themselves are not kept for long. */
export class ChangeHistory {
  readonly #deps: ChangeHistoryDeps;
  readonly #vaults = new Map<string, Promise<Vault>>();
  #writing: Promise<void> = Promise.resolve();

  constructor(deps: ChangeHistoryDeps) {
    this.#deps = deps;
  }

  /** Takes in what was measured since. Never rejects. */
  async of(vaultId: string, now: number): Promise<TableTraces> {
    const opened = (this.#vaults.get(vaultId) ?? this.#open(vaultId, now)).then((vault) => this.#takeIn(vaultId, vault, now));
    this.#vaults.set(vaultId, opened);
    return (await opened).traces;
  }

  /** What another process wrote until now is read anew. */
  forget(): void {
    this.#vaults.clear();
  }

  written(): Promise<void> {
    return this.#writing;
  }

  async #open(vaultId: string, now: number): Promise<Vault> {
    const lines = monthLines(this.#deps.home, vaultId, 'changes');
    const traces = new TableTraces();
    const notes = (await lines.since(monthOf(now - lookedAtDays * dayMs))).flatMap((line) => readChangeLine(line) ?? []);
    for (const note of notes.toSorted((a, b) => a.to - b.to)) traces.add(note);
    if (this.#deps.keeps()) await lines.forgetBefore(monthOf(now - keptDays * dayMs));
    return { lines, traces, seen: undefined };
  }

  async #takeIn(vaultId: string, vault: Vault, now: number): Promise<Vault> {
    const folder = figuresFolder(this.#deps.home, vaultId);
    const changedAt = (await stat(folder).catch(() => undefined))?.mtimeMs;
    if (changedAt === undefined || changedAt === vault.seen) return vault;
    vault.seen = changedAt;
    const names = (await readdir(folder).catch(() => [])).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : []));
    const unseen = names.filter((name) => !vault.traces.has(name) && (momentOf(name) ?? now) >= now - lookedAtDays * dayMs).toSorted();
    const figures = await mapLimited(unseen, sideBySide, (name) => loadFigures(this.#deps.home, vaultId, name));
    const notes = figures.flatMap((each) => (each === undefined ? [] : [noteOfFigures(each)]));
    for (const note of notes.toSorted((a, b) => a.to - b.to)) vault.traces.add(note);
    vault.traces.forgetBefore(now - lookedAtDays * dayMs);
    if (this.#deps.keeps() && notes.length > 0) this.#writing = this.#writing.then(() => this.#write(vault.lines, notes));
    return vault;
  }

  async #write(lines: MonthLines, notes: readonly ChangeNote[]): Promise<void> {
    try {
      for (const [month, those] of Map.groupBy(notes, ({ to }) => monthOf(to))) await lines.append(month, those.map(changeLine));
    } catch (error) {
      this.#deps.log('How the data changed could not be noted.', { error: error instanceof Error ? error.name : 'unknown' });
    }
  }
}
