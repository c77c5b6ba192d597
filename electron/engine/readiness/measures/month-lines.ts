import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseJson } from '../../../../shared/model/record.ts';
import { appendDurably } from '../../system/durable-file.ts';

/** Lines of JSON in a text for each month, `<home>/readiness/<vaultId>/<kind>-2026-11.jsonl`: what past months say never changes. */
export interface MonthLines {
  /** Those of a month and later, oldest first. Lines that are not understood are passed over; a file that cannot be read is as if it were not there. */
  since(month: string): Promise<readonly unknown[]>;
  /** Durable once fulfilled. @throws as the file system does */
  append(month: string, lines: readonly (readonly unknown[])[]): Promise<void>;
  /** Removes months before. Never rejects. */
  forgetBefore(month: string): Promise<void>;
}

export function monthLines(home: string, vaultId: string, kind: string): MonthLines {
  const directory = path.join(home, 'readiness', vaultId);
  const fileOf = (month: string): string => path.join(directory, `${kind}-${month}.jsonl`);
  async function months(): Promise<string[]> {
    const names = await readdir(directory).catch(() => []);
    return names.flatMap((name) => (name.startsWith(`${kind}-`) ? (/-(\d{4}-\d{2})\.jsonl$/.exec(name)?.[1] ?? []) : [])).toSorted();
  }
  return {
    async since(from) {
      const wanted = (await months()).filter((month) => month >= from);
      const texts = await Promise.all(wanted.map((month) => readFile(fileOf(month), 'utf8').catch(() => '')));
      return texts.flatMap(linesOf);
    },
    // A line that was cut off by a power failure stays by itself.
    append: (month, lines) => appendDurably(fileOf(month), `\n${lines.map((line) => JSON.stringify(line)).join('\n')}\n`),
    async forgetBefore(from) {
      for (const month of await months()) if (month < from) await rm(fileOf(month), { force: true }).catch(() => undefined);
    },
  };
}

export function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}

/** All at once, which is several times as fast; one by one where one of them is damaged. */
function linesOf(text: string): readonly unknown[] {
  const lines = text.split('\n').filter((line) => line !== '');
  try {
    const all = parseJson(`[${lines.join(',')}]`);
    return Array.isArray(all) ? all : [];
  } catch {
    return lines.flatMap((line) => {
      try {
        return [parseJson(line)];
      } catch {
        return [];
      }
    });
  }
}
