import { isHoldfastError } from '../../../shared/model/errors.ts';
import type { Manifest } from '../../../shared/model/snapshot.ts';
import { clockToleranceMs } from '../schedule/next-run.ts';
import { damageOf } from '../vault/check/check-run.ts';
import { parseSnapshotName } from '../vault/format/names.ts';
import { readManifest } from '../vault/vault.ts';
import type { DrillWork } from './work.ts';

/** The backup that a drill is to restore, and what lies above it. */
export interface FoundBackup {
  /** The newest complete one that opens; where there is none, the newest that opens. */
  readonly manifest: Manifest | undefined;
  /** Newer ones (of all, where none opens) that do not open, newest first. */
  readonly damaged: readonly { readonly name: string; readonly startedAt: Date; readonly problem: string }[];
  /** Newer ones that are not whole, newest first. */
  readonly incomplete: readonly Manifest[];
}

/** So many are opened to find one that is whole. */
const mostLooks = 60;

/** @throws what the place cannot be read for. */
export async function findBackup({ vault, stock, call }: Pick<DrillWork, 'vault' | 'stock' | 'call'>, now: Date): Promise<FoundBackup> {
  const names = [...stock.snapshots.keys()].flatMap((name) => parseSnapshotName(name) ?? []).toSorted((a, b) => (a.name < b.name ? 1 : -1));
  // One whose time is still to come was made under a wrong clock: only where there is no other.
  const isToCome = (startedAt: Date): boolean => startedAt.getTime() - now.getTime() > clockToleranceMs;
  const inTurn = [...names.filter(({ startedAt }) => !isToCome(startedAt)), ...names.filter(({ startedAt }) => isToCome(startedAt))];
  const damaged: { readonly name: string; readonly startedAt: Date; readonly problem: string }[] = [];
  const incomplete: Manifest[] = [];
  for (const { name, startedAt } of inTurn.slice(0, mostLooks)) {
    try {
      const manifest = await readManifest(vault, name, call.signal);
      if (manifest.outcome === 'complete') return { manifest, damaged, incomplete };
      incomplete.push(manifest);
    } catch (error) {
      if (isHoldfastError(error, 'cancelled')) throw error;
      damaged.push({ name, startedAt, problem: damageOf(error) });
    }
  }
  return { manifest: incomplete[0], damaged, incomplete: incomplete.slice(1) };
}
