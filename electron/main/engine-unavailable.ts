import { type AnyContractRouter, isContractProcedure } from '@orpc/contract';
import { type AnyRouter, ORPCError, implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import type { MessagePortMain } from 'electron';
import { contract } from '../../shared/contract/index.ts';
import type { PlainError } from '../../shared/model/errors.ts';

/** Answers every call of the contract with the same error: while the engine cannot run, a page is told why at once and never waits. */
export function engineUnavailable({ code, message, nextStep }: PlainError): { upgrade(port: MessagePortMain): void } {
  const router = refusing(contract, () => new ORPCError(code, { defined: true, message, data: { nextStep } }));
  return { upgrade: (port) => new RPCHandler(router).upgrade(port) };
}

function refusing(calls: AnyContractRouter, error: () => Error): AnyRouter {
  if (isContractProcedure(calls)) {
    return implement(calls).handler(() => {
      throw error();
    });
  }
  return Object.fromEntries(Object.entries(calls).map(([name, inner]) => [name, refusing(inner, error)]));
}
