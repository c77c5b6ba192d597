import type { LastLook } from '../../electron/engine/schedule/ledger-files.ts';
import type { LedgerFiles } from '../../electron/engine/schedule/ledger.ts';

/** The files of intended runs in memory: what outlives a program that is killed. */
export interface MemoryLedger {
  readonly files: LedgerFiles;
  readonly lastLook: LastLook;
  /** Everything that was written, by `app/month`. */
  readonly texts: ReadonlyMap<string, string>;
}

export function memoryLedger(): MemoryLedger {
  const texts = new Map<string, string>();
  let lookedAt: Date | undefined;
  return {
    texts,
    files: {
      read: async (app, month) => texts.get(`${app}/${month}`) ?? '',
      async append(app, month, text) {
        const key = `${app}/${month}`;
        texts.set(key, (texts.get(key) ?? '') + text);
      },
      months: async (app) => [...texts.keys()].flatMap((key) => (key.startsWith(`${app}/`) ? [key.slice(app.length + 1)] : [])).toSorted(),
      remove: async (app, month) => void texts.delete(`${app}/${month}`),
    },
    lastLook: {
      read: async () => lookedAt,
      write: async (at) => void (lookedAt = at),
    },
  };
}
