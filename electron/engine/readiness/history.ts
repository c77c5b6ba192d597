import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { letter, questionId } from '../../../shared/contract/readiness.ts';
import { parseJson } from '../../../shared/model/record.ts';
import type { Log } from '../calls/dependencies.ts';
import { appendDurably } from '../system/durable-file.ts';

/** A line of `<home>/readiness/<vaultId>/grades.jsonl`: a letter is another one, and what made it so. */
const noted = z.object({
  at: z.iso.datetime(),
  grade: letter,
  questions: z.record(questionId, letter),
  /** What happened, the gravest first. */
  because: z.array(z.string()),
  /** Points of each check, for the next one to be compared with. */
  points: z.record(z.string(), z.number()),
  /** Limits that held. */
  limits: z.array(z.string()),
});
export type NotedGrade = z.infer<typeof noted>;

/** What was noted of one vault, oldest first, and how many lines are not understood. */
interface Known {
  readonly grades: NotedGrade[];
  readonly damaged: number;
}

/** The letters over time. Lines are added and never changed; one that cannot be understood is passed over, and said. */
export class GradeHistory {
  readonly #home: string;
  readonly #log: Log;
  readonly #known = new Map<string, Promise<Known>>();

  constructor(home: string, log: Log) {
    this.#home = home;
    this.#log = log;
  }

  async all(vaultId: string): Promise<readonly NotedGrade[]> {
    return (await this.#of(vaultId)).grades;
  }

  /** How many lines could not be understood. */
  async damaged(vaultId: string): Promise<number> {
    return (await this.#of(vaultId)).damaged;
  }

  async last(vaultId: string): Promise<NotedGrade | undefined> {
    return (await this.#of(vaultId)).grades.at(-1);
  }

  /** What another process wrote until now is read anew. */
  forget(): void {
    this.#known.clear();
  }

  /** Known at once, and on the disk once fulfilled. Never rejects: what could not be written is known until the program ends. */
  async note(vaultId: string, grade: NotedGrade): Promise<void> {
    const known = await this.#of(vaultId);
    known.grades.push(grade);
    try {
      // A line that was cut off by a power failure stays by itself.
      await appendDurably(this.#fileOf(vaultId), `\n${JSON.stringify(grade)}\n`);
    } catch (error) {
      this.#log('A change of the grade could not be noted.', { error: error instanceof Error ? error.name : 'unknown' });
    }
  }

  #of(vaultId: string): Promise<Known> {
    const known = this.#known.get(vaultId) ?? this.#read(vaultId);
    this.#known.set(vaultId, known);
    return known;
  }

  async #read(vaultId: string): Promise<Known> {
    const text = await readFile(this.#fileOf(vaultId), 'utf8').catch(() => '');
    const lines = text.split('\n').filter((line) => line !== '');
    const grades = lines.flatMap(understood);
    const damaged = lines.length - grades.length;
    if (damaged > 0) this.#log('Some of what was noted of the grade is not understood.', { lines: damaged });
    return { grades, damaged };
  }

  #fileOf(vaultId: string): string {
    return path.join(this.#home, 'readiness', vaultId, 'grades.jsonl');
  }
}

function understood(line: string): NotedGrade[] {
  try {
    const parsed = noted.safeParse(parseJson(line));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}
