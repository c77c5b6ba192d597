import { RPCLink } from '@orpc/client/message-port';
import { portsMessage } from '../../../../shared/contract/ports.ts';
import type { LinkSlot } from './link-slot.ts';
import type { ConnectionStore } from './state.ts';

/**
 * Takes the ports a desktop host hands to its window: `[engine, desktop]` with a `holdfast-ports` message from the page's own
 * window (the preload script posts it there). New ports, after the engine was restarted, take the place of the old ones.
 */
export function listenForPorts(slots: { readonly engine: LinkSlot; readonly desktop: LinkSlot }, store: ConnectionStore, onFirst: () => void): void {
  let current: MessagePort | undefined;
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.source !== window || event.origin !== location.origin || !isPortsMessage(event.data)) return;
    const [engine, desktop] = event.ports;
    if (engine === undefined || desktop === undefined) return;
    onFirst();
    current?.close();
    current = engine;
    engine.addEventListener('close', () => {
      if (current !== engine) return;
      slots.engine.clear();
      store.set({ kind: 'reconnecting', answered: true });
    });
    slots.engine.put(new RPCLink({ port: engine }));
    slots.desktop.put(new RPCLink({ port: desktop }));
    // Ports listened to with addEventListener deliver nothing until they are started.
    engine.start();
    desktop.start();
    store.set({ kind: 'open' });
  });
}

function isPortsMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'kind' in data && data.kind === portsMessage;
}
