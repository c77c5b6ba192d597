import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { createDesktopStandIn } from '../../../electron/hosts/loopback/desktop-stand-in.ts';
import { type Loopback, startLoopback } from '../../../electron/hosts/loopback/start-loopback.ts';
import type { EngineClient, HostSetting, HostUnderTest } from './host.ts';
import { createTestService } from './test-service.ts';

export interface TestLoopback extends Loopback {
  readonly invitation: string;
  /** What the host says it refused, in order. */
  readonly refused: readonly string[];
}

/** The loopback host over the real service, with a page of one line. */
export async function startTestLoopback(setting: HostSetting): Promise<TestLoopback> {
  const service = await createTestService(setting);
  const page = await mkdtemp(path.join(os.tmpdir(), 'holdfast-page-'));
  await writeFile(path.join(page, 'index.html'), '<!doctype html><meta name="style-nonce" content=""><title>Holdfast</title>');
  const refused: string[] = [];
  const invitation = 'x'.repeat(43);
  const loopback = await startLoopback({ service, desktop: createDesktopStandIn('linux', '0.1.0'), page, invitation, onRefused: (what) => refused.push(what) });
  const stop = async (): Promise<void> => {
    await loopback.stop();
    await service.close();
  };
  return { ...loopback, invitation, refused, stop };
}

/** As a browser tab has it: a one-time token, a session, a WebSocket. */
export const loopbackHost: HostUnderTest = {
  name: 'loopback',
  async start(setting) {
    const loopback = await startTestLoopback(setting);
    const connect = async (): Promise<EngineClient> => connectToLoopback(loopback.origin, await sessionFor(loopback.invite()));
    return { client: await connect(), another: connect, stop: () => loopback.stop() };
  },
};

/** Exchanges the token of an address as the page does. @throws when it is refused. */
export async function sessionFor(url: string): Promise<string> {
  const { origin, hash } = new URL(url);
  const response = await fetch(`${origin}/session`, { method: 'POST', headers: { origin }, body: JSON.stringify({ token: hash.slice('#token='.length) }) });
  if (!response.ok) throw new Error(`The session was refused with ${response.status}.`);
  const { session } = (await response.json()) as { session: string };
  return session;
}

export async function connectToLoopback(origin: string, session: string): Promise<EngineClient> {
  // Node's own WebSocket is a browser's but for one more option: the headers, here the Origin that a page would send.
  const options: { readonly protocols: string[]; readonly headers: Record<string, string> } = { protocols: ['holdfast', session], headers: { origin } };
  const websocket: WebSocket = Reflect.construct(WebSocket, [`${origin.replace('http', 'ws')}/engine`, options]);
  await new Promise<void>((resolve, reject) => {
    websocket.addEventListener('open', () => resolve(), { once: true });
    websocket.addEventListener('error', () => reject(new Error('The socket was refused.')), { once: true });
  });
  return createORPCClient(new RPCLink({ websocket }));
}
