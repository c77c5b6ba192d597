import { describe, expect, it } from 'vitest';
import { createBusiness } from '../../../../electron/sample-app/business/index.ts';
import type { EntitySchema, FieldSchema, RowRule, SampleRecord, SampleValue } from '../../../../electron/sample-app/dataset.ts';

const business = createBusiness({ records: 4_000, seed: 11 });
const records = new Map(business.entities.map((entity) => [entity.name, [...entity.records(), ...(entity.trash?.() ?? []), ...(entity.devRecords?.() ?? [])]]));
const ids = new Map([...records].map(([name, rows]) => [name, new Set(rows.map((row) => row.id))]));
ids.set('User', new Set(business.users.map((user) => user.id)));
const systemFields = new Set(['id', 'created_date', 'updated_date', 'created_by', 'created_by_id', 'is_sample']);
const builtInUserFields = new Set(['id', 'created_date', 'updated_date', 'email', 'full_name', 'role']);

/** Which entity a field with an id in it refers to. */
const targets: Readonly<Record<string, string>> = {
  created_by_id: 'User', customer_id: 'Customer', order_id: 'Order', product_id: 'Product', category_id: 'Category', parent_id: 'Category',
  supplier_id: 'Supplier', replaced_by_id: 'Supplier', invoice_id: 'Invoice', invoice: 'Invoice', thread_id: 'Message', project_id: 'Project', task_id: 'Task', lead_task_id: 'Task',
  depends_on_ids: 'Task', item_ids: 'OrderItem', tag_ids: 'Tag', related_product_ids: 'Product', manager_id: 'User', team_ids: 'User', assignee_id: 'User',
  handled_by_id: 'User', user_id: 'User',
};

