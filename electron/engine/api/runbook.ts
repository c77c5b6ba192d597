import { isHoldfastError } from '../../../shared/model/errors.ts';
import { findApp } from '../registry/lookup.ts';
import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';
import { untilClosed } from './signals.ts';

/** The page that says who does what when something went wrong. */
export function runbookCalls({ engine, finder, feed, journal, closing }: ServiceParts) {
  const { runbooks } = engine;
  const nameOf = async (wanted: string): Promise<string> => findApp(await finder.settings.read(), wanted).name;
  /** The keeper puts it into the places then. */
  const changed = (app: string): void => {
    feed.publish({ topic: 'runbook', app });
    feed.publish({ topic: 'activity', app });
  };

  return {
    get: api.runbook.get.handler(async ({ input: { app }, signal }) => runbooks.get(app, { signal: untilClosed(closing, signal) })),
    preview: api.runbook.preview.handler(async ({ input: { app, text } }) => runbooks.preview(app, text)),
    save: api.runbook.save.handler(async ({ input: { app, text } }) => {
      const saved = await runbooks.save(app, text, { signal: closing });
      await journal.append({ kind: 'runbook-changed', app: saved.app });
      changed(saved.app);
      return saved;
    }),
    reread: api.runbook.reread.handler(async ({ input: { app } }) => {
      const read = await runbooks.reread(app, { signal: closing });
      await journal.append({ kind: 'runbook-reread', app: read.app });
      changed(read.app);
      return read;
    }),
    file: api.runbook.file.handler(async ({ input: { app, format, copy, deputy } }) => {
      const { fileName, mediaType, content } = await runbooks.file(app, { format, copy, deputy }, { signal: closing });
      const name = await nameOf(app);
      await journal.append({ kind: 'runbook-saved', app: name, detail: copy === 'deputy' ? 'The deputy’s copy.' : format === 'pdf' ? 'As a page to print.' : 'As a text.' });
      changed(name);
      return { fileName, mediaType, base64: Buffer.from(content).toString('base64') };
    }),
    store: api.runbook.store.handler(async ({ input: { app } }) => {
      const stored = await runbooks.store(app, { signal: closing });
      feed.publish({ topic: 'runbook', app: stored.app });
      return stored;
    }),
    proveDeputy: api.runbook.proveDeputy.handler(async ({ input: { app, code } }) => {
      try {
        const { runbook, deputy } = await runbooks.proveDeputy(app, code, { signal: closing });
        await journal.append({ kind: 'deputy-proved', app: runbook.app, detail: deputy });
        changed(runbook.app);
        return runbook;
      } catch (error) {
        if (isHoldfastError(error, 'permission-denied')) {
          const name = await nameOf(app);
          await journal.append({ kind: 'deputy-proof-failed', app: name });
          feed.publish({ topic: 'activity', app: name });
        }
        throw error;
      }
    }),
  };
}
