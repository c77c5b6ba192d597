import type { Manifest } from '../../../shared/model/snapshot.ts';
import type { LongCall, SnapshotDetail } from '../engine.ts';
import type { Vault } from '../vault/vault.ts';
import { manifestOf } from './find-record.ts';
import { summarizeOne } from './list-snapshots.ts';

/** Everything that is known of one backup without opening its records. @throws not-found, corrupt. */
export async function describeSnapshot(vault: Vault, wanted: string, { signal }: LongCall): Promise<SnapshotDetail> {
  const manifest = await manifestOf(vault, wanted, signal);
  return {
    ...(await summarizeOne(vault, manifest, signal)),
    entities: manifest.entities.map(entity),
    files: manifest.files.records,
    coverage: manifest.coverage.map(({ what, why, nextStep }) => ({ what, why, ...(nextStep === undefined ? {} : { nextStep }) })),
    warnings: manifest.warnings,
  };
}

function entity({ name, records, status, reason }: Manifest['entities'][number]): SnapshotDetail['entities'][number] {
  return { name, records, status, ...(reason === undefined ? {} : { reason }) };
}
