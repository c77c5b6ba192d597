import { privateFileUri, publicFileUrl } from '../dataset.ts';
import type { EntitySchema, SampleEntity, SampleFile } from '../dataset.ts';
import { kinds, money, portalUserOf, staff, systemFields } from './business.ts';
import type { Business } from './business.ts';
import { invoiceId, invoiceTime, orderPlan } from './ledger.ts';
import type { OrderPlan } from './ledger.ts';
import { invoicePdf } from './pdf.ts';
import { customerFacts, customerId } from './people.ts';
import { Dice } from './random.ts';
import { date, dateTime, day } from './timeline.ts';

const adminOnly = { user_condition: { role: 'admin' } };

const invoiceSchema: EntitySchema = {
  name: 'Invoice',
  type: 'object',
  properties: {
    number: { type: 'string' },
    order_id: { type: 'string' },
    customer_id: { type: 'string' },
    status: { type: 'string', enum: ['open', 'paid', 'overdue', 'refunded'] },
    issued_on: { type: 'string', format: 'date' },
    due_on: { type: 'string', format: 'date' },
    net: { type: 'number' },
    tax: { type: 'number' },
    total: { type: 'number' },
    pdf_url: { type: 'string', format: 'file', description: 'Where it was put before private files were switched on.' },
    pdf_uri: { type: 'string', format: 'file', description: 'Private file.' },
    reminders: { type: 'array', items: { type: 'string', format: 'date' } },
    sent_to: { type: 'string', format: 'email' },
  },
  required: ['number', 'order_id', 'total'],
  rls: { read: { $or: [{ created_by: '{{user.email}}' }, adminOnly] }, write: adminOnly },
};

export function invoiceEntity(business: Business): SampleEntity {
  return {
    name: 'Invoice',
    schema: invoiceSchema,
    *records() {
      let number = 0;
      for (let index = 0; index < business.counts.orders; index += 1) {
        const plan = orderPlan(business, index);
        if (!plan.invoiced) continue;
        number += 1;
        const issued = invoiceTime(plan);
        const due = issued + 30 * day;
        const customer = customerFacts(business, plan.customer);
        const dice = new Dice(business.seed, kinds.invoice, index);
        const late = plan.payments === 0 && due < business.now;
        yield {
          ...systemFields(business, kinds.invoice, index, issued, issued + (plan.payments === 0 ? 0 : 2 * day), portalUserOf(business, plan.customer) ?? staff(business, dice)),
          number: invoiceNumber(plan, number),
          order_id: plan.id,
          customer_id: customer.id,
          status: plan.status === 'returned' ? 'refunded' : plan.payments > 0 ? 'paid' : late ? 'overdue' : 'open',
          issued_on: date(issued),
          due_on: date(due),
          net: money(plan.total - plan.tax),
          tax: money(plan.tax),
          total: money(plan.total),
          ...pdfFields(business, plan, number),
          ...(late ? { reminders: Array.from({ length: Math.min(3, Math.floor((business.now - due) / (14 * day))) }, (_, at) => date(due + (at + 1) * 14 * day)) } : {}),
          ...(dice.chance(0.3) ? { sent_to: customer.email } : dice.chance(0.1) ? { sent_to: null } : {}),
        };
      }
    },
  };
}

/** Numbered without a gap, the year in front as an accountant likes it. */
function invoiceNumber(plan: OrderPlan, number: number): string {
  return `INV-${date(plan.placed).slice(0, 4)}-${String(number).padStart(6, '0')}`;
}

function pdfFields(business: Business, plan: OrderPlan, number: number): { pdf_url?: string; pdf_uri?: string } {
  if (number < business.documents.firstWithPdf) return {};
  const path = pdfPath(business, plan.index, number);
  return number < business.documents.firstPrivate ? { pdf_url: publicFileUrl(business.appId, path) } : { pdf_uri: privateFileUri(business.appId, path) };
}

/** The address of the PDF of one of `documents.kept`, as a record refers to it. */
export function documentAddress(business: Business, kept: { readonly order: number; readonly number: number }): string {
  const path = pdfPath(business, kept.order, kept.number);
  return kept.number < business.documents.firstPrivate ? publicFileUrl(business.appId, path) : privateFileUri(business.appId, path);
}

