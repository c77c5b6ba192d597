import type { Incoming } from '../../../../shared/contract/desktop.ts';

/** What "Open a backup" is to be filled in with. */
export type IncomingPlace = Extract<Incoming, { kind: 'folder' | 'link' }>;

let waiting: IncomingPlace | undefined;
const listeners = new Set<() => void>();

/** For the screen that fills it in, which may not be there yet. */
export function putIncoming(place: IncomingPlace): void {
  waiting = place;
  for (const listener of listeners) listener();
}

/** What waits, once. */
export function takeIncoming(): IncomingPlace | undefined {
  const place = waiting;
  waiting = undefined;
  return place;
}

/** Does something wait for that screen to come? */
export function hasIncoming(): boolean {
  return waiting !== undefined;
}

export function onIncoming(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
