import { isFields } from '../store/row.ts';
import { bodyObject, json, type AuthenticatedCall, type Reply } from '../call.ts';
import { aggregate, parseAggregate } from '../query/aggregate.ts';
import { permitted, wanted } from '../query/parameters.ts';
import { parseSort, select } from '../query/select.ts';
import { entityOf } from './entity.ts';

/** `POST /{Entity}/aggregate`: over the records that the caller may read. */
export function aggregateRecords(call: AuthenticatedCall): Reply {
  const { schema, table } = entityOf(call);
  const body = bodyObject(call);
  const spec = parseAggregate(body);
  const { test, ids } = wanted(isFields(body['query']) ? body['query'] : {});
  const { rows } = select(table, { sort: parseSort('created_date'), test: permitted(test, call, schema, 'read'), ids, limit: undefined });
  return json(aggregate(rows, spec));
}
