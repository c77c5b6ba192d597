import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LeavingEntity, type Left, writeLeaving } from '../../../electron/engine/export/index.ts';
import { IdOwners } from '../../../electron/engine/restore/references/id-owners.ts';
import { canonicalJson, type JsonValue } from '../../../shared/model/record.ts';
import { temporaryFolder } from '../../support/csv-folder.ts';
import { tableOf, tableOfLines, uploadsOf } from '../../support/export-input.ts';
import { anyLines } from '../../support/json-values.ts';

const never = new AbortController().signal;
type Request = Parameters<typeof writeLeaving>[0];

async function* nothing(): AsyncGenerator<readonly string[]> {}

function whole(table: Omit<LeavingEntity, 'expected'>, expected: number): LeavingEntity {
  return { ...table, expected };
}

async function write(out: string, more: Partial<Request>): Promise<Left> {
  return writeLeaving({
    format: 'everything',
    out,
    entities: [],
    references: [],
    uploads: uploadsOf(),
    definition: { schema: nothing(), config: nothing() },
    app: 'Shop',
    backup: '2026-01-01T00-00-00Z_shop_manual',
    ids: new IdOwners(),
    signal: never,
    onProgress: () => undefined,
    onDamagedUpload: () => undefined,
    lacking: () => [],
    ...more,
  });
}

function id(number: number): string {
  return number.toString(16).padStart(24, '0');
}

const read = (...names: readonly string[]): Promise<string> => readFile(path.join(...names), 'utf8');

/** Customers and orders that refer to each other in a circle, and one order to nobody's. */
function circle(more: Readonly<Record<string, JsonValue>>[] = []): Partial<Request> {
  const customers = [1, 2, 3].map((n) => ({ id: id(n), name: `Customer ${n}`, last_order: id(100 + n) }));
  const orders = [1, 2, 3].map((n) => ({ id: id(100 + n), customer: id(n), gift_for: null, tags: [id(1)] }));
  return {
    entities: [whole(tableOf(customers, { name: 'Customer' }), 3), whole(tableOf([...orders, ...more], { name: 'Order' }), 3 + more.length)],
    references: [
      { entity: 'Customer', path: ['.last_order'], targets: ['Order'], from: 'data' },
      { entity: 'Order', path: ['.customer'], targets: ['Customer'], from: 'schema' },
      { entity: 'Order', path: ['.tags', '[]'], targets: ['Customer'], from: 'data' },
    ],
  };
}

