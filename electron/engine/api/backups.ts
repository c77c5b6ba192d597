import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';
import { untilClosed } from './signals.ts';

/** What backups there are. */
export function backupsCalls({ engine, closing }: ServiceParts) {
  return {
    list: api.backups.list.handler(async ({ input: { app, place }, signal }) => {
      const { snapshots } = await engine.snapshots(app, { signal: untilClosed(closing, signal), ...(place === undefined ? {} : { destination: place }) });
      return { backups: snapshots.map(({ name: _name, ...backup }) => backup) };
    }),
    describe: api.backups.describe.handler(async ({ input: { app, backup }, signal }) => {
      const { name: _name, entities, coverage, warnings, ...detail } = await engine.describeSnapshot(app, backup, { signal: untilClosed(closing, signal) });
      return { ...detail, tables: [...entities], coverage: [...coverage], warnings: [...warnings] };
    }),
  };
}
