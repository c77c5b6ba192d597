import type { SampleRecord } from '../dataset.ts';
import type { SampleAppEdits } from '../options.ts';
import type { App } from './app.ts';
import { fieldsOf, makeRow, type Fields, type Row } from './store/row.ts';
import type { EntityTables } from './store/app-store.ts';

/** Changes of production records from within the process. */
export function editsOf(app: App): SampleAppEdits {
  const tablesOf = (entity: string): EntityTables => {
    const tables = app.store.tables('prod', entity);
    if (tables === undefined) throw new Error(`There is no entity ${entity}.`);
    return tables;
  };
  const rowOf = (entity: string, id: string): Row => {
    const row = tablesOf(entity).live.get(id);
    if (row === undefined) throw new Error(`There is no record ${id} of ${entity}.`);
    return row;
  };
  return {
    records: (entity) => tablesOf(entity).live.ordered('created').rows.map(recordOf),
    create: (entity, fields, by = app.store.dataset.ownerEmail) => {
      tablesOf(entity);
      const now = app.store.now();
      const owner = { created_by: by, created_by_id: app.store.userByEmail(by)?.['id'] ?? null };
      const row = makeRow({ ...fields, id: app.store.newId(), created_date: now, updated_date: now, ...owner, is_sample: false });
      app.store.commit('prod', entity, [{ id: row.id, before: undefined, after: row }]);
      app.broadcast('prod', entity, 'create', row);
      return recordOf(row);
    },
    update: (entity, id, fields) => {
      const before = rowOf(entity, id);
      const after = makeRow({ ...fieldsOf(before), ...fields, id, updated_date: app.store.now() });
      app.store.commit('prod', entity, [{ id, before, after }]);
      app.broadcast('prod', entity, 'update', after);
      return recordOf(after);
    },
    remove: (entity, id) => {
      const row = rowOf(entity, id);
      app.store.moveToTrash('prod', entity, [row]);
      app.broadcast('prod', entity, 'delete', row);
    },
  };
}

function recordOf(row: Row): SampleRecord {
  const fields = fieldsOf(row);
  if (!isRecord(fields)) throw new TypeError(`Record ${row.id} lacks its system fields.`);
  return fields;
}

function isRecord(fields: Fields): fields is SampleRecord {
  return typeof fields['id'] === 'string' && typeof fields['created_date'] === 'string' && typeof fields['updated_date'] === 'string';
}
