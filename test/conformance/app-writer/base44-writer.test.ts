import { startSampleApp, type RunningSampleApp, type SampleAppOptions } from '../../../electron/sample-app/index.ts';
import type { EndpointKind } from '../../../electron/sample-app/faults.ts';
import { openBase44Writer } from '../../../electron/engine/sources/base44/writing/open-writer.ts';
import { systemClock } from '../../../electron/engine/system/system-clock.ts';
import { source } from '../../support/base44-source.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { at, hexId, people, workshop } from '../../support/workshop.ts';
import type { WriterCall } from '../../../electron/engine/ports/app-writer.ts';
import { describeAppWriter, ticketFields, ticketSchema, type AppWriterUnderTest } from './describe-app-writer.ts';

const kinds = {
  read: 'list-v2',
  trashed: 'trash',
  untrash: 'restore-many',
  update: 'bulk-update',
  create: 'bulk-create',
  remove: 'delete-many',
  upload: 'upload-private',
} as const satisfies Record<WriterCall, EndpointKind>;

async function underTest(options: Partial<SampleAppOptions> = {}, tokenOf: (app: RunningSampleApp) => string = (app) => app.token): Promise<AppWriterUnderTest> {
  const dataset = workshop();
  const system = (n: number) => ({ id: hexId(n), created_date: at(n), updated_date: at(n), created_by: people.ada, created_by_id: hexId(2), is_sample: false });
  const ticket = {
    name: 'Ticket',
    schema: ticketSchema,
    *records() {
      for (let n = 0; n < 60; n += 1) yield { ...system(7000 + n), ...ticketFields(n) };
    },
  };
  const app = await startSampleApp({ dataset: { ...dataset, entities: [ticket, ...dataset.entities] }, ...options });
  const token = tokenOf(app);
  return {
    writer: openBase44Writer({ url: app.url, appId: app.appId }, { token, clock: systemClock, random: seededRandom(1), fetch }),
    source: source(app.url, { config: { appId: app.appId }, deps: { token } }),
    strike(call, how) {
      const on = { kind: kinds[call] };
      if (how === 'read-only') app.faults.add({ on, do: { kind: 'token-read-only' } });
      else app.faults.add({ on, do: how === 'partly' ? { kind: 'partial-bulk', rows: 2 } : { kind: 'fail-after' }, times: 1 });
    },
    fired: () => app.stats().webhooks.length,
    close: () => app.stop(),
  };
}

describeAppWriter('Base44', () => underTest());
describeAppWriter('Base44 without a listing by cursor', () => underTest({ missingEndpoints: ['/v2/list'] }));
describeAppWriter('Base44 where its documentation is silent, the other way', () =>
  underTest({ undocumented: { createdStatus: 201, bulkCreateFires: false, bulkUnknownFields: 'refused', trashFilter: false, saysHasMore: false } }),
);
describeAppWriter('Base44 with an account key, past row rules', () =>
  underTest({ bypassRls: true, rowRules: { Ticket: { read: { created_by: '{{user.email}}' }, update: { created_by: '{{user.email}}' }, delete: { created_by: '{{user.email}}' } } } }, (app) => app.legacyApiKey),
);
