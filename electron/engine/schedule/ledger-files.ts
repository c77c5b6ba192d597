import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { appendDurably } from '../system/durable-file.ts';
import type { LedgerFiles } from './ledger.ts';

const monthName = /^(\d{4}-\d{2})\.jsonl$/;

/**
 * Intended runs under `<home>/schedule/<app>/2026-11.jsonl`, readable by their owner alone.
 * @param mends what was cut off at the end is removed when it is first read: only for the one that writes.
 */
export function ledgerFiles(home: string, { mends }: { readonly mends: () => boolean }): LedgerFiles {
  const fileOf = (app: string, month: string): string => path.join(home, 'schedule', app, `${month}.jsonl`);
  return {
    async read(app, month) {
      const bytes = await readFile(fileOf(app, month)).catch(() => Buffer.alloc(0));
      const end = bytes.lastIndexOf(0x0a) + 1;
      if (mends() && end < bytes.length) await truncate(fileOf(app, month), end).catch(() => undefined);
      return bytes.subarray(0, end).toString('utf8');
    },
    append: (app, month, text) => appendDurably(fileOf(app, month), text),
    async months(app) {
      const names = await readdir(path.join(home, 'schedule', app)).catch(() => []);
      return names.flatMap((name) => monthName.exec(name)?.[1] ?? []).toSorted();
    },
    remove: (app, month) => rm(fileOf(app, month), { force: true }),
  };
}

/** When the schedule looked at the clock last, for the next start to know how long nobody did. Lost with the power, it only says less. */
export interface LastLook {
  read(): Promise<Date | undefined>;
  /** Never rejects. */
  write(at: Date): Promise<void>;
}

export function lastLookIn(home: string): LastLook {
  const file = path.join(home, 'schedule-looked-at');
  return {
    async read() {
      const at = Date.parse(await readFile(file, 'utf8').catch(() => ''));
      return Number.isNaN(at) ? undefined : new Date(at);
    },
    async write(at) {
      await writeFile(file, at.toISOString(), { mode: 0o600 }).catch(() => undefined);
    },
  };
}
