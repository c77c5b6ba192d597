import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSchemas, type SchemaChange, withRenames } from '../../../electron/engine/schema-history/compare-shapes.ts';
import { schemaChangeSentence } from '../../../electron/engine/schema-history/words.ts';

interface Field {
  readonly type: string;
  readonly required: boolean;
  readonly choices: readonly string[] | undefined;
  readonly rule: string | undefined;
}

const fieldName = fc.constantFrom('name', 'phone', 'total', '__proto__', 'constructor', 'due date', '“x”');
const field: fc.Arbitrary<Field> = fc.record({
  type: fc.constantFrom('string', 'number', 'boolean', 'array'),
  required: fc.boolean(),
  choices: fc.option(fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }), { nil: undefined }),
  rule: fc.option(fc.constantFrom('own', 'admin'), { nil: undefined }),
});
/** At least one field: a schema without any says nothing. */
const table = fc.dictionary(fieldName, field, { minKeys: 1, noNullPrototype: false });
const app = fc.dictionary(fc.constantFrom('Order', 'Customer', '__proto__', '../x'), table);

type Table = Readonly<Record<string, Field>>;

function schemaOf(fields: Table): unknown {
  const entries = Object.entries(fields);
  const properties = Object.fromEntries(entries.map(([name, { type, choices, rule }]) => [name, { type, ...(choices === undefined ? {} : { enum: choices }), ...(rule === undefined ? {} : { rls: { read: rule } }) }]));
  return { type: 'object', properties, required: entries.flatMap(([name, { required }]) => (required ? [name] : [])) };
}

function schemasOf(tables: Readonly<Record<string, Table>>): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(tables).map(([name, fields]) => [name, schemaOf(fields)]));
}

/** What changed, told from the fields themselves. */
function expected(before: Readonly<Record<string, Table>>, after: Readonly<Record<string, Table>>): readonly string[] {
  const said: string[] = [];
  for (const name of Object.keys(after)) if (!Object.hasOwn(before, name)) said.push(`table-new ${name}`);
  for (const name of Object.keys(before)) if (!Object.hasOwn(after, name)) said.push(`table-gone ${name}`);
  for (const [name, old] of Object.entries(before)) {
    if (!Object.hasOwn(after, name)) continue;
    const now = after[name] ?? {};
    for (const each of Object.keys(old)) if (!Object.hasOwn(now, each)) said.push(`field-gone ${name} ${each}`);
    for (const [each, is] of Object.entries(now)) {
      const was = Object.hasOwn(old, each) ? old[each] : undefined;
      if (was === undefined) said.push(`field-new ${name} ${each}`);
      else {
        if (was.type !== is.type) said.push(`type ${name} ${each}`);
        if (was.required !== is.required) said.push(`required ${name} ${each}`);
        if (JSON.stringify(was.choices?.toSorted()) !== JSON.stringify(is.choices?.toSorted())) said.push(`choices ${name} ${each}`);
        if (was.rule !== is.rule) said.push(`rules ${name} ${each}`);
      }
    }
  }
  return said.toSorted();
}

function named(change: SchemaChange): string {
  return [change.kind, change.table, ...('field' in change && change.field !== undefined ? [change.field] : [])].join(' ');
}

describe('two descriptions of the tables', () => {
  it('differ in exactly what was changed, whatever the names', () => {
    fc.assert(
      fc.property(app, app, (before, after) => {
        const changes = compareSchemas(schemasOf(before), schemasOf(after));
        expect(changes.map(named).toSorted()).toEqual(expected(before, after));
        for (const change of changes) expect(schemaChangeSentence(change)).toContain(change.table);
      }),
      { numRuns: 60 },
    );
  });

  it('are the same where only the order of keys, of fields that must have a value or of choices is another', () => {
    fc.assert(
      fc.property(app, (tables) => {
        const turned = Object.fromEntries(Object.entries(tables).toReversed().map(([name, fields]) => [name, Object.fromEntries(Object.entries(fields).toReversed().map(([each, { choices, ...rest }]) => [each, { ...rest, choices: choices?.toReversed() }]))]));
        expect(compareSchemas(schemasOf(tables), schemasOf(turned))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('say nothing of fields where one of them names none', () => {
    for (const silent of [undefined, null, 'x', [], {}, { properties: [] }, { properties: {} }]) {
      expect(compareSchemas(new Map([['Order', silent]]), new Map([['Order', { properties: { a: { type: 'string' } } }]])).map(({ kind }) => kind)).toEqual(['other']);
    }
  });

  it('tell a field that went and one that has its values as one change', () => {
    const changes = compareSchemas(new Map([['Order', { properties: { a: { type: 'string' }, b: {} } }]]), new Map([['Order', { properties: { b: {}, c: { type: 'string' } } }]]));
    expect(withRenames(changes, new Map([['Order', [{ field: 'a', to: 'c', same: 9, of: 10 }]]]))).toEqual([{ kind: 'field-renamed', table: 'Order', field: 'a', to: 'c', same: 9, of: 10 }]);
  });
});
