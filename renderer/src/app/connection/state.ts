/**
 * `connecting`: not yet, since the page opened. `reconnecting`: it was there and is expected back. `refused`: this tab has no
 * right to connect (any more); only opening it anew from Holdfast helps.
 */
export type ConnectionState = { readonly kind: 'connecting' | 'open' } | { readonly kind: 'reconnecting'; readonly answered: boolean } | { readonly kind: 'refused'; readonly why: 'no-token' | 'session-ended' };

export interface ConnectionStore {
  readonly get: () => ConnectionState;
  readonly set: (state: ConnectionState) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createConnectionStore(): ConnectionStore {
  let state: ConnectionState = { kind: 'connecting' };
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set(next) {
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
