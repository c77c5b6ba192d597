import { isHoldfastError } from '../../../shared/model/errors.ts';
import { changeVerified, readStatus } from '../vault/status.ts';
import { listSnapshots, readManifest, type Vault } from '../vault/vault.ts';
import { readBack, type ReadBackOptions } from './read-back.ts';

/** In one run: a place that was away for a year catches up over a few backups, and none of them takes much longer for it. */
const mostInOneRun = 20;

/**
 * Reads back from `vault` what lies there only as a copy of what another place proved, the newest first. A copy that does not read
 * back stays unproved here, and everything else goes on.
 * @throws cancelled
 */
export async function proveCopies(vault: Vault, others: readonly Vault[], run: string, options: Omit<ReadBackOptions, 'isNew'>): Promise<void> {
  if (others.length === 0) return;
  const { signal } = options;
  const proved: { snapshot: string; storedBytes: number }[] = [];
  try {
    const here = new Set((await readStatus(vault, signal))?.verified.map(({ snapshot }) => snapshot));
    const unproved = (await listSnapshots(vault, signal)).map(({ name }) => name).filter((name) => !here.has(name));
    for (const name of unproved.slice(0, mostInOneRun)) {
      const storedBytes = await proveCopy(vault, name, others, run, options);
      if (storedBytes !== undefined) proved.push({ snapshot: name, storedBytes });
    }
    if (proved.length > 0) await changeVerified(vault, (verified) => [...verified, ...proved].toSorted((a, b) => (a.snapshot < b.snapshot ? -1 : 1)), signal);
  } catch (error) {
    // Of the backup that was just made this says nothing.
    if (isHoldfastError(error, 'cancelled')) throw error;
  }
}

/** @returns bytes of all objects it needs; undefined when no other place proved it, or when it does not read back. @throws cancelled */
async function proveCopy(vault: Vault, name: string, others: readonly Vault[], run: string, options: Omit<ReadBackOptions, 'isNew'>): Promise<number | undefined> {
  for (const other of others) {
    try {
      const isProvedThere = (await readStatus(other, options.signal))?.verified.some(({ snapshot }) => snapshot === name) === true;
      if (!isProvedThere) continue;
      const written = await readManifest(other, name, options.signal);
      return (await readBack(vault, written, run, { ...options, isNew: () => false })).storedBytes;
    } catch (error) {
      if (isHoldfastError(error, 'cancelled')) throw error;
    }
  }
  return undefined;
}
