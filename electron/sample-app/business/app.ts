import { publicFileUrl } from '../dataset.ts';
import type { EntitySchema, SampleAgent, SampleConversation, SampleDataset, SampleEntity, SampleFile, SampleFunction, SampleValue } from '../dataset.ts';
import { kinds, makeId, systemFields, userAt } from './business.ts';
import type { Business } from './business.ts';
import { supplierId, tagId } from './catalog.ts';
import { picturePng } from './png.ts';
import { dateTime, day } from './timeline.ts';

/** What belongs to the app and not to its tables: settings, code, agents. */

const settingSchema: EntitySchema = {
  name: 'Setting',
  type: 'object',
  properties: {
    key: { type: 'string' },
    group: { type: 'string', enum: ['shop', 'mail', 'tax', 'defaults'] },
    value: { type: 'string' },
    data: { type: 'object', properties: { supplier_id: { type: 'string' }, tag_ids: { type: 'array', items: { type: 'string' } }, responsible: { type: 'object', properties: { user_id: { type: 'string' } } } } },
    editable: { type: 'boolean' },
  },
  required: ['key'],
  rls: { read: { user_condition: { role: 'admin' } }, write: { user_condition: { role: 'admin' } } },
};

export function settingEntity(business: Business): SampleEntity {
  const rows: readonly { readonly key: string; readonly group: string; readonly value: string | null; readonly data?: SampleValue }[] = [
    { key: 'shop.name', group: 'shop', value: 'Harbour & Pine' },
    { key: 'shop.opening_hours', group: 'shop', value: 'Mon–Sat 09:00–18:00' },
    { key: 'mail.footer', group: 'mail', value: '<p>Harbour &amp; Pine · Quay Street 7 · Bristol</p>' },
    { key: 'mail.reply_to', group: 'mail', value: null },
    { key: 'tax.vat_percent', group: 'tax', value: '20.00' },
    { key: 'defaults.purchasing', group: 'defaults', value: '', data: { supplier_id: supplierId(business, 0), responsible: { user_id: userAt(business, 1).id } } },
    { key: 'defaults.new_customer', group: 'defaults', value: '', data: { tag_ids: [tagId(business, 1), tagId(business, 2)] } },
  ];
  return {
    name: 'Setting',
    schema: settingSchema,
    *records() {
      for (const [index, row] of rows.entries()) {
        const created = business.now - 870 * day + index * 1000;
        yield { ...systemFields(business, kinds.setting, index, created, created + index * 50 * day, userAt(business, 0)), ...row, editable: index !== 4 };
      }
    },
  };
}

export const functions: readonly SampleFunction[] = [
  {
    name: 'sendInvoice',
    description: 'Writes the PDF of an invoice and sends it.',
    code: `import { createClientFromRequest } from 'npm:@base44/sdk';

Deno.serve(async (req) => {
  const base44 = createClientFromRequest(req);
  const { invoice_id } = await req.json();
  const invoice = await base44.asServiceRole.entities.Invoice.get(invoice_id);
  await base44.integrations.Core.SendEmail({ to: invoice.sent_to, subject: invoice.number, body: 'Your invoice is attached.' });
  return Response.json({ ok: true });
});
`,
  },
  {
    name: 'nightlyStock',
    description: 'Lowers the stock by what was sold and warns when a product runs out.',
    code: `import { createClientFromRequest } from 'npm:@base44/sdk';

Deno.serve(async (req) => {
  const base44 = createClientFromRequest(req);
  const low = await base44.asServiceRole.entities.Product.filter({ stock: { $lt: 5 }, active: true });
  return Response.json({ low: low.map((product) => product.sku) });
});
`,
  },
  {
    name: 'paymentWebhook',
    code: `Deno.serve(async (req) => {
  const signature = req.headers.get('x-signature');
  if (signature === null) return new Response('no signature', { status: 400 });
  // “Ünïcödé” in code must survive a backup too.
  return new Response('ok');
});
`,
  },
];

export const agents: readonly SampleAgent[] = [
  {
    name: 'order_helper',
    description: 'Answers customers who ask where their order is.',
    instructions: 'Look the order up by its number. Never promise a date that the carrier did not give.',
    settings: { tool_configs: [{ entity_name: 'Order', allowed_operations: ['read'] }, { entity_name: 'Shipment', allowed_operations: ['read'] }], whatsapp_greeting: 'Hello from Harbour & Pine 👋' },
  },
  {
    name: 'task_planner',
    description: 'Breaks a project into tasks.',
    instructions: 'Ask for the room, the budget and the date. Then create tasks, the first one for measuring.',
    settings: { tool_configs: [{ entity_name: 'Project', allowed_operations: ['read'] }, { entity_name: 'Task', allowed_operations: ['read', 'create', 'update'] }] },
  },
];

export function conversations(business: Business): readonly SampleConversation[] {
  return [0, 1].map((index) => {
    const created = business.now - (3 + index) * day;
    return {
      id: makeId(business.seed, kinds.conversation, index, created),
      agent_name: index === 0 ? 'order_helper' : 'task_planner',
      created_date: dateTime(created),
      created_by_id: userAt(business, index).id,
      messages: [
        { role: 'user', content: index === 0 ? 'Where is SO-10003?' : 'Plan a reading corner, please.' },
        { role: 'assistant', content: index === 0 ? 'It was delivered.' : 'How large is the room?' },
      ],
    };
  });
}

const logoPath = 'logo_harbour-and-pine.png';

export function logoFile(business: Business): SampleFile {
  return { path: logoPath, visibility: 'public', contentType: 'image/png', content: () => picturePng(business.seed, 0xffff) };
}

export function appSettings(business: Business): SampleDataset['settings'] {
  return {
    description: 'Orders, invoices and projects of a small maker of things for the home.',
    logo_url: publicFileUrl(business.appId, logoPath),
    public_settings: 'private_with_login',
    pages: ['Dashboard', 'Orders', 'Customers', 'Products', 'Projects', 'Messages'],
    theme: { primary: '#2f5d50', font: 'Inter' },
    custom_domain: null,
  };
}
