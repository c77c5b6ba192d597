import { findApp } from '../registry/lookup.ts';
import { api } from './implementer.ts';
import { nothingToBackUp } from './nothing-to-back-up.ts';
import type { ServiceParts } from './parts.ts';
import { untilClosed } from './signals.ts';
import { streamed } from './streaming.ts';

/** Long work: beginning it, following it, stopping it. */
export function runsCalls({ runs, finder, closing }: ServiceParts) {
  return {
    start: api.runs.start.handler(async ({ input }) => {
      const { name, connection } = findApp(await finder.settings.read(), input.app);
      if (input.kind === 'backup' && connection.platform === 'opened') throw nothingToBackUp(name);
      return { runId: await runs.start({ ...input, app: name }, 'person') };
    }),
    // Asked for before the stream begins, so that an unknown run is an error of the call.
    watch: api.runs.watch.handler(async ({ input, signal }) => streamed(runs.watch(input.runId, untilClosed(closing, signal)))),
    cancel: api.runs.cancel.handler(async ({ input }) => {
      runs.cancel(input.runId);
      return { ok: true as const };
    }),
    list: api.runs.list.handler(async ({ input: { app, limit } }) => ({ runs: runs.list({ app, limit }) })),
  };
}
