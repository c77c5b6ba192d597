import type { SampleDataset, SampleEntity } from '../dataset.ts';
import { agents, appSettings, conversations, functions, logoFile, settingEntity } from './app.ts';
import { invoiceEntity, invoiceFiles, paymentEntity } from './billing.ts';
import { kinds, makeId } from './business.ts';
import type { Business } from './business.ts';
import { categoryEntity, makeProducts, productEntity, productPictures, supplierEntity, tagEntity } from './catalog.ts';
import { countsFor } from './counts.ts';
import { countLedger } from './ledger.ts';
import { messageEntity, noteEntity } from './messages.ts';
import { orderEntity, orderItemEntity, shipmentEntity } from './orders.ts';
import { customerEntity, makeUsers, userSchema } from './people.ts';
import { projectEntity, taskEntity } from './projects.ts';
import { createTimeline, day } from './timeline.ts';

export interface BusinessOptions {
  /** Records in all, users included: 200 to 5,000,000. */
  readonly records: number;
  /** A whole number; another one gives another business. */
  readonly seed: number;
  /** The moment the business is looked at; the last orders are from the day before. Default: noon on 20 November 2026, UTC. */
  readonly now?: Date;
}

/** Days of trading that are kept. */
const orderDays = 548;
/** The first customers came almost a year before the first of those orders. */
const customerDays = orderDays + 330;

/**
 * The sample business: Harbour & Pine, a small maker and seller of things for the home. The same options give the same
 * bytes on every machine; records are made one by one when they are iterated, and nothing of them is kept.
 * @throws RangeError when `records` is out of range.
 */
export function createBusiness({ records, seed, now = new Date('2026-11-20T12:00:00Z') }: BusinessOptions): SampleDataset {
  const moment = now.getTime();
  const counts = countsFor(records);
  const customers = createTimeline(seed, kinds.customer + 6, counts.customers, customerDays, moment);
  const orders = createTimeline(seed, kinds.order + 6, counts.orders, orderDays, moment);
  const ledger = countLedger({ seed, now: moment, orders });
  const others = Object.values({ ...counts, portalUsers: 0 }).reduce((sum, count) => sum + count, 0);
  const followed = ledger.items + ledger.documents.invoices + ledger.payments + ledger.shipments;
  const business: Business = {
    seed,
    now: moment,
    appId: makeId(seed, kinds.app, 0, moment - 900 * day),
    counts,
    users: makeUsers(seed, counts, customers, moment),
    customers,
    orders,
    messages: createTimeline(seed, kinds.message + 6, Math.max(1, records - others - followed), orderDays, moment),
    products: makeProducts(seed, counts, moment),
    documents: ledger.documents,
  };
  return {
    appId: business.appId,
    appName: 'Harbour & Pine',
    ownerEmail: 'owner@harbour.example',
    entities: entities(business),
    users: business.users,
    files: [...productPictures(business), ...invoiceFiles(business), logoFile(business)],
    functions,
    agents,
    conversations: conversations(business),
    settings: appSettings(business),
    secrets: { MAIL_PASSWORD: 'not-a-real-password', PAYMENT_WEBHOOK_KEY: 'not-a-real-key' },
    userSchema,
  };
}

function entities(business: Business): readonly SampleEntity[] {
  return [
    customerEntity(business),
    productEntity(business),
    categoryEntity(business),
    supplierEntity(business),
    tagEntity(business),
    orderEntity(business),
    orderItemEntity(business),
    invoiceEntity(business),
    paymentEntity(business),
    shipmentEntity(business),
    messageEntity(business),
    noteEntity(business),
    projectEntity(business),
    taskEntity(business),
    settingEntity(business),
  ];
}
