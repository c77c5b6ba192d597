import type { EntitySchema, SampleEntity, SampleRecord } from '../dataset.ts';
import { kinds, makeId, money, staff, systemFields } from './business.ts';
import type { Business } from './business.ts';
import { tagId } from './catalog.ts';
import { channels, orderItemId, orderPlan, orderStatuses } from './ledger.ts';
import type { OrderPlan } from './ledger.ts';
import { customerFacts } from './people.ts';
import { Dice } from './random.ts';
import { dateTime } from './timeline.ts';
import { colours } from './words.ts';

const address = {
  type: 'object',
  properties: { name: { type: 'string' }, street: { type: 'string' }, city: { type: 'string' }, postal_code: { type: 'string' }, country: { type: 'string' } },
} as const;

const orderSchema: EntitySchema = {
  name: 'Order',
  type: 'object',
  properties: {
    number: { type: 'string' },
    customer_id: { type: 'string' },
    status: { type: 'string', enum: orderStatuses, default: 'draft' },
    channel: { type: 'string', enum: channels },
    placed_at: { type: 'string', format: 'date-time' },
    subtotal: { type: 'number' },
    discount: { type: 'number' },
    shipping_fee: { type: 'number' },
    tax_included: { type: 'number' },
    total: { type: 'number' },
    shipping_address: address,
    handled_by_id: { type: 'string', description: 'User who looks after it.' },
    tag_ids: { type: 'array', items: { type: 'string' } },
    is_gift: { type: 'boolean', default: false },
    note: { type: 'string' },
  },
  required: ['number', 'customer_id', 'total'],
};

export function orderEntity(business: Business): SampleEntity {
  return {
    name: 'Order',
    schema: orderSchema,
    *records() {
      for (let index = 0; index < business.counts.orders; index += 1) yield order(business, orderPlan(business, index));
    },
    *trash() {
      for (let index = 0; index < 3; index += 1) {
        const plan = orderPlan(business, business.counts.orders - 1 - index * 2);
        const id = makeId(business.seed, kinds.order, business.counts.orders + index, plan.placed);
        yield { ...order(business, plan), id, number: `SO-TEST-${index + 1}`, note: 'entered twice by mistake' };
      }
    },
    *devRecords() {
      yield { ...order(business, orderPlan(business, 0)), is_sample: true };
    },
  };
}

function order(business: Business, plan: OrderPlan): SampleRecord {
  const dice = new Dice(business.seed, kinds.order + 5, plan.index);
  const customer = customerFacts(business, plan.customer);
  return {
    ...systemFields(business, kinds.order, plan.index, plan.placed, plan.delivered ?? plan.shipped ?? plan.placed + 3_600_000, plan.creator),
    number: `SO-${String(10_000 + plan.index)}`,
    customer_id: customer.id,
    status: plan.status,
    channel: plan.channel,
    placed_at: dateTime(plan.placed),
    subtotal: money(plan.subtotal),
    ...(plan.discount > 0 ? { discount: money(plan.discount) } : {}),
    shipping_fee: money(plan.shippingFee),
    tax_included: money(plan.tax),
    total: money(plan.total),
    ...(dice.chance(0.25) ? { shipping_address: { name: customer.company ?? customer.name, ...customer.address } } : {}),
    ...(dice.chance(0.3) ? { handled_by_id: staff(business, dice).id } : {}),
    tag_ids: dice.chance(0.25) ? [tagId(business, dice.below(business.counts.tags))] : [],
    is_gift: dice.chance(0.1),
    ...(dice.chance(0.15) ? { note: dice.pick(['Please ring twice.', 'Geschenk, bitte ohne Rechnung im Paket', 'Leave with the neighbour.', 'Call before delivery: gate code 14#']) } : dice.chance(0.3) ? { note: null } : {}),
  };
}

