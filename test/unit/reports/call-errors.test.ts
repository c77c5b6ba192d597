import { MessageChannel } from 'node:worker_threads';
import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { os, type RouterClient } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { expect, it } from 'vitest';
import { toContractError } from '../../../electron/engine/api/to-contract-error.ts';
import { tellingBugs } from '../../../electron/reports/call-errors.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';

const secret = 'AGE-SECRET-KEY-1CALL';
const ours = new TypeError(secret);
const router = {
  bug: os.handler(() => {
    throw toContractError(ours);
  }),
  refusal: os.handler(() => {
    throw toContractError(new HoldfastError('not-found', 'There is no such app.'));
  }),
};

it('of a call that fails for a reason of ours the host hears the cause, and the page nothing of it', async () => {
  const told: unknown[] = [];
  const { port1, port2 } = new MessageChannel();
  new RPCHandler(router, { interceptors: [tellingBugs((error) => told.push(error))] }).upgrade(port1);
  port1.start();
  port2.start();
  const client: RouterClient<typeof router> = createORPCClient(new RPCLink({ port: port2 }));
  const heard = await client.bug().catch((error: unknown) => error);
  expect(heard).toBeInstanceOf(ORPCError);
  expect(heard).toMatchObject({ code: 'bug', message: 'Something went wrong inside Holdfast.' });
  expect(JSON.stringify([heard, heard instanceof Error ? heard.cause : 0])).not.toContain(secret);
  await expect(client.refusal()).rejects.toMatchObject({ code: 'not-found' });
  expect(told).toEqual([ours]);
  port1.close();
});
