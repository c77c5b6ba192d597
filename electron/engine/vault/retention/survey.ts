import { isHoldfastError } from '../../../../shared/model/errors.ts';
import type { Manifest } from '../../../../shared/model/snapshot.ts';
import { mapLimited } from '../../streams/concurrency.ts';
import { isUnopenable } from '../crypto/age-file.ts';
import type { SnapshotName } from '../format/names.ts';
import { readStatus } from '../status.ts';
import { listSnapshots, readManifest, type Vault } from '../vault.ts';
import { listPins } from './pins.ts';
import type { PlannedSnapshot } from './plan.ts';

/** Every backup in a place, as far as retention is concerned. */
export interface Survey {
  readonly snapshots: readonly PlannedSnapshot[];
  /** By name; without those that do not open. */
  readonly manifests: ReadonlyMap<string, Manifest>;
}

/** What counts beside what the place's status and pins say. */
export interface SurveyOptions {
  /** Pins of the app's other places: they count here too. */
  readonly pinnedElsewhere: ReadonlySet<string>;
  /** Backups that count as verified although status.json does not name them any more. */
  readonly alsoVerified: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * @throws what the place throws; invalid-input when a newer Holdfast wrote one of the backups.
 */
export async function survey(vault: Vault, { pinnedElsewhere, alsoVerified, signal }: SurveyOptions): Promise<Survey> {
  const names = await listSnapshots(vault, signal);
  const status = await readStatus(vault, signal);
  const verified = new Set([...alsoVerified, ...(status?.verified ?? []).map(({ snapshot }) => snapshot)]);
  const pins = await listPins(vault, signal);
  const manifests = await readManifests(vault, names.map(({ name }) => name), signal);
  const describe = ({ name, startedAt, kind }: SnapshotName): PlannedSnapshot => {
    const manifest = manifests.get(name);
    const state = manifest === undefined ? 'unreadable' : manifest.outcome === 'complete' && verified.has(name) ? 'sound' : 'unsound';
    return { name, startedAt, kind, state, pinned: pins.has(name) || pinnedElsewhere.has(name) };
  };
  return { snapshots: names.map(describe), manifests };
}

/** The manifests that open. One that does not is absent; so is one that went in the meantime. */
export async function readManifests(vault: Vault, names: readonly string[], signal: AbortSignal): Promise<Map<string, Manifest>> {
  const read = await mapLimited(names, vault.store.capabilities.maxConcurrency, async (name) => {
    try {
      return await readManifest(vault, name, signal);
    } catch (error) {
      if (isUnopenable(error) || (isHoldfastError(error, 'not-found') && error.details['reason'] === 'no-such-object')) return undefined;
      throw error;
    }
  });
  return new Map(read.flatMap((manifest) => (manifest === undefined ? [] : [[manifest.id, manifest] as const])));
}
