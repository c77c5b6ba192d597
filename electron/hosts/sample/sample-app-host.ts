import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { assertNever } from '../../../shared/model/errors.ts';
import type { SampleAppHost } from '../../engine/index.ts';
import type { RunningSampleApp } from '../../sample-app/index.ts';

type SampleAction = Parameters<SampleAppHost['act']>[0];

export interface OwnedSampleApp extends SampleAppHost {
  /** Its changes are kept for the next start. */
  stop(): Promise<void>;
}

/** About how many records a first look deserves: a backup takes seconds, and there is something to lose. */
const records = 6000;
/** As many as in the story that the command line tells. */
const lostOrders = 143;

/** The sample app, started when it is first asked for; what was done to it survives in the home directory. */
export function createSampleAppHost(home: string): OwnedSampleApp {
  let running: Promise<RunningSampleApp> | undefined;
  const app = (): Promise<RunningSampleApp> => (running ??= start(home));
  return {
    async start() {
      const { url, appId, token } = await app();
      return { url, appId, token };
    },
    act: async (action) => act(await app(), action),
    async stop() {
      await (await running)?.stop();
    },
  };
}

async function start(home: string): Promise<RunningSampleApp> {
  const folder = path.join(home, 'sample-app');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { startSampleApp } = await import('../../sample-app/index.ts');
  // Whether Base44 lets the owner read past row rules is not documented; here it does, so that a first backup can be whole.
  return startSampleApp({ records, bypassRls: true, stateFile: path.join(folder, 'state.json') });
}

async function act(app: RunningSampleApp, action: SampleAction): Promise<string> {
  const says = perform(app.edit, action);
  await app.save();
  return says;
}

function perform(edit: RunningSampleApp['edit'], action: SampleAction): string {
  switch (action) {
    case 'sell':
      return sell(edit);
    case 'lose-orders':
      return loseOrders(edit);
    case 'blank-phones':
      return blankPhones(edit);
    default:
      return assertNever(action);
  }
}

/** A day's trade: a few new orders with their items, from customers there are. */
function sell(edit: RunningSampleApp['edit']): string {
  const customers = edit.records('Customer').slice(-9);
  const product = edit.records('Product')[0];
  const orders = edit.records('Order').length;
  for (const [index, customer] of customers.entries()) {
    const total = 19 + index * 7;
    const order = edit.create('Order', { number: `SO-${20_000 + orders + index}`, customer_id: customer.id, status: 'paid', channel: 'web', placed_at: new Date().toISOString(), total });
    edit.create('OrderItem', { order_id: order.id, product_id: product?.id ?? null, quantity: 1, unit_price: total });
  }
  return `${customers.length} orders came in, with an item each.`;
}

/** One script with a filter too wide. */
function loseOrders(edit: RunningSampleApp['edit']): string {
  const gone = edit.records('Order').slice(-lostOrders);
  for (const order of gone) edit.remove('Order', order.id);
  return `A clean-up script with a filter too wide deleted the ${gone.length} newest orders.`;
}

/** One AI edit that "tidies" a form. */
function blankPhones(edit: RunningSampleApp['edit']): string {
  const known = edit.records('Customer').filter((customer) => typeof customer['phone'] === 'string' && customer['phone'] !== '');
  for (const customer of known) edit.update('Customer', customer.id, { phone: '' });
  return `An AI edit of the customer form saved it with an empty phone field: ${known.length} phone numbers are gone.`;
}
