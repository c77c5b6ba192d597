import { HoldfastError } from '../../../shared/model/errors.ts';
import { findApp } from '../registry/lookup.ts';
import { isRestoring } from '../runs/restoring.ts';
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
      if (isRestoring(input) && connection.platform === 'opened') throw nothingToRestoreInto(name);
      return { runId: await runs.start({ ...input, app: name }, 'person') };
    }),
    // Asked for before the stream begins, so that an unknown run is an error of the call.
    watch: api.runs.watch.handler(async ({ input, signal }) => streamed(runs.watch(input.runId, untilClosed(closing, signal)))),
    cancel: api.runs.cancel.handler(async ({ input }) => {
      runs.cancel(input.runId);
      return { ok: true as const };
    }),
    pause: api.runs.pause.handler(async ({ input: { runId, paused } }) => {
      runs.pause(runId, paused);
      return { ok: true as const };
    }),
    list: api.runs.list.handler(async ({ input: { app, limit } }) => ({ runs: runs.list({ app, limit }) })),
  };
}

function nothingToRestoreInto(app: string): HoldfastError {
  return new HoldfastError('invalid-input', `“${app}” is known here only from its backups: there is no app to bring records back into.`, {
    nextStep: 'Connect the app, or export the records as files and bring them in with the platform’s own import.',
  });
}
