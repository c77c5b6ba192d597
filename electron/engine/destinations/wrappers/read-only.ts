import { HoldfastError } from '../../../../shared/model/errors.ts';
import type { ObjectStore } from '../../ports/object-store.ts';

/** A place as whoever only looks has it: it cannot write into it or delete there, whatever goes wrong above. */
export function readOnly(store: ObjectStore): ObjectStore {
  return {
    capabilities: store.capabilities,
    get: (key, options) => store.get(key, options),
    stat: (key, options) => store.stat(key, options),
    list: (prefix, options) => store.list(prefix, options),
    ...(store.folders === undefined ? {} : { folders: (prefix, options) => store.folders?.(prefix, options) ?? Promise.resolve([]) }),
    put: () => Promise.reject(openedToRead()),
    delete: () => Promise.reject(openedToRead()),
  };
}

function openedToRead(): HoldfastError {
  return new HoldfastError('invalid-input', 'These backups were opened to be read: nothing is changed where they lie.', {
    nextStep: 'Change it on the computer that makes these backups.',
    details: { reason: 'opened' },
  });
}
