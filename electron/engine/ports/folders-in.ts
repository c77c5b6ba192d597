import type { FoldersOptions, ObjectStore } from './object-store.ts';

/** `folders` of the port in any place: where it has no quick way, by going through the list of what lies there. @throws as `list`. */
export async function foldersIn(store: ObjectStore, prefix: string, options: FoldersOptions): Promise<readonly string[]> {
  if (store.folders !== undefined) return store.folders(prefix, options);
  const names: string[] = [];
  for await (const { key } of store.list(prefix, { signal: options.signal })) {
    const rest = key.slice(prefix.length);
    const end = rest.indexOf('/');
    const name = rest.slice(0, end);
    // In ascending order, so that all of a folder come together.
    if (end < 0 || names.at(-1) === name) continue;
    if (names.length === options.most) break;
    names.push(name);
  }
  return names.toSorted();
}
