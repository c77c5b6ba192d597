import type { EntitySchema, SampleEntity, SampleRecord } from '../dataset.ts';
import { documentAddress } from './billing.ts';
import { kinds, makeId, portalUserOf, staff, systemFields } from './business.ts';
import type { Business } from './business.ts';
import { orderPlan } from './ledger.ts';
import { customerFacts, customerId } from './people.ts';
import { Dice } from './random.ts';
import { dateTime, day } from './timeline.ts';
import { sentences, subjects } from './words.ts';

const messageSchema: EntitySchema = {
  name: 'Message',
  type: 'object',
  properties: {
    customer_id: { type: 'string' },
    order_id: { type: 'string' },
    thread_id: { type: 'string', description: 'First message of the conversation; null for the first itself.' },
    direction: { type: 'string', enum: ['in', 'out'] },
    subject: { type: 'string' },
    body: { type: 'string', format: 'richtext' },
    sent_at: { type: 'string', format: 'date-time' },
    read: { type: 'boolean', default: false },
    attachments: { type: 'array', items: { type: 'string', format: 'file' } },
  },
  required: ['customer_id', 'body'],
  rls: { read: { $or: [{ created_by: '{{user.email}}' }, { user_condition: { role: 'admin' } }] } },
};

/** Messages in a conversation, at most. */
const threadLength = 4;

export function messageEntity(business: Business): SampleEntity {
  return {
    name: 'Message',
    schema: messageSchema,
    *records() {
      for (let index = 0; index < business.messages.count; index += 1) yield message(business, index);
    },
  };
}

function message(business: Business, index: number): SampleRecord {
  const start = index - (index % threadLength);
  const thread = new Dice(business.seed, kinds.message + 3, start);
  const sent = business.messages.at(index);
  const opening = business.messages.at(start);
  const about = aboutOrder(business, thread, opening);
  const dice = new Dice(business.seed, kinds.message, index);
  const incoming = index % 2 === 0;
  const paragraphs = Array.from({ length: dice.chance(0.3) ? 2 : 1 }, () => `<p>${dice.pick(sentences)}</p>`);
  const subject = thread.pick(subjects);
  return {
    ...systemFields(business, kinds.message, index, sent, sent, incoming ? portalUserOf(business, about.customer) : staff(business, dice)),
    customer_id: customerId(business, about.customer),
    ...(about.orderId === undefined ? {} : { order_id: about.orderId }),
    thread_id: index === start ? null : makeId(business.seed, kinds.message, start, opening),
    direction: incoming ? 'in' : 'out',
    ...(index === start ? { subject } : {}),
    body: paragraphs.join('\n'),
    sent_at: dateTime(sent),
    read: business.now - sent > 2 * day || dice.chance(0.5),
    ...(!incoming && dice.chance(0.05) && business.documents.kept.length > 0 ? { attachments: [documentAddress(business, dice.pick(business.documents.kept))] } : {}),
  };
}

function aboutOrder(business: Business, dice: Dice, moment: number): { readonly customer: number; readonly orderId: string | undefined } {
  const placed = business.orders.before(moment);
  if (placed > 0 && dice.chance(0.7)) {
    const plan = orderPlan(business, Math.max(0, placed - 1 - dice.below(Math.min(placed, 200))));
    return { customer: plan.customer, orderId: plan.id };
  }
  return { customer: dice.below(Math.max(1, business.customers.before(moment))), orderId: undefined };
}

const noteSchema: EntitySchema = {
  name: 'PrivateNote',
  type: 'object',
  properties: {
    text: { type: 'string' },
    about: { type: 'object', properties: { entity: { type: 'string', enum: ['Customer', 'Order'] }, id: { type: 'string' } } },
    pinned: { type: 'boolean', default: false },
    remind_at: { type: 'string', format: 'date-time' },
  },
  required: ['text'],
  // Not even an administrator reads somebody else's notes: what a backup with the owner's token does not see by itself.
  rls: { read: { created_by: '{{user.email}}' }, write: { created_by: '{{user.email}}' } },
};

export function noteEntity(business: Business): SampleEntity {
  return {
    name: 'PrivateNote',
    schema: noteSchema,
    *records() {
      for (let index = 0; index < business.counts.notes; index += 1) {
        const dice = new Dice(business.seed, kinds.note, index);
        const order = orderPlan(business, dice.below(business.counts.orders));
        const written = Math.min(order.placed + dice.below(3 * day), business.now - 60_000);
        const aboutCustomer = dice.chance(0.5);
        yield {
          ...systemFields(business, kinds.note, index, written, written, staff(business, dice)),
          text: dice.pick(['Ask again after the holidays.', 'Pays late, but always pays.', 'Loves the moss glaze 💚', 'Ring before invoicing.']),
          about: aboutCustomer ? { entity: 'Customer', id: customerFacts(business, order.customer).id } : { entity: 'Order', id: order.id },
          pinned: dice.chance(0.1),
          ...(dice.chance(0.3) ? { remind_at: dateTime(written + 7 * day) } : dice.chance(0.3) ? { remind_at: null } : {}),
        };
      }
    },
  };
}
