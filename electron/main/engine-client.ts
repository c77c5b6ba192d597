import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { MessagePortMain } from 'electron';
import type { Contract } from '../../shared/contract/index.ts';

export type EngineClient = ContractRouterClient<Contract>;

/** The engine's calls over one port. Calls under way fail when the port closes; see `EngineProcess` for the next one. */
export function engineClient(port: MessagePortMain): EngineClient {
  const client: EngineClient = createORPCClient(new RPCLink({ port }));
  port.start();
  return client;
}
