import { describe, expect, it } from 'vitest';
import { privateFileUri, publicFileUrl, startSampleApp, type RunningSampleApp, type SampleAppOptions, type SampleDataset } from '../../../electron/sample-app/index.ts';
import { source } from '../../support/base44-source.ts';
import { ask } from '../../support/base44-sdk.ts';
import { at, contract, hexId, people, photo, workshop } from '../../support/workshop.ts';
import { describeSource, type SourceUnderTest } from './describe-source.ts';

const system = (n: number) => ({ id: hexId(n), created_date: at(n % 4), updated_date: at(n), created_by: people.owner, created_by_id: hexId(1), is_sample: false });

/** The workshop with enough tasks for several pages, and tables whose names and values are meant to hurt. */
function hostileWorkshop(): SampleDataset {
  const dataset = workshop({ tasks: 1234 });
  return {
    ...dataset,
    entities: [
      ...dataset.entities,
      {
        name: '../../x',
        schema: { type: 'object', properties: { text: { type: 'string' }, deep: { type: 'object' }, files: { type: 'array', items: { type: 'string' } } } },
        *records() {
          yield { ...system(1), text: 'a\u0000b \ud800 \u2028', deep: JSON.parse('{"__proto__":{"a":1},"9":1,"10":[{"b":1,"a":2}]}') as { readonly [key: string]: number } };
          yield { ...system(2), text: 'x'.repeat(5 * 1024 * 1024) };
          yield { ...system(3), files: [publicFileUrl(dataset.appId, 'a1_photo é.png'), privateFileUri(dataset.appId, 'b2_contract.pdf'), 'https://example.com/a.png'] };
        },
      },
      { name: '__proto__', schema: { type: 'object', properties: { text: { type: 'string' } } }, *records() { yield { ...system(1), text: 'own' }; } },
      { name: 'Nothing yet', schema: { type: 'object', properties: {} }, *records() {} },
    ],
  };
}

async function underTest(options: Partial<SampleAppOptions> = {}, tokenOf: (app: RunningSampleApp) => string = (app) => app.token): Promise<SourceUnderTest> {
  const app = await startSampleApp({ dataset: hostileWorkshop(), bypassRls: true, ...options });
  const names = ['Task', 'Note', '../../x', '__proto__', 'Nothing yet'];
  return {
    source: source(app.url, { config: { appId: app.appId }, deps: { token: tokenOf(app) } }),
    truth: async () => {
      const users = (await ask(app, 'entities/User')).json as readonly Record<string, unknown>[];
      return new Map([...names.map((name) => [name, app.edit.records(name).map(asKept)] as const), ['User', users.map(asKept)]]);
    },
    files: new Map([
      [`${app.url}/api/apps/${app.appId}/files/public/${app.appId}/a1_photo%20%C3%A9.png`, photo],
      [privateFileUri(app.appId, 'b2_contract.pdf'), contract],
    ]),
    change: async () => {
      const since = new Date();
      const [first, second] = app.edit.records('Task');
      app.edit.create('Task', { title: 'New', priority: 1 });
      app.edit.update('Task', first?.id ?? '', { title: 'Renamed' });
      app.edit.remove('Task', second?.id ?? '');
      return { entity: 'Task', since };
    },
    close: () => app.stop(),
  };
}

/** As a backup keeps it: the platform's own dates in one form. */
function asKept(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { ...record, created_date: `${String(record['created_date'])}Z`, updated_date: `${String(record['updated_date'])}Z` };
}

describeSource('Base44', () => underTest());
describeSource('Base44 without a listing by cursor', () => underTest({ missingEndpoints: ['/v2/list'] }));
describeSource('Base44 with an account key, schemas as a map', () => underTest({ schemaEnvelope: 'map' }, (app) => app.legacyApiKey));

describe('what the source under test claims', () => {
  it('is what these suites then check', () => {
    expect(source('http://127.0.0.1:1').capabilities).toEqual({ changedSince: true, consistent: false, listsKeys: true, ordered: true, maxConcurrency: 2 });
  });
});
