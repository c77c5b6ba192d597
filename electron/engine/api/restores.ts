import { HoldfastError } from '../../../shared/model/errors.ts';
import { receiptText } from '../restore/receipt-text.ts';
import { safeName } from '../runs/export-folder.ts';
import { shownReceipt } from '../runs/restore-results.ts';
import { touchesApp } from '../runs/restoring.ts';
import { findApp } from '../registry/lookup.ts';
import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';
import { untilClosed } from './signals.ts';

/** What was brought back, and a look at what would be. */
export function restoresCalls({ engine, finder, runs, incidents, timeZone, closing }: ServiceParts) {
  const nameOf = async (wanted: string): Promise<string> => findApp(await finder.settings.read(), wanted).name;
  /** A restore has the id of its plan; of one that takes another back, nobody knows the id before its end. */
  const isAtWork = (app: string, id: string): boolean =>
    runs.running().some(({ request }) => touchesApp(request, app) && (request.kind === 'restore' ? request.plans.some(({ plan }) => plan === id) : request.kind === 'resume' ? request.restore === id : request.kind === 'undo'));

  return {
    list: api.restores.list.handler(async ({ input }) => {
      const app = await nameOf(input.app);
      const found = await engine.restoring.list(app);
      return { restores: found.map(({ snapshot, ...restore }) => ({ ...restore, backup: snapshot, state: restore.state === 'stopped' && isAtWork(app, restore.id) ? ('running' as const) : restore.state })) };
    }),
    receipt: api.restores.receipt.handler(async ({ input }) => {
      const app = await nameOf(input.app);
      const { receipt, finished } = await engine.restoring.receipt(app, input.restore);
      const fileName = `Restore of ${safeName(app)} ${receipt.startedAt.slice(0, 10)}.txt`;
      return { receipt: shownReceipt(receipt), finished, file: { fileName, mediaType: 'text/plain', base64: Buffer.from(receiptText(receipt, finished, timeZone), 'utf8').toString('base64') } };
    }),
    lost: api.restores.lost.handler(async ({ input: { app: wanted, incident, table, offset, limit } }) => {
      const [found] = incidents.find(await nameOf(wanted), [incident]) ?? [];
      const lost = found?.tables.find(({ name }) => name === table);
      if (found === undefined || lost === undefined) throw new HoldfastError('not-found', 'What was found then is not remembered any more.', { nextStep: 'Look again.' });
      return { backup: found.snapshot, total: lost.records, ids: (lost.ids ?? []).slice(offset, offset + limit) };
    }),
    preview: api.restores.preview.handler(async ({ input: { app, plan, of, step, offset, limit }, signal }) => {
      const { total, records } = await engine.restoring.preview(await nameOf(app), plan, { of, step, offset, limit, signal: untilClosed(closing, signal) });
      return { total, records: records.map((record) => ({ ...record, fields: [...record.fields] })) };
    }),
  };
}
