import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';

/** A store that does as the other one does, but for what is changed. */
export function delegatingStore(inner: ObjectStore, changes: Partial<ObjectStore>): ObjectStore {
  return {
    capabilities: inner.capabilities,
    put: (key, body, options) => inner.put(key, body, options),
    get: (key, options) => inner.get(key, options),
    stat: (key, options) => inner.stat(key, options),
    list: (prefix, options) => inner.list(prefix, options),
    delete: (key, options) => inner.delete(key, options),
    ...changes,
  };
}
