import type { SampleUser } from '../dataset.ts';
import type { Counts } from './counts.ts';
import { Dice } from './random.ts';
import type { Timeline } from './timeline.ts';
import { dateTime } from './timeline.ts';

/** What everything in the sample business is made from. Small whatever the size: records are made when asked for. */
export interface Business {
  readonly seed: number;
  /** Milliseconds since 1970; nothing is younger. */
  readonly now: number;
  readonly appId: string;
  readonly counts: Counts;
  readonly users: readonly SampleUser[];
  readonly customers: Timeline;
  readonly orders: Timeline;
  readonly messages: Timeline;
  readonly products: readonly ProductFacts[];
  readonly documents: Documents;
}

/** What an order line copies from its product. */
export interface ProductFacts {
  readonly id: string;
  readonly name: string;
  /** Cents, tax included. */
  readonly price: number;
  readonly created: number;
}

/** The invoices whose PDF is kept: the youngest ones. */
export interface Documents {
  readonly invoices: number;
  /** The first number, counted from 1, that has a PDF. */
  readonly firstWithPdf: number;
  /** Before this number the PDFs were uploaded in the open; from it on, privately. */
  readonly firstPrivate: number;
  /** Order and invoice number of each, ascending. */
  readonly kept: readonly { readonly order: number; readonly number: number }[];
}

/** Keep the chance and the ids of each kind of record apart. Steps of ten: a kind may use the numbers up to the next. */
export const kinds = {
  user: 10,
  category: 20,
  tag: 30,
  setting: 40,
  supplier: 50,
  product: 60,
  customer: 70,
  order: 80,
  orderItem: 90,
  invoice: 100,
  payment: 110,
  shipment: 120,
  message: 130,
  note: 140,
  project: 150,
  task: 160,
  app: 170,
  conversation: 180,
} as const;
export type Kind = (typeof kinds)[keyof typeof kinds];

/** An id as the platform makes them: seconds since 1970, something of the machine, a counter; 24 hex digits. */
export function makeId(seed: number, kind: Kind, index: number, created: number): string {
  // Eight digits: the time from 1978 to 2106.
  const time = Math.floor(created / 1000).toString(16);
  return time + machinePart(seed, kind) + (0x1000000 + index).toString(16).slice(1);
}

/** The kind itself is part of it: two kinds never share an id, whatever the dice say. */
function machinePart(seed: number, kind: Kind): string {
  if (known.seed !== seed) {
    known.seed = seed;
    known.parts.clear();
  }
  let part = known.parts.get(kind);
  if (part === undefined) {
    part = new Dice(seed, kind + 9, 0).hex(8) + kind.toString(16).padStart(2, '0');
    known.parts.set(kind, part);
  }
  return part;
}

/** A third of the time of making a record went into these ten digits. Of one seed alone, so that it does not grow. */
const known = { seed: Number.NaN, parts: new Map<Kind, string>() };

export interface SystemFields {
  readonly id: string;
  readonly created_date: string;
  readonly updated_date: string;
  readonly created_by: string | null;
  readonly created_by_id: string | null;
  readonly is_sample: boolean;
}

/** @param creator undefined for what the app's own backend made, of whom the platform names nobody. */
export function systemFields(
  business: Business,
  kind: Kind,
  index: number,
  created: number,
  updated: number,
  creator: SampleUser | undefined,
  isSample = false,
): SystemFields {
  return {
    id: makeId(business.seed, kind, index, created),
    created_date: dateTime(created),
    updated_date: dateTime(Math.min(updated, business.now - 1000)),
    created_by: creator === undefined ? null : creator.email,
    created_by_id: creator === undefined ? null : creator.id,
    is_sample: isSample,
  };
}

/** Somebody who works in the shop. */
export function staff(business: Business, dice: Dice): SampleUser {
  const working = business.counts.users - business.counts.portalUsers;
  return userAt(business, dice.skewedBelow(working));
}

export function userAt(business: Business, index: number): SampleUser {
  const user = business.users[index];
  if (user === undefined) throw new RangeError(`no user ${index}`);
  return user;
}

/** The user who is that customer, where there is one. */
export function portalUserOf(business: Business, customer: number): SampleUser | undefined {
  return customer < business.counts.portalUsers ? userAt(business, business.counts.users - business.counts.portalUsers + customer) : undefined;
}

/** Cents as the number a record holds. */
export function money(cents: number): number {
  return cents / 100;
}