describe('everything', () => {
  it('lies in one folder, with references that the database keeps, in a circle too', async () => {
    const out = path.join(await temporaryFolder(), 'out');
    const left = await write(out, { ...circle(), uploads: uploadsOf({ name: 'a.png', content: 'picture', address: 'https://x/a.png' }) });
    expect((await readdir(out)).toSorted()).toEqual(['README.txt', 'app-config.jsonl', 'app-schema.jsonl', 'csv', 'data.sqlite', 'files', 'index.json', 'jsonl', 'postgres']);
    expect([left.kept, left.loose]).toEqual([2, ['Order: tags[] refers to Customer from inside a list, an object or a text']]);
    expect(left.uploads).toEqual({ count: 1, bytes: 7 });
    const database = new DatabaseSync(path.join(out, 'data.sqlite'), { readOnly: true });
    expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    expect(database.prepare('SELECT "from", "table", "to" FROM pragma_foreign_key_list(\'Order\')').all().map((row) => ({ ...row }))).toEqual([{ from: 'customer', table: 'Customer', to: 'id' }]);
    expect({ ...database.prepare('SELECT o.id, c.name FROM "Order" o JOIN Customer c ON c.id = o.customer WHERE c.last_order = ?').get(id(102)) }).toEqual({ id: id(102), name: 'Customer 2' });
    expect(database.prepare('SELECT address, path FROM uploaded_files').all().map((row) => ({ ...row }))).toEqual([{ address: 'https://x/a.png', path: 'files/a.png' }]);
    database.close();
    const readme = await read(out, 'README.txt');
    for (const said of ['psql -d my_app -f postgres/load.sql', 'Passwords and sign-ins', 'automations', '2 references between tables']) expect(readme).toContain(said);
    expect(readme).not.toContain('NOT COMPLETE');
  });

  it('keeps no reference that leads nowhere: it is a comment with the count, and in no database', async () => {
    const out = path.join(await temporaryFolder(), 'out');
    const left = await write(out, circle([{ id: id(200), customer: id(99) }, { id: id(201), customer: '' }]));
    expect(left.kept).toBe(1);
    const schema = await read(out, 'postgres/schema.sql');
    expect(schema).toContain('-- Order: customer refers to Customer, but 2 values lead to no record');
    expect(schema).not.toContain('FOREIGN KEY ("customer")');
    const database = new DatabaseSync(path.join(out, 'data.sqlite'), { readOnly: true });
    expect(database.prepare('SELECT * FROM pragma_foreign_key_list(\'Order\')').all()).toEqual([]);
    database.close();
  });

  it('gives columns the types that the schema says and the values agree with', async () => {
    const out = path.join(await temporaryFolder(), 'out');
    const properties = {
      status: { type: 'string', enum: ["it's new", 'paid'] }, size: { type: 'string', enum: ['S', 'M'] }, price: { type: 'number' }, count: { type: 'integer' }, due: { type: 'string', format: 'date' },
      at: { type: 'string', format: 'date-time' }, code: { type: 'string' }, never: { type: 'boolean' }, wrong: { type: 'integer' }, tags: { type: 'array' },
    };
    const record = { id: id(1), status: "it's new", size: 'XXL', price: 3, count: 4, due: '2026-02-28', at: '2026-02-28T10:00:00.123456Z', code: '2026-02-28', wrong: 'four', tags: [], seen: '2026-01-01T00:00:00', big: JSON.rawJSON('12345678901234567890'), huge: JSON.rawJSON('1e99999'), mixed: 1 };
    const second = { ...record, id: id(2), due: '2026-02-29', mixed: 'one' };
    await write(out, { entities: [whole(tableOf([record, second], { name: 'Order', schema: { type: 'object', properties, required: ['price', 'never'] } }), 2)] });
    const schema = await read(out, 'postgres/schema.sql');
    const typed = ['"price" numeric NOT NULL', '"count" bigint', '"due" text', '"at" timestamptz', '"code" text', '"never" boolean,', '"wrong" text', '"tags" jsonb', '"seen" timestamp NOT NULL', '"big" numeric NOT NULL', '"huge" text NOT NULL', '"mixed" jsonb NOT NULL'];
    for (const column of typed) expect(schema).toContain(`  ${column}`);
    expect(schema).toContain(`CHECK ("status" IN ('it''s new', 'paid'))`);
    expect(schema).toContain(`-- not kept: CHECK ("size" IN ('S', 'M')), for 2 records have another value`);
  });

  it('says of what is missing how much, and leaves a damaged file out without stopping', async () => {
    const out = path.join(await temporaryFolder(), 'out');
    const damaged: string[] = [];
    const left = await write(out, {
      entities: [whole(tableOf([{ id: id(1) }], { name: 'Order' }), 3)],
      uploads: uploadsOf({ name: 'cut.pdf', content: 'half', size: 8 }, { name: 'whole.pdf', content: 'whole' }),
      onDamagedUpload: (name) => void damaged.push(name),
      lacking: (tables) => tables.map(({ entity, missing }) => `${entity} lacks ${missing}`),
    });
    expect([left.tables[0]?.missing, left.lacking, damaged]).toEqual([2, ['Order lacks 2'], ['cut.pdf']]);
    expect((await readdir(path.join(out, 'files'))).toSorted()).toEqual(['index.jsonl', 'whole.pdf']);
    expect(await read(out, 'README.txt')).toContain('NOT COMPLETE\n\nAll the rest is here.\n\n  Order lacks 2');
  });

  it('as Postgres alone brings nothing else but files', async () => {
    const out = path.join(await temporaryFolder(), 'out');
    const left = await write(out, { ...circle(), format: 'postgres' });
    expect((await readdir(out)).toSorted()).toEqual(['README.txt', 'app-config.jsonl', 'app-schema.jsonl', 'index.json', 'postgres']);
    expect(left.files.map(({ path: file }) => file)).toEqual(['postgres/data/0001-Customer.sql', 'postgres/data/0002-Order.sql']);
  });

  it('replaces what it wrote before, but nothing that somebody put there', async () => {
    const out = path.join(await temporaryFolder(), 'out');
    await write(out, circle());
    await write(out, { ...circle(), format: 'postgres' });
    await write(out, circle());
    await writeFile(path.join(out, 'csv', 'mine.csv'), 'mine');
    await expect(write(out, circle())).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(read(out, 'csv/mine.csv')).resolves.toBe('mine');
  });

  it('that was stopped leaves nothing behind', async () => {
    const parent = await temporaryFolder();
    const stop = new AbortController();
    const stopped = write(path.join(parent, 'out'), { ...circle(), signal: stop.signal, onProgress: (_subject, done) => (done > 2 ? stop.abort() : undefined) });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(parent)).toEqual([]);
  });

  it('holds every record in every format, whatever fields and values are called', async () => {
    await fc.assert(
      fc.asyncProperty(anyLines, fc.string({ unit: 'binary', maxLength: 8 }), async (lines, name) => {
        const out = path.join(await temporaryFolder(), 'out');
        await write(out, { entities: [whole(tableOfLines(lines, { name }), lines.length), whole(tableOf([{ id: 'x', [name]: name }], { name: `${name}x` }), 1)], references: [{ entity: `${name}x`, path: [`.${name}`], targets: [name], from: 'data' }] });
        const index = JSON.parse(await read(out, 'index.json')) as { tables: { file: string; table: string }[] };
        const [first] = index.tables;
        expect(await read(out, first?.file ?? '')).toBe(lines.map((line) => `${line}\n`).join(''));
        const database = new DatabaseSync(path.join(out, 'data.sqlite'), { readOnly: true });
        const column = lines.length === 0 ? undefined : database.prepare('SELECT json_column AS name FROM holdfast_tables').get()?.['name'];
        const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        if (column !== undefined) expect(database.prepare(`SELECT ${quoted(String(column))} AS json FROM ${quoted(first?.table ?? '')}`).all().map((row) => row['json'])).toEqual(lines);
        expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
        database.close();
      }),
      { numRuns: 12 },
    );
  });
});

describe('a name or a value made to do harm', () => {
  it('stands in the SQL as a name or a value and nothing else', async () => {
    const out = path.join(await temporaryFolder(), 'out');
    const evil = '"; DROP TABLE "x\n\\! touch /tmp/x -- \0';
    await write(out, { entities: [whole(tableOf([{ id: id(1), [evil]: '\\.\n\\! id\t\\N', ctid: 1 }], { name: evil }), 1), whole(tableOf([{ id: '1' }], { name: 'pg_class' }), 1)] });
    const [file = ''] = (await readdir(path.join(out, 'postgres/data'))).toSorted();
    expect(file).toMatch(/^0001-[\w-]+\.sql$/);
    const data = await read(out, 'postgres/data', file);
    expect(data.split('\n').filter((line) => line.startsWith('\\'))).toEqual(['\\.']);
    expect(data).toContain('\\\\.\\n\\\\! id\\t\\\\N');
    const schema = await read(out, 'postgres/schema.sql');
    expect(schema).toContain('CREATE TABLE "_pg_class"');
    expect(schema).toContain('"ctid (2)" bigint');
    expect(canonicalJson(schema)).not.toContain('\\u0000');
  });
});
