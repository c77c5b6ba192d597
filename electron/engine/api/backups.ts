import { api } from './implementer.ts';
import { notBuilt } from './not-built.ts';
import type { ServiceParts } from './parts.ts';
import { untilClosed } from './signals.ts';

/** What backups there are. */
export function backupsCalls({ engine, closing }: ServiceParts) {
  return {
    list: api.backups.list.handler(async ({ input: { app, place }, signal }) => {
      const { snapshots } = await engine.snapshots(app, { signal: untilClosed(closing, signal), ...(place === undefined ? {} : { destination: place }) });
      return { backups: snapshots.map(({ name: _name, ...backup }) => backup) };
    }),
    describe: api.backups.describe.handler(notBuilt),
  };
}
