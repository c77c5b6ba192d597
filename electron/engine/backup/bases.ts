import type { EntityDescription } from '../../../shared/model/app.ts';
import { isHoldfastError } from '../../../shared/model/errors.ts';
import type { Manifest } from '../../../shared/model/snapshot.ts';
import type { AppDescription } from '../ports/source.ts';
import { isUnopenable } from '../vault/crypto/age-file.ts';
import { snapshotKey } from '../vault/format/names.ts';
import { listSnapshots, openManifest, type Vault } from '../vault/vault.ts';
import { loadCheckpoint } from './checkpoint.ts';
import type { Run } from './run.ts';
import type { EntityBase } from './settle.ts';

/** The newest snapshot that can be read. */
export interface Previous {
  readonly manifest: Manifest;
}

/** @throws what the place throws: one that does not answer is another matter than a snapshot that cannot be read. */
export async function loadPrevious(vault: Vault, run: Run): Promise<Previous | undefined> {
  for (const { name } of await listSnapshots(vault, run.signal)) {
    const object = await present(vault.store.get(snapshotKey(name), { signal: run.signal }));
    if (object === undefined) continue;
    try {
      return { manifest: await openManifest(vault, name, object) };
    } catch (error) {
      if (!isUnopenable(error)) throw error;
      run.warn(`The backup “${name}” cannot be read any more; it was left out of account.`);
    }
  }
  return undefined;
}

/** Undefined when it went since it was listed: thinned out by another computer. */
async function present<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isHoldfastError(error, 'not-found') && error.details['reason'] === 'no-such-object') return undefined;
    throw error;
  }
}

export interface BasesQuestion {
  readonly previous: Previous | undefined;
  readonly description: AppDescription;
  readonly home: string;
  readonly vaultId: string;
  readonly full: boolean;
  readonly now: Date;
}

export interface Bases {
  readonly entities: ReadonlyMap<string, EntityBase>;
  readonly lastFullAt: Date | undefined;
}

const week = 7 * 24 * 60 * 60 * 1000;

/**
 * Where each entity's reading may start from: what a killed run had finished, else the last backup of it that was complete. None
 * when a full reading is asked for or the last one is a week old: what the platform forgets to mark as changed is found then.
 */
export async function chooseBases(question: BasesQuestion): Promise<Bases> {
  const { previous, description, now } = question;
  const bases = new Map<string, EntityBase>();
  const lastFullAt = previous?.manifest.reading.lastFullAt === undefined ? undefined : new Date(previous.manifest.reading.lastFullAt);
  const isDue = lastFullAt === undefined || now.getTime() - lastFullAt.getTime() >= week || now.getTime() < lastFullAt.getTime();
  if (previous !== undefined && !question.full && !isDue) {
    for (const stored of previous.manifest.entities) {
      const entity = description.entities.find(({ name }) => name === stored.name);
      if (entity === undefined || stored.status !== 'complete' || !sameOrder(entity, stored)) continue;
      const { records, bytes, index, schemaHash } = stored;
      const at = new Date(stored.readStartedAt);
      // Made while the clock was wrong: what changed since is not told from what changed before.
      if (at > now) continue;
      bases.set(stored.name, { readStartedAt: at, schemaHash, written: { records, bytes, index, mentionsFiles: true } });
    }
  }
  const unfinished = question.full ? [] : await loadCheckpoint(question.home, question.vaultId);
  for (const { name, readStartedAt, schemaHash, records, bytes, index } of unfinished) {
    const known = bases.get(name);
    const at = new Date(readStartedAt);
    // A note older than a day says too little; one newer than the last backup of the entity says more.
    if (now.getTime() - at.getTime() > 24 * 60 * 60 * 1000 || at > now || (known !== undefined && known.readStartedAt >= at)) continue;
    bases.set(name, { readStartedAt: at, schemaHash, written: { records, bytes, index, mentionsFiles: true } });
  }
  return { entities: bases, lastFullAt };
}

function sameOrder(entity: EntityDescription, stored: Manifest['entities'][number]): boolean {
  return JSON.stringify([entity.key, entity.identity]) === JSON.stringify([stored.key, stored.identity]);
}
