import { isHoldfastError } from '../../../shared/model/errors.ts';
import type { Manifest } from '../../../shared/model/snapshot.ts';
import { changeVerified, readStatus } from '../vault/status.ts';
import { listSnapshots, readManifest, type Vault } from '../vault/vault.ts';
import { readBack, type ReadBackOptions } from './read-back.ts';

/** In one run: a place that was away for a year catches up over a few backups, and none of them takes much longer for it. */
const mostInOneRun = 20;

/**
 * Reads back from `vault` what lies there only as a copy of what another place proved, the newest first. A copy that does not read
 * back stays unproved here; another place that does not answer is not this one's fault.
 * @throws what this place throws: then it is not to be trusted with the new backup either.
 */
export async function proveCopies(vault: Vault, others: readonly Vault[], run: string, options: Omit<ReadBackOptions, 'isNew'>): Promise<void> {
  if (others.length === 0) return;
  const { signal } = options;
  const here = new Set((await readStatus(vault, signal))?.verified.map(({ snapshot }) => snapshot));
  const unproved = (await listSnapshots(vault, signal)).map(({ name }) => name).filter((name) => !here.has(name));
  const proved: { snapshot: string; storedBytes: number }[] = [];
  for (const name of unproved.slice(0, mostInOneRun)) {
    const written = await provedElsewhere(others, name, signal);
    const storedBytes = written === undefined ? undefined : await readCopyBack(vault, written, run, options);
    if (storedBytes !== undefined) proved.push({ snapshot: name, storedBytes });
  }
  if (proved.length > 0) await changeVerified(vault, (verified) => [...verified, ...proved].toSorted((a, b) => (a.snapshot < b.snapshot ? -1 : 1)), signal);
}

/** The manifest as a place has it that proved the snapshot. @throws cancelled */
async function provedElsewhere(others: readonly Vault[], name: string, signal: AbortSignal): Promise<Manifest | undefined> {
  for (const other of others) {
    try {
      const isProvedThere = (await readStatus(other, signal))?.verified.some(({ snapshot }) => snapshot === name) === true;
      if (isProvedThere) return await readManifest(other, name, signal);
    } catch (error) {
      if (isHoldfastError(error, 'cancelled')) throw error;
    }
  }
  return undefined;
}

/** @returns bytes of all objects it needs; undefined when what lies there is not what was written. */
async function readCopyBack(vault: Vault, written: Manifest, run: string, options: Omit<ReadBackOptions, 'isNew'>): Promise<number | undefined> {
  try {
    return (await readBack(vault, written, run, { ...options, isNew: () => false })).storedBytes;
  } catch (error) {
    // Broken, not there, or just being removed with old backups.
    if (isHoldfastError(error, 'corrupt') || isHoldfastError(error, 'not-found') || isHoldfastError(error, 'conflict')) return undefined;
    throw error;
  }
}
