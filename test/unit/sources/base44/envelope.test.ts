import { describe, expect, it } from 'vitest';
import { entitiesOfApi, entitiesOfApp, namedSchemas } from '../../../../electron/engine/sources/base44/app/envelope.ts';

const task = { type: 'object', properties: { title: { type: 'string' } } };
const note = { type: 'object', properties: {}, rls: { read: true } };
const both = [
  { name: 'Task', schema: task },
  { name: 'Note', schema: note },
];

describe('the list of schemas', () => {
  it.each<readonly [string, unknown]>([
    ['pairs', both],
    ['pairs with another word for the name', [{ entity_name: 'Task', json_schema: task }, { entityName: 'Note', schema: note }]],
    ['a map', { Task: task, Note: note }],
    ['a map of pairs', { Task: { schema: task }, Note: { schema: note } }],
    ['pairs in an object', { items: both, total: 2 }],
    ['a map in an object', { schemas: { Task: task, Note: note }, next_cursor: null }],
    ['a map as it is written', { entityNameToSchema: { Task: task, Note: note } }],
  ])('is understood as %s', (_name, value) => {
    expect(namedSchemas(value)).toEqual(both);
  });

  it('may hold schemas that name themselves, or names alone', () => {
    expect(namedSchemas([{ name: 'Task', ...task }])).toEqual([{ name: 'Task', schema: { name: 'Task', ...task } }]);
    expect(namedSchemas(['Task'])).toEqual([{ name: 'Task', schema: undefined }]);
  });

  it('may have a table called like an envelope', () => {
    expect(namedSchemas({ items: task, Note: note })).toEqual([{ name: 'items', schema: task }, { name: 'Note', schema: note }]);
  });

  it('may hold any name', () => {
    expect(namedSchemas(JSON.parse('{"__proto__":{"type":"object"},"../../x":{"type":"object"}}'))?.map(({ name }) => name)).toEqual(['__proto__', '../../x']);
  });

  it('of an app without tables is empty', () => {
    expect(namedSchemas([])).toEqual([]);
    expect(namedSchemas({})).toEqual([]);
    expect(namedSchemas({ items: [] })).toEqual([]);
  });

  it.each([[null], ['text'], [[1, null]], [{ error: 'x' }], [[{ a: 1 }]]])('is not %j', (value) => {
    expect(namedSchemas(value)).toBeUndefined();
  });
});

describe('other places that name the tables', () => {
  it("are the API's description", () => {
    const paths = { '/api/apps/x/entities/Task': {}, '/api/apps/x/entities/Task/{id}': {}, '/api/apps/x/entities/My%20Note/count': {}, '/api/apps/x/entities/versions/info': {}, '/api/apps/x/users': {} };
    expect(entitiesOfApi({ paths, components: { schemas: { Task: task, Error: {} } } })).toEqual([{ name: 'Task', schema: task }, { name: 'My Note', schema: undefined }]);
    expect(entitiesOfApi({ paths: {} })).toBeUndefined();
    expect(entitiesOfApi('<html>')).toBeUndefined();
  });

  it("are the app's definition", () => {
    expect(entitiesOfApp({ id: 'x', entities: { Task: task } })).toEqual([{ name: 'Task', schema: task }]);
    expect(entitiesOfApp({ id: 'x' })).toEqual([]);
    expect(entitiesOfApp(null)).toBeUndefined();
  });
});