const itemSchema: EntitySchema = {
  name: 'OrderItem',
  type: 'object',
  properties: {
    order_id: { type: 'string' },
    product_id: { type: 'string' },
    product_name: { type: 'string', description: 'As it was called when it was sold, where that differs from today.' },
    position: { type: 'integer' },
    quantity: { type: 'integer' },
    unit_price: { type: 'number' },
    discount_percent: { type: 'number', default: 0 },
    line_total: { type: 'number' },
    options: { type: 'object', properties: { colour: { type: 'string' }, engraving: { type: 'string' } } },
  },
  required: ['order_id', 'product_id', 'quantity'],
};

export function orderItemEntity(business: Business): SampleEntity {
  return {
    name: 'OrderItem',
    schema: itemSchema,
    *records() {
      for (let index = 0; index < business.counts.orders; index += 1) {
        const plan = orderPlan(business, index);
        const dice = new Dice(business.seed, kinds.orderItem, index);
        for (const [line, item] of plan.items.entries()) {
          yield {
            ...systemFields(business, kinds.orderItem, 0, plan.placed, plan.placed + 1000 * line, plan.creator),
            id: orderItemId(business, plan, line),
            order_id: plan.id,
            product_id: item.product.id,
            ...(dice.chance(0.2) ? { product_name: item.product.name } : {}),
            position: line + 1,
            quantity: item.quantity,
            unit_price: money(item.unitPrice),
            ...(item.discount > 0 ? { discount_percent: item.discount } : {}),
            line_total: money(item.total),
            ...(dice.chance(0.3) ? { options: { colour: dice.pick(colours), ...(dice.chance(0.1) ? { engraving: dice.pick(['Für Oma', '♥ Zoë & João', '30 Jahre', 'お誕生日おめでとう']) } : {}) } } : {}),
          };
        }
      }
    },
  };
}

const shipmentSchema: EntitySchema = {
  name: 'Shipment',
  type: 'object',
  properties: {
    order_id: { type: 'string' },
    carrier: { type: 'string', enum: ['post', 'courier', 'bicycle', 'pallet'] },
    tracking_number: { type: 'string' },
    shipped_at: { type: 'string', format: 'date-time' },
    delivered_at: { type: 'string', format: 'date-time' },
    item_ids: { type: 'array', items: { type: 'string' } },
    parcels: { type: 'array', items: { type: 'object', properties: { weight_kg: { type: 'number' }, label: { type: 'string' } } } },
    signed_by: { type: 'string' },
  },
  required: ['order_id', 'carrier'],
};

export function shipmentEntity(business: Business): SampleEntity {
  return {
    name: 'Shipment',
    schema: shipmentSchema,
    *records() {
      for (let index = 0; index < business.counts.orders; index += 1) {
        const plan = orderPlan(business, index);
        if (plan.shipped === undefined) continue;
        const dice = new Dice(business.seed, kinds.shipment, index);
        yield {
          ...systemFields(business, kinds.shipment, index, plan.shipped, plan.delivered ?? plan.shipped, staff(business, dice)),
          order_id: plan.id,
          carrier: dice.pick(['post', 'post', 'post', 'courier', 'bicycle', 'pallet']),
          // Longer than a double can count: a number that must stay text.
          tracking_number: `00340${dice.hex(8).replace(/[a-f]/g, '7')}${String(index).padStart(7, '0')}`,
          shipped_at: dateTime(plan.shipped),
          delivered_at: plan.delivered === undefined ? null : dateTime(plan.delivered),
          // Everything that was ordered, unless it says what.
          item_ids: plan.items.length === 1 ? [] : plan.items.map((_item, line) => orderItemId(business, plan, line)),
          parcels: Array.from({ length: plan.items.length > 3 ? 2 : 1 }, (_, parcel) => ({ weight_kg: dice.between(2, 180) / 10, label: `${parcel + 1}/${plan.items.length > 3 ? 2 : 1}` })),
          ...(plan.delivered !== undefined && dice.chance(0.4) ? { signed_by: customerFacts(business, plan.customer).name } : {}),
        };
      }
    },
  };
}
