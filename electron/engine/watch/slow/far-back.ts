import type { Manifest } from '../../../../shared/model/snapshot.ts';
import type { SnapshotName } from '../../vault/format/names.ts';
import { readIfThere } from '../../vault/read-if-there.ts';
import type { Vault } from '../../vault/vault.ts';

const farMs = 7 * 24 * 60 * 60 * 1000;
/** Where backups are a day or a week apart, a week is too few of them for anything to creep. */
const fewestBack = 5;
const mostLooks = 10;

/**
 * Backups to compare a new one with for what creeps, the best first: the newest that is a week older and at least five back; before there is one,
 * the oldest. Never the one right before, with which it is compared anyway. @param earlier those before it, newest first
 */
export function farBack(earlier: readonly SnapshotName[], at: Date): readonly SnapshotName[] {
  const [, ...others] = earlier;
  const isFar = ({ startedAt }: SnapshotName, index: number): boolean => index + 2 >= fewestBack && startedAt.getTime() <= at.getTime() - farMs;
  return [...others.filter(isFar), ...others.filter((each, index) => !isFar(each, index)).toReversed()];
}

/** The first of them that is whole; undefined where none is. @throws what the place throws. */
export async function firstWhole(vault: Vault, candidates: readonly SnapshotName[], signal: AbortSignal): Promise<Manifest | undefined> {
  for (const { name } of candidates.slice(0, mostLooks)) {
    const manifest = await readIfThere(vault, name, signal);
    if (manifest?.outcome === 'complete') return manifest;
  }
  return undefined;
}
