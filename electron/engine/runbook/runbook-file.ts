import { mkdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { plainError } from '../../../shared/contract/errors.ts';
import { runbookText } from '../../../shared/contract/runbook.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { parseJson } from '../../../shared/model/record.ts';
import type { Log } from '../calls/dependencies.ts';
import type { Clock } from '../ports/clock.ts';
import { writeFileDurably } from '../system/durable-file.ts';
import { waitForFileLock } from '../system/file-lock.ts';
import { emptyText } from './runbook.ts';

const instant = z.iso.datetime();

/** A code that only one deputy's key opens. */
const challenge = z.object({
  /** age1… of the deputy. */
  recipient: z.string(),
  /** SHA-256 of the code, hex: the code itself is nowhere but in what the deputy opens. */
  answer: z.string(),
  /** The age file, base64. */
  sealed: z.string(),
  madeAt: instant,
});
export type Challenge = z.infer<typeof challenge>;

/** What is kept of an app's runbook: `<home>/runbooks/<vault id>.json`. */
const runbookFile = z.object({
  format: z.literal('holdfast-runbook-notes/1'),
  text: runbookText,
  /** When a person last changed the text; absent = nobody wrote any yet. */
  changedAt: instant.optional(),
  /** `says`: hash of what it said then, proofs aside. */
  reread: z.object({ at: instant, says: z.string() }).optional(),
  challenges: z.array(challenge),
  proofs: z.array(z.object({ recipient: z.string(), at: instant })),
  /** The page as it was last written down: its hash, and when it became that. */
  page: z.object({ hash: z.string(), at: instant }).optional(),
  /** Places in which it lies. `address`: a place that was forgotten and added again may be another one. */
  stored: z.array(z.object({ place: z.string(), address: z.string(), hash: z.string(), at: instant, /** By which what lies there is known again. */ seal: z.string() })),
  /** Why the last try to put it there went wrong. */
  failed: z.array(z.object({ place: z.string(), at: instant, error: plainError })),
  /** What must be true of the data, as it was last known; the list itself opens only with the key. */
  goldenChecks: z.array(z.string()).optional(),
  /** One that nobody could read was set aside when this one was begun. */
  wasDamaged: z.literal(true).optional(),
});
export type RunbookFile = z.infer<typeof runbookFile>;

const nothing: RunbookFile = { format: 'holdfast-runbook-notes/1', text: emptyText, challenges: [], proofs: [], stored: [], failed: [] };
const waitMs = 5000;

export interface RunbookFilesDeps {
  readonly home: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** The files of all apps. A process that is killed leaves them as they were before or after a change. */
export class RunbookFiles {
  readonly #deps: RunbookFilesDeps;
  readonly #folder: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: RunbookFilesDeps) {
    this.#deps = deps;
    this.#folder = path.join(deps.home, 'runbooks');
  }

  /** A file that nobody can read is set aside; then nothing is there, and it is said (`wasDamaged`) until somebody writes a text. @throws permission-denied. */
  async read(vaultId: string): Promise<RunbookFile> {
    const file = this.#fileOf(vaultId);
    const text = await textOf(file);
    if (text === undefined) return (await textOf(`${file}.damaged`)) === undefined ? nothing : { ...nothing, wasDamaged: true };
    const parsed = runbookFile.safeParse(quietly(text));
    if (parsed.success) return parsed.data;
    this.#deps.log('A runbook could not be understood, and was set aside.', { vault: vaultId });
    await rename(file, `${file}.damaged`).catch(() => undefined);
    return { ...nothing, wasDamaged: true };
  }

  /** Changes it with every other process kept out meanwhile. @throws conflict; whatever `change` throws, and then nothing was changed. */
  async change(vaultId: string, signal: AbortSignal, change: (file: RunbookFile) => RunbookFile): Promise<RunbookFile> {
    const turn = this.#last.then(() => this.#change(vaultId, signal, change));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #change(vaultId: string, signal: AbortSignal, change: (file: RunbookFile) => RunbookFile): Promise<RunbookFile> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const lock = await waitForFileLock(path.join(this.#folder, 'lock'), { clock: this.#deps.clock, signal, atMostMs: waitMs });
    if (lock === undefined) throw new HoldfastError('conflict', 'Another program is writing a runbook just now.', { nextStep: 'Try again in a moment.' });
    try {
      const before = await this.read(vaultId);
      const changed = change(before);
      if (changed !== before) await writeFileDurably(this.#fileOf(vaultId), `${JSON.stringify(changed, null, 2)}\n`);
      return changed;
    } finally {
      lock.release();
    }
  }

  #fileOf(vaultId: string): string {
    return path.join(this.#folder, `${vaultId}.json`);
  }
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new HoldfastError('permission-denied', 'The runbook could not be read.', { nextStep: `Make sure that ${file} can be read.`, cause: error });
  }
}

function quietly(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
