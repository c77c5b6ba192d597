import { findApp } from '../registry/lookup.ts';
import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';
import { untilClosed } from './signals.ts';

/** The recovery kit: as a file, and the proof that somebody has it. Only `render` answers with the key. */
export function kitCalls({ engine, finder, feed, journal, status, closing }: ServiceParts) {
  const nameOf = async (wanted: string): Promise<string> => findApp(await finder.settings.read(), wanted).name;
  const changed = (app: string): void => {
    feed.publish({ topic: 'apps', app });
    feed.publish({ topic: 'activity', app });
  };

  return {
    render: api.kit.render.handler(async ({ input: { app, format, deputy } }) => {
      const { fileName, mediaType, content } = await engine.kit.render(app, { format, ...(deputy === undefined ? {} : { deputy }) });
      const name = await nameOf(app);
      await journal.append({ kind: 'kit-saved', app: name, detail: format === 'pdf' ? 'As a page to print.' : 'As a text file.' });
      changed(name);
      return { fileName, mediaType, base64: Buffer.from(content).toString('base64') };
    }),
    challenge: api.kit.challenge.handler(async ({ input }) => {
      const { groups, of, length } = await engine.kit.challenge(input.app);
      return { groups: [...groups], of, length };
    }),
    prove: api.kit.prove.handler(async ({ input: { app, answers } }) => {
      const { proved, wrong } = await engine.kit.prove(app, answers);
      const name = await nameOf(app);
      await journal.append({ kind: proved ? 'kit-proved' : 'kit-proof-failed', app: name });
      changed(name);
      return { proved, wrong: [...wrong] };
    }),
    restore: api.kit.restore.handler(async ({ input: { app, key }, signal }) => {
      const { app: name } = await engine.kit.restore(app, key, { signal: untilClosed(closing, signal) });
      await journal.append({ kind: 'key-restored', app: name });
      changed(name);
      // What could not be read for want of the key is looked into again, and told before this answers.
      await status.refresh(name);
      return { ok: true as const };
    }),
  };
}
