import { existsSync } from 'node:fs';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import { removeFile } from '../database/file.ts';
import type { HistoryEntry } from '../database/history.ts';
import { forgetBackups, type Kept, leaveOut, lookAt, prepareFile } from '../database/keeping.ts';
import { orderedText } from '../database/ordered-text.ts';
import type { BackupAbout, Direction, Marks, TableAbout, TablePlan } from '../database/plan.ts';
import { CopyReader, type KeptBackup, shownRecord } from '../database/reader.ts';
import { type Hit, search, type Searching } from '../database/search.ts';
import { type Breathe, isPlain, type Selecting, Selections } from '../database/selection.ts';
import { buildingPath, BackupWriter } from '../database/writer.ts';
import type { ShownBackup, ShownRecord } from '../shown.ts';

interface InFile {
  /** Full name of an app's copy. */
  readonly file: string;
}

interface InBackup extends InFile {
  readonly backup: string;
}

/** Everything that is asked of a copy, and what is answered. Where there is no copy, or the backup is not in it, reading answers undefined. */
export interface Operations {
  backups(question: InFile): Kept | undefined;
  show(question: InBackup): ShownBackup | undefined;
  page(question: InBackup & { readonly table: string; readonly offset: number; readonly limit: number; readonly selecting: Selecting }): { total: number; rows: ShownRecord[] } | undefined;
  record(question: InBackup & { readonly table: string; readonly id: string }): { readonly record: ShownRecord | undefined } | undefined;
  history(question: InFile & { readonly table: string; readonly id: string }): HistoryEntry[] | undefined;
  search(question: InBackup & { readonly searching: Searching }): { hits: Hit[]; more: boolean } | undefined;
  /** Lets go of the file, before it is removed or replaced. */
  close(question: InFile): void;
  lookAt(question: InFile & { readonly vaultId: string }): Kept | undefined;
  begin(question: InFile & { readonly vaultId: string; readonly direction: Direction; readonly backup: BackupAbout }): void;
  startTable(question: { readonly about: TableAbout; readonly plan: TablePlan }): void;
  addChunk(question: { readonly bytes: Uint8Array }): void;
  endTable(question: { readonly marks: Marks | undefined }): void;
  commit(question: InFile): void;
  /** Also where nothing was begun. */
  abort(question: InFile): void;
  forget(question: InFile & { readonly names: readonly string[] }): void;
  leaveOut(question: InFile & { readonly name: string }): void;
  remove(question: InFile): void;
}

export type Operation = keyof Operations;
export type Question<K extends Operation> = Parameters<Operations[K]>[0];
export type Answer<K extends Operation> = ReturnType<Operations[K]>;
type Handlers = { readonly [K in Operation]: (question: Question<K>, breathe: Breathe) => Answer<K> | Promise<Answer<K>> };

interface OpenCopy {
  readonly reader: CopyReader;
  readonly selections: Selections;
}

/** Answers for the copies; lives in a thread, since SQLite answers while everything else waits. */
export function createHost(): Handlers {
  const copies = new Map<string, OpenCopy>();
  let writer: BackupWriter | undefined;

  function open(file: string): OpenCopy | undefined {
    const known = copies.get(file);
    if (known !== undefined) return known;
    if (!existsSync(file)) return undefined;
    const copy = { reader: new CopyReader(file), selections: new Selections() };
    copies.set(file, copy);
    return copy;
  }

  function inBackup<T>({ file, backup }: InBackup, read: (copy: OpenCopy, backup: KeptBackup) => T): T | undefined {
    const copy = open(file);
    const found = copy?.reader.backup(backup);
    return copy === undefined || found === undefined ? undefined : read(copy, found);
  }

  function close({ file }: InFile): void {
    copies.get(file)?.reader.close();
    copies.delete(file);
  }

  function abort({ file }: InFile): void {
    writer?.close();
    writer = undefined;
    removeFile(buildingPath(file));
  }

  function writerAtWork(): BackupWriter {
    if (writer === undefined) throw new HoldfastError('bug', 'Nothing is being taken into the searchable copy.');
    return writer;
  }

  return {
    backups: ({ file }) => {
      const copy = open(file);
      return copy === undefined ? undefined : { backups: copy.reader.backups().map(({ name }) => name), leftOut: copy.reader.leftOut() };
    },
    show: (question) => inBackup(question, ({ reader }, backup) => reader.show(backup)),
    page: async ({ table: name, offset, limit, selecting, ...question }, breathe) =>
      inBackup(question, async ({ reader, selections }, backup) => {
        const table = reader.table(backup.ord, name);
        if (isPlain(selecting)) return { total: table.records, rows: reader.window(table, offset, limit).map((json) => shownRecord(table.identity, json)) };
        const rows = await selections.rows(reader, table, selecting, breathe);
        return { total: rows.length, rows: reader.rows(table, rows.slice(offset, offset + limit)) };
      }),
    record: ({ table: name, id, ...question }) =>
      inBackup(question, ({ reader }, backup) => {
        const json = reader.record(reader.table(backup.ord, name), orderedText(id));
        return { record: json === undefined ? undefined : { id, json } };
      }),
    history: ({ file, table, id }) => open(file)?.reader.history(table, orderedText(id)),
    search: ({ searching, ...question }, breathe) => inBackup(question, ({ reader }, backup) => search(reader, backup, searching, breathe)),
    close,
    lookAt: ({ file, vaultId }) => lookAt(file, vaultId),
    begin: ({ file, vaultId, direction, backup }) => {
      if (direction === 'first') prepareFile(file);
      writer = new BackupWriter(file, vaultId, direction, backup);
    },
    startTable: ({ about, plan }) => writerAtWork().startTable(about, plan),
    addChunk: ({ bytes }) => writerAtWork().addChunk(bytes),
    endTable: ({ marks }) => writerAtWork().endTable(marks),
    commit: () => {
      writerAtWork().commit();
      writer = undefined;
    },
    abort,
    forget: ({ file, names }) => forgetBackups(file, names),
    leaveOut: ({ file, name }) => leaveOut(file, name),
    remove: ({ file }) => {
      removeFile(file);
      removeFile(buildingPath(file));
    },
  };
}

/** Asks one of them without losing the types. */
export async function answer<K extends Operation>(host: Handlers, kind: K, question: Question<K>, breathe: Breathe): Promise<Answer<K>> {
  return host[kind](question, breathe);
}
