import { describe, expect, it } from 'vitest';
import { startSampleApp, type EntitySchema, type RunningSampleApp, type SampleAppOptions } from '../../../electron/sample-app/index.ts';
import { ask, sdkFor } from '../../support/base44-sdk.ts';

// The built-in business as the server serves it.

async function withBusiness<T>(options: SampleAppOptions, use: (app: RunningSampleApp) => Promise<T>): Promise<T> {
  const app = await startSampleApp({ bypassRls: true, ...options });
  try {
    return await use(app);
  } finally {
    await app.stop();
  }
}

const bypass = { headers: { 'X-Bypass-RLS': 'true' } };
const schemasOf = async (app: RunningSampleApp) => (await ask(app, 'entity-schemas')).json as readonly { readonly name: string; readonly schema: EntitySchema }[];

async function contents(app: RunningSampleApp): Promise<Readonly<Record<string, string>>> {
  const texts: [string, string][] = [];
  for (const { name } of await schemasOf(app)) texts.push([name, (await ask(app, `entities/${name}?sort=created_date`, bypass)).text.replaceAll(app.url, 'http://server')]);
  return Object.fromEntries(texts);
}

describe('the built-in business', () => {
  it('has twelve entities or more and about as many records as asked', async () => {
    await withBusiness({ records: 1000 }, async (app) => {
      const schemas = await schemasOf(app);
      expect(schemas.length).toBeGreaterThanOrEqual(12);
      let total = 0;
      for (const { name } of schemas) total += await sdkFor(app, bypass).entity(name).count();
      expect(total).toBeGreaterThan(900);
      expect(total).toBeLessThan(1100);
    });
  });

  it('is the same for the same seed and another for another', async () => {
    const [one, same, other] = [await withBusiness({ records: 400, seed: 7 }, contents), await withBusiness({ records: 400, seed: 7 }, contents), await withBusiness({ records: 400, seed: 8 }, contents)];
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it('holds records that its own schemas accept', async () => {
    await withBusiness({ records: 400 }, async (app) => {
      for (const { name, schema } of await schemasOf(app)) {
        if (name === 'User') continue;
        const records = await sdkFor(app, bypass).entity<Record<string, unknown>>(name).list('created_date');
        const declared = new Set([...Object.keys(schema.properties), 'id', 'created_date', 'updated_date', 'created_by', 'created_by_id', 'is_sample']);
        expect(records.flatMap((record) => Object.keys(record)).filter((field) => !declared.has(field)), name).toEqual([]);
        const copies = await sdkFor(app, { ...bypass, serviceToken: app.serviceToken }).client.asServiceRole.entities[name]?.bulkCreate(records.slice(0, 20));
        expect(copies, name).toHaveLength(Math.min(20, records.length));
      }
    });
  });

  it('serves every file its records name', async () => {
    await withBusiness({ records: 400 }, async (app) => {
      const texts = Object.values(await contents(app)).join('\n');
      const open = new Set(texts.match(/http:\/\/server\/api\/apps\/[0-9a-f]{24}\/files\/public\/[^"\\]+/g));
      const closed = new Set(texts.match(/(?<!http:\/\/server)\/api\/apps\/[0-9a-f]{24}\/files\/private\/[^"\\]+/g));
      expect([open.size > 0, closed.size > 0]).toEqual([true, true]);
      for (const url of open) {
        const response = await fetch(url.replace('http://server', app.url));
        expect([response.status, (await response.arrayBuffer()).byteLength > 0], url).toEqual([200, true]);
      }
      for (const uri of closed) {
        const { signed_url: url } = await sdkFor(app).client.integrations.Core.CreateFileSignedUrl({ file_uri: uri });
        expect((await fetch(url)).status, uri).toBe(200);
      }
    });
  });
});
