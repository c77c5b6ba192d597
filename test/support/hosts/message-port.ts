import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { RPCHandler } from '@orpc/server/message-port';
import type { EngineClient, HostUnderTest } from './host.ts';
import { createTestService } from './test-service.ts';

/** As a window has it: ports. That Electron's own ports carry them is shown with the bundles (test/app). */
export const messagePortHost: HostUnderTest = {
  name: 'message port',
  async start(setting) {
    const service = await createTestService(setting);
    const handler = new RPCHandler(service.router);
    const open: MessageChannel[] = [];
    const connect = async (): Promise<EngineClient> => {
      const channel = new MessageChannel();
      open.push(channel);
      handler.upgrade(channel.port1);
      channel.port1.start();
      channel.port2.start();
      return createORPCClient(new RPCLink({ port: channel.port2 }));
    };
    const stop = async (): Promise<void> => {
      for (const { port1 } of open) port1.close();
      await service.close();
    };
    return { client: await connect(), another: connect, stop };
  },
};
