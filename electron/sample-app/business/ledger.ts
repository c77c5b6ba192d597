import type { SampleUser } from '../dataset.ts';
import { kinds, makeId, portalUserOf, staff } from './business.ts';
import type { Business, Documents, ProductFacts } from './business.ts';
import { at, Dice } from './random.ts';
import { day } from './timeline.ts';
import type { Timeline } from './timeline.ts';

/**
 * What became of an order, decided before its lines are made. Every entity that follows from the order (its lines, the
 * invoice, the payments, the parcel) asks here, so that they agree without anything being kept.
 */
export interface Outline {
  readonly placed: number;
  readonly status: OrderStatus;
  readonly lines: number;
  readonly invoiced: boolean;
  /** 0 = still owed; 2 = a deposit and the rest. */
  readonly payments: 0 | 1 | 2;
  readonly shipped: number | undefined;
  readonly delivered: number | undefined;
}

export const orderStatuses = ['draft', 'new', 'paid', 'packed', 'shipped', 'delivered', 'returned', 'cancelled'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** Out of 20: nearly three lines on average, seldom more than four. */
const linesPerOrder = [1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 6, 8] as const;

function outline(source: { readonly seed: number; readonly now: number; readonly orders: Timeline }, index: number): Outline {
  const dice = new Dice(source.seed, kinds.order, index);
  const placed = source.orders.at(index);
  const age = (source.now - placed) / day;
  const lines = dice.pick(linesPerOrder);
  const status = statusAt(dice, age);
  const invoiced = status !== 'draft' && status !== 'cancelled' && status !== 'new';
  const sent = status === 'shipped' || status === 'delivered' || status === 'returned';
  // Half of what is sold is carried out of the shop.
  const shipped = sent && dice.chance(0.5) ? placed + Math.min(dice.between(8, 60) * 3_600_000, Math.max(age - 0.5, 0) * day) : undefined;
  const arrived = status === 'delivered' || status === 'returned';
  const delivered = arrived && shipped !== undefined ? shipped + Math.min(dice.between(20, 120) * 3_600_000, Math.max(source.now - shipped - 3_600_000, 0)) : undefined;
  const owing = age < 40 ? dice.chance(0.3) : dice.chance(0.02);
  const payments = !invoiced || (owing && status !== 'paid') ? 0 : dice.chance(0.05) ? 2 : 1;
  return { placed, status, lines, invoiced, payments, shipped, delivered };
}

function statusAt(dice: Dice, age: number): OrderStatus {
  const x = dice.next();
  if (x < 0.035) return 'cancelled';
  if (age < 2) return x < 0.08 ? 'draft' : x < 0.5 ? 'new' : 'paid';
  if (age < 4) return x < 0.4 ? 'paid' : x < 0.7 ? 'packed' : 'shipped';
  if (age < 8) return x < 0.5 ? 'shipped' : 'delivered';
  return x < 0.06 ? 'returned' : 'delivered';
}

export const channels = ['web', 'shop', 'phone', 'wholesale'] as const;
export type Channel = (typeof channels)[number];

/** One line of an order, with amounts in cents. */
export interface Line {
  readonly product: ProductFacts;
  readonly quantity: number;
  readonly unitPrice: number;
  /** Per cent. */
  readonly discount: number;
  readonly total: number;
}

/** An order with its lines and sums, in cents, tax (a fifth on top of the net) included. */
export interface OrderPlan extends Outline {
  readonly index: number;
  readonly id: string;
  readonly customer: number;
  readonly channel: Channel;
  /** Who entered it; undefined when the website did. */
  readonly creator: SampleUser | undefined;
  readonly items: readonly Line[];
  readonly subtotal: number;
  readonly discount: number;
  readonly shippingFee: number;
  readonly total: number;
  readonly tax: number;
}

export function orderPlan(business: Business, index: number): OrderPlan {
  const facts = outline(business, index);
  const dice = new Dice(business.seed, kinds.order + 3, index);
  const known = Math.max(1, business.customers.before(facts.placed));
  const items: Line[] = [];
  let subtotal = 0;
  for (let line = 0; line < facts.lines; line += 1) {
    const product = productKnownAt(business, dice, facts.placed);
    const quantity = dice.chance(0.7) ? 1 : dice.between(2, 12);
    const discount = dice.chance(0.1) ? dice.pick([5, 10, 15]) : 0;
    const total = Math.round((product.price * quantity * (100 - discount)) / 100);
    items.push({ product, quantity, unitPrice: product.price, discount, total });
    subtotal += total;
  }
  const discount = dice.chance(0.08) ? Math.round(subtotal / 20) : 0;
  const shippingFee = subtotal > 10_000 ? 0 : 595;
  const total = subtotal - discount + shippingFee;
  const customer = dice.skewedBelow(known);
  const channel = dice.pick(['web', 'web', 'web', 'shop', 'phone', 'wholesale'] as const);
  return {
    ...facts,
    index,
    id: makeId(business.seed, kinds.order, index, facts.placed),
    customer,
    channel,
    creator: channel === 'web' ? portalUserOf(business, customer) : staff(business, dice),
    items,
    subtotal,
    discount,
    shippingFee,
    total,
    tax: Math.round(total / 6),
  };
}

function productKnownAt(business: Business, dice: Dice, moment: number): ProductFacts {
  const chosen = dice.skewedBelow(business.products.length);
  const product = at(business.products, chosen);
  return product.created < moment ? product : at(business.products, Math.floor(chosen / 2));
}

export function orderItemId(business: Business, order: OrderPlan, line: number): string {
  // An order has at most eight lines, and there are fewer than two million orders: together they fit the counter.
  return makeId(business.seed, kinds.orderItem, order.index * 8 + line, order.placed);
}

export function invoiceId(business: Business, order: Outline & { readonly index: number }): string {
  return makeId(business.seed, kinds.invoice, order.index, invoiceTime(order));
}

/** Invoices are written the moment the order is confirmed, some minutes after it came in. */
export function invoiceTime(order: Outline): number {
  return order.placed + 11 * 60_000;
}

/** Invoices whose PDF is kept. */
const keptPdfs = 300;

/** Counts everything that follows from the orders, in one quick pass over all of them. */
export function countLedger(source: { readonly seed: number; readonly now: number; readonly orders: Timeline }): {
  readonly items: number;
  readonly payments: number;
  readonly shipments: number;
  readonly documents: Documents;
} {
  let items = 0;
  let invoices = 0;
  let payments = 0;
  let shipments = 0;
  const last: number[] = [];
  for (let index = 0; index < source.orders.count; index += 1) {
    const order = outline(source, index);
    items += order.lines;
    payments += order.payments;
    if (order.shipped !== undefined) shipments += 1;
    if (!order.invoiced) continue;
    last[invoices % keptPdfs] = index;
    invoices += 1;
  }
  const firstWithPdf = Math.max(1, invoices - keptPdfs + 1);
  const kept = Array.from({ length: invoices - firstWithPdf + 1 }, (_, place) => {
    const number = firstWithPdf + place;
    return { order: last[(number - 1) % keptPdfs] ?? 0, number };
  });
  const firstPrivate = firstWithPdf + Math.floor(kept.length / 3);
  return { items, payments, shipments, documents: { invoices, firstWithPdf, firstPrivate, kept } };
}
