import { RPCLink } from '@orpc/client/websocket';
import type { LinkSlot } from './link-slot.ts';
import { forgetSession, hostAnswers, rememberedSession, takeTokenFromAddress, tradeToken } from './session.ts';
import type { ConnectionStore } from './state.ts';

const firstPauseMs = 250;
const longestPauseMs = 8000;

/** Connects over WebSocket to the origin that served the page, and again whenever the connection breaks, until stopped. */
export function connectOverSocket(slots: { readonly engine: LinkSlot; readonly desktop: LinkSlot }, store: ConnectionStore, signal: AbortSignal): void {
  void keepConnected(slots, store, signal);
}

async function keepConnected(slots: { readonly engine: LinkSlot; readonly desktop: LinkSlot }, store: ConnectionStore, signal: AbortSignal): Promise<void> {
  const session = await openSession(store, signal);
  if (session === undefined) return;
  let failures = 0;
  while (!signal.aborted) {
    const engine = socketTo('/engine', session, slots.engine);
    const desktop = socketTo('/desktop', session, slots.desktop);
    if ((await engine.opened) && (await desktop.opened)) {
      failures = 0;
      store.set({ kind: 'open' });
      await Promise.race([engine.closed, desktop.closed]);
    }
    slots.engine.clear();
    slots.desktop.clear();
    engine.close();
    desktop.close();
    if (signal.aborted) return;
    failures += 1;
    const answered = await hostAnswers();
    // It answers but does not take this session: it was started anew and knows nothing of this tab.
    if (answered && failures >= 2) {
      forgetSession();
      store.set({ kind: 'refused', why: 'session-ended' });
      return;
    }
    store.set({ kind: 'reconnecting', answered });
    await pause(Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1)), signal);
  }
}

async function openSession(store: ConnectionStore, signal: AbortSignal): Promise<string | undefined> {
  const token = takeTokenFromAddress();
  if (token !== undefined) {
    for (let tries = 0; !signal.aborted; tries += 1) {
      const answer = await tradeToken(token);
      if (answer.kind === 'session') return answer.session;
      if (answer.kind === 'refused') break;
      store.set({ kind: 'reconnecting', answered: false });
      await pause(Math.min(longestPauseMs, firstPauseMs * 2 ** tries), signal);
    }
  }
  const remembered = rememberedSession();
  if (remembered === undefined && !signal.aborted) store.set({ kind: 'refused', why: token === undefined ? 'no-token' : 'session-ended' });
  return remembered;
}

interface Socket {
  readonly opened: Promise<boolean>;
  readonly closed: Promise<void>;
  readonly close: () => void;
}

function socketTo(path: string, session: string, slot: LinkSlot): Socket {
  const websocket = new WebSocket(`${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}${path}`, ['holdfast', session]);
  const closed = new Promise<void>((resolve) => {
    websocket.addEventListener('close', () => resolve(), { once: true });
  });
  const opened = new Promise<boolean>((resolve) => {
    websocket.addEventListener(
      'open',
      () => {
        slot.put(new RPCLink({ websocket }));
        resolve(true);
      },
      { once: true },
    );
    void closed.then(() => resolve(false));
  });
  return { opened, closed, close: () => websocket.close() };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const now = (): void => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', now, { once: true });
    // The network or the computer came back: no need to wait the pause out.
    window.addEventListener('online', now, { once: true });
    window.addEventListener('focus', now, { once: true });
  });
}