describe('references', () => {
  const found: { readonly entity: string; readonly path: readonly string[]; readonly id: string; readonly about: string | undefined }[] = [];
  for (const [entity, rows] of records) for (const row of rows) walk(row, [], (path, value, holder) => found.push({ entity, path, id: value, about: typeof holder['entity'] === 'string' ? holder['entity'] : undefined }));

  it('all lead to a record that is there', () => {
    for (const { entity, path, id, about } of found) {
      const field = path.findLast((part) => part !== 'id' && !/^\d+$/.test(part)) ?? '';
      const target = about ?? targets[field];
      expect(target, `${entity}.${path.join('.')} refers to nothing that is known`).toBeDefined();
      expect(ids.get(target ?? '')?.has(id), `${entity}.${path.join('.')} = ${id} in ${target}`).toBe(true);
    }
    expect(found.length).toBeGreaterThan(5_000);
  });

  it('come alone, in arrays, inside nested objects, to the same entity, and in a loop', () => {
    const has = (entity: string, pattern: RegExp): boolean => found.some((one) => one.entity === entity && pattern.test(one.path.join('.')));
    expect(has('Order', /^customer_id$/)).toBe(true);
    expect(has('Product', /^related_product_ids\.\d$/)).toBe(true);
    expect(has('Project', /^milestones\.\d\.task_id$/)).toBe(true);
    expect(has('PrivateNote', /^about\.id$/)).toBe(true);
    expect(has('Category', /^parent_id$/)).toBe(true);
    const tasks = new Map((records.get('Task') ?? []).map((task) => [task.id, task]));
    const projects = records.get('Project') ?? [];
    expect(projects.length).toBeGreaterThan(1);
    for (const project of projects) expect(tasks.get(text(project['lead_task_id']))?.['project_id']).toBe(project.id);
  });

  it('to uploaded files all lead to a file, and every file but the logo is referred to by a record', () => {
    const paths = new Set(business.files.map((file) => `${file.visibility} ${encodeURIComponent(file.path)}`));
    const used = new Set<string>();
    for (const rows of records.values()) {
      for (const [, visibility, path] of JSON.stringify(rows).matchAll(/(?:\{\{files\}\}|\/files)\/(public|private)\/[0-9a-f]{24}\/([^"]+)/g)) used.add(`${visibility} ${path}`);
    }
    expect([...used].filter((path) => !paths.has(path))).toEqual([]);
    expect([...paths].filter((path) => !used.has(path))).toEqual(['public logo_harbour-and-pine.png']);
    expect(new Set(business.files.map((file) => `${file.visibility} ${file.contentType}`))).toEqual(new Set(['public image/png', 'public application/pdf', 'private application/pdf']));
  });
});

describe('records', () => {
  it('hold what their schema declares and nothing else, with everything that is required', () => {
    for (const entity of business.entities) {
      for (const row of records.get(entity.name) ?? []) {
        const { properties, required = [] } = entity.schema;
        for (const field of required) expect(row[field] ?? null, `${entity.name}.${field}`).not.toBeNull();
        for (const [field, value] of Object.entries(row)) {
          if (systemFields.has(field)) continue;
          expect(properties[field], `${entity.name}.${field} is not declared`).toBeDefined();
          expect(mismatch(properties[field], value), `${entity.name}.${field}`).toBe(undefined);
        }
      }
    }
  });

  it('leave optional fields out and set others to null', () => {
    const customers = records.get('Customer') ?? [];
    expect(customers.some((row) => row['phone'] === null)).toBe(true);
    expect(customers.some((row) => !('birthday' in row)) && customers.some((row) => 'birthday' in row)).toBe(true);
  });

  it('have names from many languages', () => {
    const names = (records.get('Customer') ?? []).map((row) => text(row['name'])).join(' ');
    for (const script of [/\p{Script=Greek}/u, /\p{Script=Han}/u, /\p{Script=Hebrew}/u, /\p{Script=Arabic}/u, /\p{Script=Cyrillic}/u, /[Łłßéã’]/u]) expect(names).toMatch(script);
  });

  it('come from all users and from the app itself', () => {
    const creators = new Set([...records.values()].flat().map((row) => row.created_by));
    expect(creators.has(null)).toBe(true);
    for (const user of business.users) expect(creators.has(user.email), user.email).toBe(true);
  });
});

describe('the app', () => {
  const schemas = business.entities.map((entity) => entity.schema);

  it('uses every kind of field', () => {
    const fields = schemas.flatMap((schema) => Object.values(schema.properties));
    const kinds = new Set(fields.flatMap((field) => [field.type, field.format, field.enum === undefined ? undefined : 'enum']));
    for (const kind of ['string', 'number', 'integer', 'boolean', 'array', 'object', 'date', 'date-time', 'richtext', 'file', 'email', 'enum']) expect(kinds).toContain(kind);
  });

  it('has row rules of every strength, and rules for single fields', () => {
    const reads = (rule: RowRule | undefined): boolean => schemas.some((schema: EntitySchema) => JSON.stringify(schema.rls?.read) === JSON.stringify(rule));
    expect(reads(undefined)).toBe(true);
    expect(reads(true)).toBe(true);
    expect(reads({ user_condition: { role: 'admin' } })).toBe(true);
    expect(reads({ created_by: '{{user.email}}' })).toBe(true);
    expect(schemas.some((schema) => schema.rls?.delete === false)).toBe(true);
    expect(schemas.some((schema) => Object.values(schema.properties).some((field) => field.rls?.read !== undefined))).toBe(true);
  });

  it('hides records from its owner that only their writers may read', () => {
    const notes = records.get('PrivateNote') ?? [];
    expect(notes.some((note) => note.created_by !== business.ownerEmail)).toBe(true);
  });

  it('has administrators and users, of whom some are customers', () => {
    expect(business.users[0]).toMatchObject({ email: business.ownerEmail, role: 'admin' });
    expect(new Set(business.users.map((user) => user.role))).toEqual(new Set(['admin', 'user']));
    expect(new Set(business.users.map((user) => user.email)).size).toBe(business.users.length);
    const customers = ids.get('Customer');
    const portal = business.users.filter((user) => 'customer_id' in user);
    expect(portal.length).toBeGreaterThan(1);
    for (const user of portal) expect(customers?.has(text(user['customer_id']))).toBe(true);
    for (const user of business.users) {
      for (const field of Object.keys(user)) expect(builtInUserFields.has(field) || business.userSchema?.properties[field] !== undefined, field).toBe(true);
    }
  });

  it('brings functions, agents, conversations, settings, a trash and test data', () => {
    expect(business.functions.length).toBeGreaterThan(1);
    expect(business.agents.length).toBeGreaterThan(1);
    expect(business.conversations?.every((one) => business.agents.some((agent) => agent.name === one.agent_name))).toBe(true);
    expect(Object.keys(business.settings).length).toBeGreaterThan(3);
    expect(business.entities.some((entity) => [...(entity.trash?.() ?? [])].length > 0)).toBe(true);
    expect(business.entities.some((entity) => [...(entity.devRecords?.() ?? [])].length > 0)).toBe(true);
  });
});

function walk(value: SampleValue | SampleRecord, path: readonly string[], visit: (path: readonly string[], id: string, holder: Readonly<Record<string, unknown>>) => void, holder: Readonly<Record<string, unknown>> = {}): void {
  if (typeof value === 'string') {
    if (/^[0-9a-f]{24}$/.test(value) && path.join('.') !== 'id') visit(path, value, holder);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key], visit, value as Readonly<Record<string, unknown>>);
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('text expected');
  return value;
}

/** What of the value does not fit the schema, or undefined. */
function mismatch(schema: FieldSchema | undefined, value: SampleValue): string | undefined {
  if (value === null) return undefined;
  if (schema?.enum !== undefined && !schema.enum.includes(value)) return `${JSON.stringify(value)} is not one of the choices`;
  switch (schema?.type) {
    case 'string':
      if (typeof value !== 'string') return 'not text';
      if (schema.format === 'date' && !/^\d{4}-\d\d-\d\d$/.test(value)) return 'not a date';
      if (schema.format === 'date-time' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/.test(value)) return 'not a moment';
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : 'not a number';
    case 'integer':
      return Number.isInteger(value) ? undefined : 'not a whole number';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'neither true nor false';
    case 'array':
      return Array.isArray(value) ? value.map((item: SampleValue) => mismatch(schema.items, item)).find((problem) => problem !== undefined) : 'not a list';
    case 'object': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'not an object';
      for (const [key, inner] of Object.entries(value as Readonly<Record<string, SampleValue>>)) {
        const declared = schema.properties?.[key];
        if (declared === undefined) return `${key} is not declared`;
        const problem = mismatch(declared, inner);
        if (problem !== undefined) return `${key}: ${problem}`;
      }
      return undefined;
    }
    default:
      return 'no type';
  }
}
