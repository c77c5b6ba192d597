import type { Emergency } from '../engine.ts';
import { isOpenEmergency } from '../emergencies/record.ts';
import { findApp } from '../registry/lookup.ts';
import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';
import { untilClosed } from './signals.ts';

/** Emergencies that people declare. */
export function emergencyCalls({ emergencies, engine, finder, journal, feed, status, closing }: ServiceParts) {
  const named = async (app: string): Promise<string> => findApp(await finder.settings.read(), app).name;
  const call = { signal: closing };

  async function told(app: string, kind: 'emergency-declared' | 'emergency-ended', detail: string): Promise<void> {
    await journal.append({ kind, app, ...(detail === '' ? {} : { detail: detail.slice(0, 500) }) });
    feed.publish({ topic: 'activity', app });
    await status.evaluate();
  }

  async function changed(app: string, change: Promise<Emergency>): Promise<Emergency> {
    const emergency = await change;
    emergencies.changed(app);
    return emergency;
  }

  return {
    list: api.emergencies.list.handler(async ({ input: { app } }) => {
      const { emergencies: known, damaged } = await engine.emergencies.list(app);
      return { emergencies: known.map(({ id, app: name, startedAt, endedAt, what, timeline }) => ({ id, app: name, startedAt, ...(endedAt === undefined ? {} : { endedAt }), what, entries: timeline.length })), damaged: [...damaged] };
    }),
    get: api.emergencies.get.handler(async ({ input: { app, id } }) => engine.emergencies.get(app, id)),
    start: api.emergencies.start.handler(async ({ input: { app, what } }) => {
      const name = await named(app);
      const begun = await emergencies.start(name, what);
      await told(name, 'emergency-declared', what);
      return begun;
    }),
    again: api.emergencies.again.handler(async ({ input: { app, id } }) => emergencies.again(await named(app), id)),
    step: api.emergencies.step.handler(async ({ input: { app, id, step, state, decision } }) => changed(app, engine.emergencies.step(app, id, step, { state, ...(decision === undefined ? {} : { decision }) }, call))),
    note: api.emergencies.note.handler(async ({ input: { app, id, says } }) => changed(app, engine.emergencies.note(app, id, says, call))),
    message: api.emergencies.message.handler(async ({ input: { app, id, message, text } }) => changed(app, engine.emergencies.message(app, id, message, text, call))),
    end: api.emergencies.end.handler(async ({ input: { app, id, learnt, unpin } }) => {
      const name = await named(app);
      const ended = await emergencies.end(name, id, { learnt, unpin });
      await told(name, 'emergency-ended', '');
      feed.publish({ topic: 'backups', app: name });
      return ended;
    }),
    learnt: api.emergencies.learnt.handler(async ({ input: { app, id, learnt } }) => changed(app, engine.emergencies.learnt(app, id, learnt, call))),
    file: api.emergencies.file.handler(async ({ input: { app, id, format }, signal }) => {
      const { emergencies: known } = await engine.emergencies.list(app);
      // What happened since is in it; one that is over is as it was.
      if (known.some((each) => each.id === id && isOpenEmergency(each))) await engine.emergencies.catchUp(app, id, { signal: untilClosed(closing, signal), places: true });
      const { fileName, mediaType, content } = await engine.emergencies.file(app, id, format);
      return { fileName, mediaType, base64: Buffer.from(content).toString('base64') };
    }),
  };
}
