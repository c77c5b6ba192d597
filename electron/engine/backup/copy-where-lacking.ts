import { isHoldfastError } from '../../../shared/model/errors.ts';
import { isUnopenable } from '../vault/crypto/age-file.ts';
import type { ContentId } from '../vault/crypto/content-id.ts';
import { idOfStoredFile } from '../vault/file-writer.ts';
import { fileKey } from '../vault/format/names.ts';
import type { OpenPlace, Places } from './places.ts';
import { readInParts } from './read-in-parts.ts';
import type { Run } from './run.ts';

interface Found {
  readonly place: OpenPlace;
  /** Bytes of the object. */
  readonly size: number;
}

/**
 * Copies an uploaded file from a place where all of it opens to those where it does not, or is not. Reads every byte in each, so it is for
 * what nobody else can give any more.
 * @returns bytes of the object; undefined when some place lacks it still.
 */
export async function copyWhereLacking(places: Places, file: ContentId, run: Pick<Run, 'keys' | 'signal'>): Promise<number | undefined> {
  const whole = new Map<string, Found>();
  await places.each(async (place) => {
    const size = await sizeIfWhole(place, file, run);
    if (size !== undefined) whole.set(place.name, { place, size });
  });
  const [from] = whole.values();
  if (from === undefined) return undefined;
  const { signal } = run;
  const key = fileKey(file);
  await places.each(async (to) => {
    if (whole.has(to.name)) return;
    let unread: unknown;
    const read = async (range: { start: number; end: number }): Promise<Uint8Array> => {
      try {
        return await from.place.vault.store.get(key, { signal, range });
      } catch (error) {
        unread = error;
        throw error;
      }
    };
    try {
      await to.vault.store.put(key, { size: from.size, open: () => readInParts(read, from.size) }, { signal });
      whole.set(to.name, { place: to, size: from.size });
    } catch (error) {
      if (unread === undefined) throw error;
      places.drop(from.place.name, unread);
    }
  });
  return places.live.every(({ name }) => whole.has(name)) ? from.size : undefined;
}

async function sizeIfWhole({ vault }: OpenPlace, file: ContentId, { keys, signal }: Pick<Run, 'keys' | 'signal'>): Promise<number | undefined> {
  const key = fileKey(file);
  const size = (await vault.store.stat(key, { signal }))?.size;
  if (size === undefined) return undefined;
  try {
    return (await idOfStoredFile({ size, read: (range) => vault.store.get(key, { signal, range }) }, keys)) === file ? size : undefined;
  } catch (error) {
    if (isUnopenable(error) || (isHoldfastError(error, 'not-found') && error.details['reason'] === 'no-such-object')) return undefined;
    throw error;
  }
}