function pdfPath(business: Business, order: number, number: number): string {
  return `${new Dice(business.seed, kinds.invoice + 5, order).hex(8)}_invoice ${number}.pdf`;
}

/** The PDFs, written only when asked for. */
export function invoiceFiles(business: Business): readonly SampleFile[] {
  return business.documents.kept.map(
    ({ order, number }): SampleFile => ({
      path: pdfPath(business, order, number),
      visibility: number < business.documents.firstPrivate ? 'public' : 'private',
      contentType: 'application/pdf',
      content: () => document(business, order, number),
    }),
  );
}

function document(business: Business, order: number, number: number): Uint8Array {
  const plan = orderPlan(business, order);
  const customer = customerFacts(business, plan.customer);
  return invoicePdf({
    seller: ['Harbour & Pine', 'Quay Street 7, Bristol BS1 4XX', 'VAT GB 000 0000 00'],
    title: `Invoice ${invoiceNumber(plan, number)}`,
    date: date(invoiceTime(plan)),
    customer: [customer.company ?? customer.name, customer.address.street, `${customer.address.postal_code} ${customer.address.city}`, customer.address.country],
    lines: [
      ...plan.items.map((item) => ({ text: `${item.quantity} x ${item.product.name}${item.discount > 0 ? ` (-${item.discount}%)` : ''}`, cents: item.total })),
      ...(plan.discount > 0 ? [{ text: 'Discount', cents: -plan.discount }] : []),
      ...(plan.shippingFee > 0 ? [{ text: 'Shipping', cents: plan.shippingFee }] : []),
    ],
    total: plan.total,
    tax: plan.tax,
  });
}

const paymentSchema: EntitySchema = {
  name: 'Payment',
  type: 'object',
  properties: {
    invoice_id: { type: 'string' },
    customer_id: { type: 'string' },
    amount: { type: 'number' },
    method: { type: 'string', enum: ['card', 'transfer', 'cash', 'voucher'] },
    paid_at: { type: 'string', format: 'date-time' },
    provider_reference: { type: 'string', rls: { read: adminOnly, write: false } },
    fee: { type: 'number' },
    refunded: { type: 'boolean', default: false },
    raw: { type: 'object', description: 'What the payment provider sent.', properties: { id: { type: 'string' }, invoice: { type: 'object', properties: { id: { type: 'string' } } } } },
  },
  required: ['invoice_id', 'amount'],
  rls: { create: adminOnly, read: adminOnly, update: adminOnly, delete: false },
};

export function paymentEntity(business: Business): SampleEntity {
  return {
    name: 'Payment',
    schema: paymentSchema,
    *records() {
      for (let index = 0; index < business.counts.orders; index += 1) {
        const plan = orderPlan(business, index);
        const deposit = plan.payments === 2 ? Math.round(plan.total / 3) : 0;
        const dice = new Dice(business.seed, kinds.payment, index);
        const invoice = invoiceId(business, plan);
        for (let part = 0; part < plan.payments; part += 1) {
          const amount = plan.payments === 1 ? plan.total : part === 0 ? deposit : plan.total - deposit;
          const method = dice.pick(['card', 'card', 'card', 'transfer', 'cash', 'voucher']);
          const paid = Math.min(plan.placed + 12 * 60_000 + (method === 'transfer' ? dice.below(20) : 0) * day + part * day, business.now - 60_000);
          const reference = `pi_${dice.hex(8)}${dice.hex(8)}`;
          yield {
            ...systemFields(business, kinds.payment, index * 2 + part, paid, paid, undefined),
            invoice_id: invoice,
            customer_id: customerId(business, plan.customer),
            amount: money(amount),
            method,
            paid_at: dateTime(paid),
            ...(method === 'card' ? { provider_reference: reference } : {}),
            ...(method === 'card' && dice.chance(0.2) ? { raw: { id: reference, invoice: { id: invoice } } } : {}),
            fee: method === 'card' ? money(Math.round(amount * 0.014) + 25) : null,
            refunded: plan.status === 'returned',
          };
        }
      }
    },
  };
}
