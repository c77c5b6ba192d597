import { mkdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { guardSession } from '../../../shared/contract/guard.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { parseJson } from '../../../shared/model/record.ts';
import type { Log } from '../calls/dependencies.ts';
import type { Clock } from '../ports/clock.ts';
import { writeFileDurably } from '../system/durable-file.ts';
import { type FileLock, tryFileLock, waitForFileLock } from '../system/file-lock.ts';
import { storedPlaybook } from './playbooks/stored.ts';

/** What is kept of the changes of one app: `<home>/guard/<vault id>.json`. Names and figures only. */
const guardFile = z.object({
  format: z.literal('holdfast-guard/1'),
  /** The window that is open. */
  open: guardSession.nullable(),
  /** Those before, newest first. */
  ended: z.array(guardSession),
  playbooks: z.array(storedPlaybook),
});
export type GuardFile = z.infer<typeof guardFile>;

const nothing: GuardFile = { format: 'holdfast-guard/1', open: null, ended: [], playbooks: [] };
const mostEnded = 20;
const waitMs = 5000;

export interface GuardFilesDeps {
  readonly home: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** The files of all apps. A process that is killed leaves them as they were before or after a change. */
export class GuardFiles {
  readonly #deps: GuardFilesDeps;
  readonly #folder: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: GuardFilesDeps) {
    this.#deps = deps;
    this.#folder = path.join(deps.home, 'guard');
  }

  /** @param vaultId of the app: one that is added anew under the same name is another. A file that nobody can read is set aside, and there is nothing then. */
  async read(vaultId: string): Promise<GuardFile> {
    const file = this.#fileOf(vaultId);
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return nothing;
      throw new HoldfastError('permission-denied', 'What is known of changes to your app could not be read.', { nextStep: `Make sure that ${file} can be read.`, cause: error });
    }
    const parsed = guardFile.safeParse(quietly(text));
    if (parsed.success) return parsed.data;
    this.#deps.log('What was known of changes to an app could not be understood, and was set aside.', { vault: vaultId });
    await rename(file, `${file}.damaged`).catch(() => undefined);
    return nothing;
  }

  /** Undefined while another process has it. */
  async hold(vaultId: string): Promise<FileLock | undefined> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    return tryFileLock(path.join(this.#folder, `${vaultId}.backup-lock`));
  }

  /** Changes it with every other process kept out meanwhile. @throws conflict; whatever `change` throws, and then nothing was changed. */
  async change<T>(vaultId: string, signal: AbortSignal, change: (file: GuardFile) => { readonly file: GuardFile; readonly result: T }): Promise<T> {
    const turn = this.#last.then(() => this.#change(vaultId, signal, change));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #change<T>(vaultId: string, signal: AbortSignal, change: (file: GuardFile) => { readonly file: GuardFile; readonly result: T }): Promise<T> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const lock = await waitForFileLock(path.join(this.#folder, 'lock'), { clock: this.#deps.clock, signal, atMostMs: waitMs });
    if (lock === undefined) throw new HoldfastError('conflict', 'Another program is writing down a change just now.', { nextStep: 'Try again in a moment.' });
    try {
      const { file, result } = change(await this.read(vaultId));
      await writeFileDurably(this.#fileOf(vaultId), `${JSON.stringify({ ...file, ended: file.ended.slice(0, mostEnded) })}\n`);
      return result;
    } finally {
      lock.release();
    }
  }

  #fileOf(vaultId: string): string {
    return path.join(this.#folder, `${vaultId}.json`);
  }
}

function quietly(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
