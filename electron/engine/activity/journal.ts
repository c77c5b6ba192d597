import { readFile, stat, truncate } from 'node:fs/promises';
import path from 'node:path';
import { parseJson } from '../../../shared/model/record.ts';
import type { Clock } from '../ports/clock.ts';
import { appendDurably, writeFileDurably } from '../system/durable-file.ts';
import { type ActivityKind, type NewEvent, type StoredEvent, storedEvent } from './event.ts';

export interface JournalDeps {
  readonly home: string;
  readonly clock: Clock;
  readonly newId: () => string;
  /** The journal could not be written or a line of it not be understood. */
  readonly log: (message: string, facts?: Readonly<Record<string, string | number | boolean>>) => void;
  /** Told after each event. */
  readonly onEvent?: (event: StoredEvent) => void;
  /** Beyond so many events the oldest half moves to `activity-older.jsonl`, in the place of what was moved there before. */
  readonly atMost?: number;
  /** False beside a program that may be in the middle of a line. */
  readonly mends?: boolean;
}

export interface EventQuery {
  readonly app?: string | undefined;
  readonly kinds?: readonly ActivityKind[] | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

/** What happened, oldest first: a line of JSON each in `<home>/activity.jsonl`, readable by its owner alone. Names and figures only. */
export interface Journal {
  /** Every event of the newer file, oldest first; the same list until there is another event. */
  events(): readonly StoredEvent[];
  /** Never rejects: work must not fail because its note could not be written; the note is kept and written with the next one. */
  append(event: NewEvent): Promise<StoredEvent>;
  /** Takes in what other processes noted since. Never rejects. */
  lookAgain(): Promise<void>;
  list(query: EventQuery): Promise<{ readonly events: readonly StoredEvent[]; readonly more: boolean }>;
}

const defaultAtMost = 20_000;

/** Reads the journal, and puts it right where its writer was killed in the middle of a line. Makes nothing where there is none. */
export async function openJournal(deps: JournalDeps): Promise<Journal> {
  const file = path.join(deps.home, 'activity.jsonl');
  const olderFile = path.join(deps.home, 'activity-older.jsonl');
  const atMost = deps.atMost ?? defaultAtMost;
  const read = await readEvents(file, deps.log);
  let events = read.events;
  /** Lines in the file, those of a newer Holdfast included. */
  let lines = read.lines;
  let older: readonly StoredEvent[] | undefined;
  let unwritten: string[] = [];
  /** Bytes of the file that are known here; another process may have added lines since. */
  let known = read.torn ?? read.bytes;
  /** A write that failed may have left half a line; what follows must not be appended to it. */
  let mayBeTorn = read.torn !== undefined && deps.mends === false;
  let last: Promise<unknown> = Promise.resolve();

  if (read.torn !== undefined && deps.mends !== false) await mend(file, read.torn, deps.log);

  async function write(): Promise<void> {
    if (unwritten.length === 0) return;
    const batch = unwritten;
    try {
      const text = (mayBeTorn ? '\n' : '') + batch.map((line) => `${line}\n`).join('');
      await appendDurably(file, text);
      known += Buffer.byteLength(text);
      mayBeTorn = false;
      unwritten = unwritten.slice(batch.length);
      lines += batch.length;
      if (lines > atMost) await halve();
    } catch (error) {
      mayBeTorn = true;
      deps.log('The activity journal could not be written.', { error: error instanceof Error ? error.name : 'unknown' });
    }
  }

  async function halve(): Promise<void> {
    const all = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
    const cut = Math.floor(all.length / 2);
    await writeFileDurably(olderFile, `${all.slice(0, cut).join('\n')}\n`);
    await writeFileDurably(file, `${all.slice(cut).join('\n')}\n`);
    events = parseLines(all.slice(cut), deps.log);
    lines = all.length - cut;
    older = undefined;
    known = await sizeOf(file);
  }

  /** What the command line noted meanwhile. */
  async function noticeOthers(): Promise<void> {
    if (unwritten.length > 0 || (await sizeOf(file)) === known) return;
    const now = await readEvents(file, deps.log);
    // Something of our own is on its way: the next look takes it in.
    if (unwritten.length > 0) return;
    events = now.events;
    lines = now.lines;
    known = now.bytes;
    mayBeTorn ||= now.torn !== undefined;
  }

  async function lookAgain(): Promise<void> {
    last = last.then(noticeOthers);
    await last;
  }

  return {
    events: () => events,
    async append(event) {
      const stored: StoredEvent = { id: deps.newId(), at: deps.clock.now().toISOString(), ...event };
      events = [...events, stored];
      unwritten.push(JSON.stringify(stored));
      deps.onEvent?.(stored);
      last = last.then(write);
      await last;
      return stored;
    },
    lookAgain,
    async list({ app, kinds, before, limit }) {
      await lookAgain();
      const wanted = (event: StoredEvent): boolean => (app === undefined || event.app === app) && (kinds === undefined || kinds.includes(event.kind));
      const found: StoredEvent[] = [];
      let reached = before === undefined;
      const take = (from: readonly StoredEvent[]): boolean => {
        for (const event of from.toReversed()) {
          if (!reached) reached = event.id === before;
          else if (wanted(event)) found.push(event);
          if (found.length > limit) return true;
        }
        return false;
      };
      if (!take(events)) {
        older ??= (await readEvents(olderFile, deps.log)).events;
        take(older);
      }
      return { events: found.slice(0, limit), more: found.length > limit };
    },
  };
}

interface Read {
  readonly events: readonly StoredEvent[];
  readonly lines: number;
  /** Of the file. */
  readonly bytes: number;
  /** Bytes of the whole lines, where the last one is torn. */
  readonly torn?: number;
}

async function readEvents(file: string, log: JournalDeps['log']): Promise<Read> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) log('The activity journal could not be read.');
    return { events: [], lines: 0, bytes: 0 };
  }
  const end = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.subarray(0, end).toString('utf8').split('\n').filter((line) => line !== '');
  return { events: parseLines(lines, log), lines: lines.length, bytes: bytes.length, ...(end < bytes.length ? { torn: end } : {}) };
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

/** Notes something in the journal of a home from beside its engine, which may be running: one line, added at the end. @throws as the file system does. */
export async function noteBeside(home: string, event: StoredEvent): Promise<void> {
  // Whatever was left of a line before it stays apart from this one.
  await appendDurably(path.join(home, 'activity.jsonl'), `\n${JSON.stringify(event)}\n`);
}

/** The lines that this version understands; others stay in the file for the version that does. */
function parseLines(lines: readonly string[], log: JournalDeps['log']): StoredEvent[] {
  let foreign = 0;
  const events = lines.flatMap((line) => {
    try {
      const parsed = storedEvent.safeParse(parseJson(line));
      if (parsed.success) return [parsed.data];
    } catch {
      // Counted below.
    }
    foreign += 1;
    return [];
  });
  if (foreign > 0) log('Some lines of the activity journal are not understood.', { lines: foreign });
  return events;
}

/** What a writer that was killed left of its last line goes: it is no event, and the next one would be appended to it. */
async function mend(file: string, whole: number, log: JournalDeps['log']): Promise<void> {
  try {
    await truncate(file, whole);
  } catch {
    log('The torn end of the activity journal could not be removed.');
  }
}
