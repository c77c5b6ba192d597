import { HoldfastError } from '../../../shared/model/errors.ts';
import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';
import { untilClosed } from './signals.ts';

/** What backups there are. */
export function backupsCalls({ engine, journal, feed, closing }: ServiceParts) {
  return {
    list: api.backups.list.handler(async ({ input: { app, place }, signal }) => {
      const { snapshots } = await engine.snapshots(app, { signal: untilClosed(closing, signal), ...(place === undefined ? {} : { destination: place }) });
      return { backups: snapshots.map(({ name: _name, ...backup }) => backup) };
    }),
    describe: api.backups.describe.handler(async ({ input: { app, backup }, signal }) => {
      const { name: _name, entities, coverage, warnings, ...detail } = await engine.describeSnapshot(app, backup, { signal: untilClosed(closing, signal) });
      return { ...detail, tables: [...entities], coverage: [...coverage], warnings: [...warnings] };
    }),
    pin: api.backups.pin.handler(async ({ input: { app, backup, pinned }, signal }) => {
      const { snapshot, places } = await engine.pin(app, backup, { pinned, signal: untilClosed(closing, signal) });
      const failed = places.flatMap(({ error }) => error ?? []);
      const [first] = failed;
      if (first !== undefined && failed.length === places.length) throw new HoldfastError(first.code, first.message, { nextStep: first.nextStep });
      await journal.append({ kind: pinned ? 'backup-pinned' : 'backup-unpinned', app, detail: snapshot });
      feed.publish({ topic: 'backups', app });
      feed.publish({ topic: 'activity', app });
      return { backup: snapshot, pinned, places: places.map(({ name, error }) => ({ name, ...(error === undefined ? {} : { error }) })) };
    }),
  };
}
