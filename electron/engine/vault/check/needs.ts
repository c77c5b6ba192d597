import type { Manifest, ManifestPart } from '../../../../shared/model/snapshot.ts';
import type { ContentId } from '../crypto/content-id.ts';
import type { Needer } from './problems.ts';

/**
 * Which tables of which snapshots need an object. Kept by index chunk: neighbouring snapshots share most of theirs, so that
 * this grows with what differs between snapshots, not with their number.
 */
export class Needs {
  readonly #users = new Map<ContentId, Needer[]>();
  /** Object → the index chunks that lead to it. */
  readonly #ways = new Map<string, Set<ContentId>>();

  add(needer: Needer, part: ManifestPart): void {
    for (const id of part.index) {
      const users = this.#users.get(id);
      if (users === undefined) this.#users.set(id, [needer]);
      else users.push(needer);
    }
  }

  /** An index chunk, or a chunk that it names, lies in the object. */
  lead(index: ContentId, object: string): void {
    const ways = this.#ways.get(object);
    if (ways === undefined) this.#ways.set(object, new Set([index]));
    else ways.add(index);
  }

  ofIndex(index: ContentId): readonly Needer[] {
    return this.#users.get(index) ?? [];
  }

  of(object: string): readonly Needer[] {
    return [...(this.#ways.get(object) ?? [])].flatMap((index) => this.ofIndex(index));
  }
}

/** Every part of a snapshot, with the table it belongs to. */
export function partsOf(manifest: Manifest): readonly { readonly needer: Needer; readonly part: ManifestPart }[] {
  const snapshot = manifest.id;
  const own = [manifest.schema, manifest.config, manifest.files].map((part) => ({ needer: { snapshot, entity: null }, part }));
  return [...manifest.entities.map((part) => ({ needer: { snapshot, entity: part.name }, part })), ...own];
}
