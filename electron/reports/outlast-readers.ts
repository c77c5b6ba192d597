import type { EventEmitter } from 'node:events';

/** From now on this program goes on when nobody reads any more what it says in a terminal: whatever started it may have ended first, and its pipe with it. */
export function outlastReaders({ stdout, stderr }: { readonly stdout: Pick<EventEmitter, 'on'>; readonly stderr: Pick<EventEmitter, 'on'> }): void {
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
}
