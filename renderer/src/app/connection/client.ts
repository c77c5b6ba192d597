import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient, InferContractRouterOutputs } from '@orpc/contract';
import type { DesktopContract } from '../../../../shared/contract/desktop.ts';
import type { Contract } from '../../../../shared/contract/index.ts';
import { hostMeta } from '../../../../shared/contract/ports.ts';
import { createLinkSlot } from './link-slot.ts';
import { listenForPorts } from './ports.ts';
import { connectOverSocket } from './socket.ts';
import { createConnectionStore } from './state.ts';

/** What each call of the engine answers: `Answers['status']['overview']`. */
export type Answers = InferContractRouterOutputs<Contract>;

const slots = { engine: createLinkSlot(), desktop: createLinkSlot() };

export const connection = createConnectionStore();
/** The engine. Calls made while it is away wait for it. */
export const engine: ContractRouterClient<Contract> = createORPCClient(slots.engine.link);
/** What only the desktop can do; `desktop.about` says what this one can. */
export const desktop: ContractRouterClient<DesktopContract> = createORPCClient(slots.desktop.link);

/** Call once, before anything else waits: a desktop host may hand over its ports at any time from now on. */
export function connect(): void {
  const socket = new AbortController();
  listenForPorts(slots, connection, () => socket.abort());
  if (document.querySelector<HTMLMetaElement>(`meta[name="${hostMeta}"]`)?.content !== 'window') connectOverSocket(slots, connection, socket.signal);
}
