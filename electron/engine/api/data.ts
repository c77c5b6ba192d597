import type { Catalog } from '../catalog/catalog.ts';
import { api } from './implementer.ts';

export interface DataParts {
  readonly catalog: Catalog;
}

/** Tables, records, search and history, of any backup. */
export function dataCalls({ catalog }: DataParts) {
  return {
    tables: api.data.tables.handler(({ input }) => catalog.tables(input.app, input.backup)),
    page: api.data.page.handler(({ input, signal }) => catalog.page(input, signal)),
    record: api.data.record.handler(async ({ input }) => {
      const record = await catalog.record(input);
      return record === undefined ? {} : { record };
    }),
    history: api.data.history.handler(async ({ input }) => ({ versions: await catalog.history(input) })),
    search: api.data.search.handler(({ input, signal }) => catalog.search(input, signal)),
  };
}
