import type { OpenedVault } from '../engine.ts';
import type { Vault } from '../vault/vault.ts';

export interface ReadingOptions {
  /** The home directory, for what must be sorted. */
  readonly home: string;
  readonly threads?: number | undefined;
}

/** Everything that can be read from a vault, whoever opened it. What a call needs is loaded when it is made. */
export function openedVault(vault: Vault, { home, threads }: ReadingOptions): OpenedVault {
  return {
    app: vault.header.app.name,
    async snapshots(options) {
      const { summarizeSnapshots } = await import('./list-snapshots.ts');
      return summarizeSnapshots(vault, options);
    },
    async check(options) {
      const { checkVault } = await import('../vault/check.ts');
      return checkVault(vault, { ...options, threads });
    },
    async diff(a, b, options) {
      const { compareBackups } = await import('./diff.ts');
      return compareBackups(vault, a, b, { ...options, home, threads });
    },
    async exportSnapshot(options) {
      const { exportFrom } = await import('./export.ts');
      return exportFrom(vault, { ...options, threads });
    },
    async findRecord(options) {
      const { findRecordIn } = await import('./find-record.ts');
      return findRecordIn(vault, options);
    },
    async close() {
      // Every call lets go of what it opened.
    },
  };
}
