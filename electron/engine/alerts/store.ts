import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../../shared/model/record.ts';
import type { Log } from '../calls/dependencies.ts';
import { appendDurably, writeFileDurably } from '../system/durable-file.ts';
import { type AlertState, alertState, noAlerts } from './state.ts';

const acknowledgement = z.object({ id: z.string(), at: z.iso.datetime() });

/** What alerts remember in a home: a small file that the engine with the schedule replaces, and another to which anybody may add what a person has seen. */
export class AlertStore {
  readonly #file: string;
  readonly #seenFile: string;
  readonly #log: Log;
  #seenStamp = '';
  #seen: ReadonlyMap<string, string> = new Map();

  constructor(home: string, log: Log) {
    this.#file = path.join(home, 'alerts.json');
    this.#seenFile = path.join(home, 'alerts-seen.jsonl');
    this.#log = log;
  }

  /** Nothing where there is none, or where it cannot be understood: what holds is found again, and told again rather than never. */
  async read(): Promise<AlertState> {
    try {
      return alertState.parse(parseJson(await readFile(this.#file, 'utf8')));
    } catch (error) {
      if (!isMissing(error)) this.#log('What was remembered of alerts cannot be understood; it begins anew.');
      return noAlerts;
    }
  }

  /** @throws errors of the operating system. */
  async write(state: AlertState): Promise<void> {
    await writeFileDurably(this.#file, `${JSON.stringify(state)}\n`);
  }

  /** When a person said that they have seen an alert, by its id. */
  async acknowledged(): Promise<ReadonlyMap<string, string>> {
    try {
      const { size, mtimeMs } = await stat(this.#seenFile);
      const stamp = `${size} ${mtimeMs}`;
      if (stamp === this.#seenStamp) return this.#seen;
      this.#seen = new Map((await readFile(this.#seenFile, 'utf8')).split('\n').flatMap(seenLine));
      this.#seenStamp = stamp;
    } catch (error) {
      if (!isMissing(error)) this.#log('What was seen of alerts cannot be read.');
    }
    return this.#seen;
  }

  /** @throws errors of the operating system. */
  async acknowledge(id: string, at: Date): Promise<void> {
    await appendDurably(this.#seenFile, `${JSON.stringify({ id, at: at.toISOString() })}\n`);
  }
}

function seenLine(line: string): readonly (readonly [string, string])[] {
  try {
    const parsed = acknowledgement.safeParse(parseJson(line));
    return parsed.success ? [[parsed.data.id, parsed.data.at]] : [];
  } catch {
    // The end of it was torn by a kill, or is of a newer Holdfast.
    return [];
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
