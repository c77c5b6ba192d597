import type { EntitySchema, SampleEntity, SampleRecord, SampleUser } from '../dataset.ts';
import { kinds, makeId, portalUserOf, staff, systemFields } from './business.ts';
import type { Business } from './business.ts';
import type { Counts } from './counts.ts';
import { companies, companyNames, mailName, placeWeights, places } from './names.ts';
import { at, Dice } from './random.ts';
import { tagId } from './catalog.ts';
import { date, dateTime, day } from './timeline.ts';
import type { Timeline } from './timeline.ts';

/** Who a customer is, without making the whole record. */
export interface CustomerFacts {
  readonly id: string;
  readonly name: string;
  readonly company: string | undefined;
  readonly email: string;
  readonly created: number;
  readonly address: { readonly street: string; readonly city: string; readonly postal_code: string; readonly country: string };
}

const jobs = ['Owner', 'Shop manager', 'Bookkeeper', 'Workshop', 'Packing and dispatch', 'Customer service'] as const;

/** The first is the owner; those who work in the shop come before the customers with a login. */
export function makeUsers(seed: number, counts: Counts, customers: Timeline, end: number): readonly SampleUser[] {
  const working = counts.users - counts.portalUsers;
  return Array.from({ length: counts.users }, (_, index): SampleUser => {
    if (index >= working) return portalUser(seed, index, customers, index - working);
    const dice = new Dice(seed, kinds.user, index);
    const created = end - (900 - index * 7) * day + dice.below(day);
    const place = at(places, at(placeWeights, dice.below(placeWeights.length)));
    const first = dice.pick(place.first);
    const name = `${first} ${dice.pick(place.family)}`;
    return {
      id: makeId(seed, kinds.user, index, created),
      created_date: dateTime(created),
      updated_date: dateTime(created + dice.below(200 * day)),
      email: index === 0 ? 'owner@harbour.example' : `${mailName(first)}${index}@harbour.example`,
      full_name: index === 0 ? 'Ruth Ashdown' : name,
      role: index < 2 ? 'admin' : 'user',
      job_title: at(jobs, index),
      phone: index % 3 === 2 ? null : `+44 117 496 0${String(100 + index)}`,
      preferences: { language: dice.pick(['en', 'de', 'fr']), digest: dice.chance(0.5), start_page: dice.pick(['Orders', 'Messages']) },
    };
  });
}

function portalUser(seed: number, index: number, customers: Timeline, number: number): SampleUser {
  const facts = customerFactsFrom(seed, customers, number);
  const created = facts.created + day;
  return {
    id: makeId(seed, kinds.user, index, created),
    created_date: dateTime(created),
    updated_date: dateTime(created),
    email: facts.email,
    full_name: facts.name,
    role: 'user',
    customer_id: facts.id,
  };
}

export const userSchema: EntitySchema = {
  name: 'User',
  type: 'object',
  properties: {
    job_title: { type: 'string' },
    phone: { type: 'string' },
    customer_id: { type: 'string', description: 'The Customer this user is, for those who log in to see their orders.' },
    preferences: {
      type: 'object',
      properties: { language: { type: 'string' }, digest: { type: 'boolean' }, start_page: { type: 'string' } },
    },
  },
};

export function customerId(business: Business, index: number): string {
  return makeId(business.seed, kinds.customer, index, business.customers.at(index));
}

export function customerFacts(business: Business, index: number): CustomerFacts {
  return customerFactsFrom(business.seed, business.customers, index);
}

function customerFactsFrom(seed: number, customers: Timeline, index: number): CustomerFacts {
  const dice = new Dice(seed, kinds.customer, index);
  const created = customers.at(index);
  const place = at(places, dice.pick(placeWeights));
  const eastern = place.country === 'CN' || place.country === 'JP';
  const first = dice.pick(place.first);
  const family = dice.pick(place.family);
  return {
    id: makeId(seed, kinds.customer, index, created),
    name: eastern ? `${family} ${first}` : `${first} ${family}`,
    company: dice.chance(0.22) ? `${dice.pick(companyNames)} ${dice.pick(companies)}` : undefined,
    email: `${mailName(first)}.${mailName(family)}.${index}@${dice.pick(['post', 'inbox', 'firm', 'mail'])}.example`,
    created,
    address: {
      street: `${place.street} ${dice.between(1, 180)}`,
      city: place.city,
      postal_code: place.code + String(dice.between(10, 99)),
      country: place.country,
    },
  };
}

const ownOrAdmin = { $or: [{ created_by: '{{user.email}}' }, { id: '{{user.customer_id}}' }, { user_condition: { role: 'admin' } }] };

const customerSchema: EntitySchema = {
  name: 'Customer',
  type: 'object',
  properties: {
    name: { type: 'string' },
    company: { type: 'string' },
    email: { type: 'string', format: 'email' },
    phone: { type: 'string' },
    kind: { type: 'string', enum: ['private', 'business', 'wholesale'], default: 'private' },
    address: {
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' }, postal_code: { type: 'string' }, country: { type: 'string' } },
    },
    birthday: { type: 'string', format: 'date' },
    newsletter: { type: 'boolean', default: false },
    credit_limit: { type: 'number', rls: { read: { user_condition: { role: 'admin' } }, write: { user_condition: { role: 'admin' } } } },
    tag_ids: { type: 'array', items: { type: 'string' } },
    user_id: { type: 'string' },
    note: { type: 'string', format: 'richtext' },
  },
  required: ['name', 'email'],
  rls: { create: true, read: ownOrAdmin, update: ownOrAdmin, delete: { user_condition: { role: 'admin' } } },
};

export function customerEntity(business: Business): SampleEntity {
  return {
    name: 'Customer',
    schema: customerSchema,
    *records() {
      for (let index = 0; index < business.counts.customers; index += 1) yield customer(business, index);
    },
    *devRecords() {
      for (let index = 0; index < 3; index += 1) yield { ...customer(business, business.counts.customers + index), is_sample: true, name: `Test ${index + 1}` };
    },
  };
}

function customer(business: Business, index: number): SampleRecord {
  const facts = customerFacts(business, index);
  const dice = new Dice(business.seed, kinds.customer + 3, index);
  const user = portalUserOf(business, index);
  return {
    ...systemFields(business, kinds.customer, index, facts.created, facts.created + dice.below(90 * day), staff(business, dice)),
    name: facts.name,
    ...(facts.company === undefined ? {} : { company: facts.company }),
    email: facts.email,
    phone: dice.chance(0.3) ? null : `+44 7700 900${String(dice.below(1000)).padStart(3, '0')}`,
    kind: facts.company === undefined ? 'private' : dice.pick(['business', 'wholesale']),
    address: facts.address,
    ...(dice.chance(0.6) ? {} : { birthday: date(Date.UTC(dice.between(1948, 2004), dice.below(12), dice.between(1, 28))) }),
    newsletter: dice.chance(0.4),
    ...(facts.company === undefined ? {} : { credit_limit: dice.between(1, 20) * 250 }),
    tag_ids: dice.chance(0.2) ? [tagId(business, dice.below(business.counts.tags))] : [],
    ...(user === undefined ? {} : { user_id: user.id }),
    ...(dice.chance(0.12) ? { note: `<p>Prefers <b>${dice.pick(['mornings', 'e-mail', 'the phone', 'tracked post'])}</b>.</p>` } : {}),
  };
}
