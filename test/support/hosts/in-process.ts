import { createRouterClient } from '@orpc/server';
import { createTestService } from './test-service.ts';
import type { HostUnderTest } from './host.ts';

/** As the command line has it: no messages at all. */
export const inProcessHost: HostUnderTest = {
  name: 'in process',
  async start(setting) {
    const service = await createTestService(setting);
    return { client: createRouterClient(service.router), another: async () => createRouterClient(service.router), stop: () => service.close() };
  },
};
