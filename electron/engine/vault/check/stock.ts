import type { ObjectStore } from '../../ports/object-store.ts';
import type { ContentId } from '../crypto/content-id.ts';
import { deputyProofsPrefix, directoriesPrefix, filesPrefix, goldenKey, headerKey, idInKey, nameInKey, openerKey, parseSnapshotName, readmeKey, runbookJsonKey, runbookMarkdownKey, runbookPdfKey, segmentsPrefix, snapshotsPrefix, statusHtmlKey, statusJsonKey } from '../format/names.ts';

/** What lies in the place, by its names. Objects that are not ours are passed over. */
export interface Stock {
  /** id → bytes of the object. */
  readonly segments: ReadonlyMap<ContentId, number>;
  readonly files: ReadonlyMap<ContentId, number>;
  /** Key → bytes. */
  readonly directories: ReadonlyMap<string, number>;
  /** Name of the snapshot → bytes. */
  readonly snapshots: ReadonlyMap<string, number>;
  /** What has a name of its own (vault.json, README.txt, status.*, golden.age, runbook.*, deputy-proof/): key → bytes. */
  readonly named: ReadonlyMap<string, number>;
  readonly objects: number;
  readonly bytes: number;
}

const namedKeys: ReadonlySet<string> = new Set([headerKey, readmeKey, openerKey, statusJsonKey, statusHtmlKey, goldenKey, runbookPdfKey, runbookMarkdownKey, runbookJsonKey]);

/** @throws what the place throws. */
export async function takeStock(store: ObjectStore, signal: AbortSignal): Promise<Stock> {
  const segments = new Map<ContentId, number>();
  const files = new Map<ContentId, number>();
  const directories = new Map<string, number>();
  const snapshots = new Map<string, number>();
  const named = new Map<string, number>();
  let objects = 0;
  let bytes = 0;
  const file = (key: string, size: number): boolean => {
    const id = idInKey(key);
    const name = nameInKey(key);
    if (id !== undefined && key.startsWith(segmentsPrefix)) segments.set(id, size);
    else if (id !== undefined && key.startsWith(filesPrefix)) files.set(id, size);
    else if (name !== undefined && key.startsWith(directoriesPrefix)) directories.set(key, size);
    else if (name !== undefined && key.startsWith(snapshotsPrefix) && parseSnapshotName(name) !== undefined) snapshots.set(name, size);
    else if (namedKeys.has(key) || key.startsWith(deputyProofsPrefix)) named.set(key, size);
    else return false;
    return true;
  };
  for await (const { key, size } of store.list('', { signal })) {
    if (!file(key, size)) continue;
    objects += 1;
    bytes += size;
  }
  return { segments, files, directories, snapshots, named, objects, bytes };
}
