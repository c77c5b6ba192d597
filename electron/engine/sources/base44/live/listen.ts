import { HoldfastError } from '../../../../../shared/model/errors.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { ListenOptions } from '../../../ports/source.ts';
import { readSocketMessage } from './socket-messages.ts';

export interface LiveAddress {
  readonly origin: string;
  readonly appId: string;
  readonly token: string;
}

/**
 * Listens to what the platform tells of deletions, until the signal fires or the line ends. It sends nothing but which tables it wants to hear of.
 * @throws permission-denied when the platform does not take the token there; network when the line cannot be had, or ends.
 */
export async function listen({ origin, appId, token }: LiveAddress, tables: readonly string[], { signal, onDeleted, onBegin }: ListenOptions, clock: Clock): Promise<void> {
  const address = new URL('/ws-user-apps/socket.io/', origin.replace(/^http/, 'ws'));
  for (const [name, value] of Object.entries({ app_id: appId, token, EIO: '4', transport: 'websocket' })) address.searchParams.set(name, value);
  const ended = Promise.withResolvers<void>();
  const stop = new AbortController();
  // What is wrong with the address may hold the token: it is not repeated.
  const socket = new WebSocket(address);
  let heardAt = clock.monotonic();
  let silenceMs = 60_000;

  socket.addEventListener('message', ({ data }) => {
    heardAt = clock.monotonic();
    if (typeof data !== 'string') return;
    const message = readSocketMessage(data);
    switch (message.kind) {
      case 'open':
        silenceMs = message.silenceMs;
        socket.send('40');
        break;
      case 'joined':
        for (const table of tables) socket.send(`42${JSON.stringify(['join', `entities:${appId}:${table}`])}`);
        onBegin();
        break;
      case 'ping':
        socket.send('3');
        break;
      case 'refused':
        ended.reject(new HoldfastError('permission-denied', 'The platform does not let this access token listen to changes.', { nextStep: 'Nothing to do: Holdfast counts now and then instead.' }));
        break;
      case 'deleted':
        onDeleted(message.table);
        break;
      case 'other':
        break;
    }
  });
  const gone = (): void => ended.reject(new HoldfastError('network', 'The line to the platform ended.'));
  socket.addEventListener('close', gone);
  socket.addEventListener('error', gone);
  const cancel = (): void => ended.resolve();
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  void watchSilence();
  try {
    await ended.promise;
  } finally {
    stop.abort();
    signal.removeEventListener('abort', cancel);
    socket.close();
  }

  /** A line that broke without a word looks like one on which nothing happens. */
  async function watchSilence(): Promise<void> {
    try {
      while (!stop.signal.aborted) {
        await clock.sleepUntil(new Date(clock.now().getTime() + silenceMs), stop.signal);
        if (clock.monotonic() - heardAt >= silenceMs) gone();
      }
    } catch {
      // The line ended.
    }
  }
}
