import { afterEach, describe, expect, it } from 'vitest';
import { startSampleApp, type RunningSampleApp, type SampleAppOptions } from '../../../electron/sample-app/index.ts';
import { appId, entityNamed, errorOf, json, never, read, scriptedServer, source, whileTimePasses } from '../../support/base44-source.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { hexId, people, workshop } from '../../support/workshop.ts';

// What the app is: its tables by every way to find them, its settings and code, its environments; and how fast it is asked.

let app: RunningSampleApp | undefined;
afterEach(async () => {
  await app?.stop();
  app = undefined;
});

async function start(options: Partial<SampleAppOptions> = {}, more: { readonly token?: (from: RunningSampleApp) => string; readonly dev?: boolean } = {}) {
  const from = await startSampleApp({ dataset: workshop(), ...options });
  app = from;
  return {
    from,
    opened: source(from.url, { config: { appId: from.appId, ...(more.dev === true ? { dataEnvironment: 'dev' as const } : {}) }, deps: { token: more.token?.(from) ?? from.token } }),
  };
}

describe('the tables', () => {
  it.each<readonly [string, Partial<SampleAppOptions>, RegExp | undefined]>([
    ['a list of schemas', {}, undefined],
    ['a map of schemas', { schemaEnvelope: 'map' }, undefined],
    ["the API's description, where there are no schemas", { missingEndpoints: ['entity-schemas'] }, /description of its API/],
  ])('are found by %s', async (_name, options, note) => {
    const { opened } = await start(options);
    const { entities, notes, title, appId: id } = await opened.describe({ signal: never });
    expect(title).toBe('Workshop');
    expect(id).toBe(app?.appId);
    expect(entities.map((entity) => entity.name)).toEqual(['Task', 'Note', 'User']);
    expect(entities[0]?.schema).toMatchObject({ properties: { title: { type: 'string' } } });
    expect(notes.some((one) => note?.test(one) ?? false)).toBe(note !== undefined);
  });

  it("are found one by one where the API's description has names only, or by the app's definition", async () => {
    for (const [path, body] of [
      ['openapi-spec', { paths: { '/api/apps/x/entities/Task': {} } }],
      ['', { id: appId, entities: { Task: { type: 'object', properties: { title: {} } } } }],
    ] as const) {
      const server = await scriptedServer((request, response) => {
        const asked = request.path.replace(`/api/apps/${appId}`, '').replace(/^\//, '');
        if (asked === path) json(response, body);
        else if (asked === 'entity-schemas/Task') json(response, { name: 'Task', schema: { type: 'object', properties: { title: {} } } });
        else json(response, { detail: 'Not Found' }, 404);
      });
      try {
        const { entities } = await source(server.url).describe({ signal: never });
        expect(entities.map(({ name }) => name)).toEqual(['Task', 'User']);
        expect(entities[0]?.schema).toMatchObject({ properties: { title: {} } });
      } finally {
        await server.stop();
      }
    }
  });

  it('that no way leads to are an error, never an empty app', async () => {
    const server = await scriptedServer((request, response) => json(response, request.path.endsWith(appId) ? { id: appId, name: 'x' } : { detail: 'Not Found' }, request.path.endsWith(appId) ? 200 : 404));
    try {
      const error = await errorOf(source(server.url).describe({ signal: never }));
      expect(error.code).toBe('server');
      expect(error.message).toMatch(/does not say which tables/);
    } finally {
      await server.stop();
    }
  });

  it('of any name are asked for by that name, or said to be out of reach', async () => {
    const record = { id: hexId(1), created_date: '2026-01-01T00:00:00', updated_date: '2026-01-01T00:00:00', created_by: people.owner, created_by_id: hexId(1), is_sample: false };
    const names = ['../../x', '__proto__', 'a/b?c#d', 'Ünï cödé', '%2e%2e', 'versions', 'null'];
    const { opened } = await start({ dataset: { ...workshop(), entities: names.map((name) => ({ name, schema: { type: 'object', properties: {} } as const, records: () => [record] })) } });
    const { entities } = await opened.describe({ signal: never });
    expect(entities.map(({ name }) => name)).toEqual([...names, 'User']);
    for (const entity of entities.slice(0, -1)) expect((await read(opened, entity)).records, entity.name).toHaveLength(1);
    for (const name of ['..', '.', '', '\ud800']) {
      const { problems, records } = await read(opened, entityNamed(name));
      expect(records).toEqual([]);
      expect(problems.map(({ code }) => code)).toEqual(['invalid-input']);
    }
  });

  it('say when one cannot be asked for at all', async () => {
    const server = await scriptedServer((request, response) => json(response, request.path.endsWith('entity-schemas') ? { '..': { type: 'object' }, Task: { type: 'object' } } : { detail: 'x' }, request.path.endsWith('entity-schemas') ? 200 : 404));
    try {
      const { entities } = await source(server.url).describe({ signal: never });
      expect(entities.map(({ name, unreadable }) => [name, unreadable?.code])).toEqual([['..', 'invalid-input'], ['Task', undefined], ['User', undefined]]);
    } finally {
      await server.stop();
    }
  });
});

describe('what is said about the app', () => {
  const notesOf = async (options: Partial<SampleAppOptions>, token?: (from: RunningSampleApp) => string): Promise<string> => {
    const { opened } = await start(options, token === undefined ? {} : { token });
    return (await opened.describe({ signal: never })).notes.join('\n');
  };

  it("is the plan's own history", async () => {
    expect(await notesOf({ plan: 'elite' })).toContain('version history of the data for 7 days');
    await app?.stop();
    expect(await notesOf({ plan: 'free' })).toContain('these backups are the only one');
    await app?.stop();
    expect(await notesOf({}, (from) => from.readOnlyToken)).toContain('cannot be seen with this token');
  });

  it('is whether there is a listing by cursor and a trash', async () => {
    expect(await notesOf({})).not.toMatch(/older listing|trash/);
    await app?.stop();
    expect(await notesOf({ missingEndpoints: ['/v2/list'] })).toMatch(/older listing/);
    await app?.stop();
    expect(await notesOf({}, (from) => from.readOnlyToken)).toMatch(/trash cannot be looked into/);
  });

  it('is what no backup can hold', async () => {
    const { opened } = await start();
    const { coverage } = await opened.describe({ signal: never });
    expect(coverage.map(({ what }) => what)).toEqual(['passwords', 'invited users', 'the trash', 'links to other websites']);
  });
});

describe('the test data', () => {
  it('are another set of records, and it is said', async () => {
    const { opened } = await start({}, { dev: true });
    const { entities, notes } = await opened.describe({ signal: never });
    expect(notes.join()).toMatch(/test data, not those its users see/);
    expect((await read(opened, entities[0] ?? entityNamed('Task'))).records.map(({ json: line }) => (JSON.parse(line) as { title: string }).title)).toEqual(['Only a test']);
    await app?.stop();
    const live = (await start()).opened;
    expect((await read(live, entityNamed('Task'))).records).toHaveLength(10);
  });
});

describe('what else defines the app', () => {
  it('is read piece by piece, and secrets are never asked for', async () => {
    const { opened, from } = await start();
    const { items, coverage } = await opened.config({ signal: never });
    expect(items.map(({ name }) => name)).toEqual(['agents/helper', 'functions/sendReport', 'settings']);
    expect(items.find(({ name }) => name === 'functions/sendReport')?.value).toMatchObject({ files: [{ path: 'entry.ts', content: 'export default () => "sent";\n' }] });
    expect(items.find(({ name }) => name === 'settings')?.value).toMatchObject({ name: 'Workshop', public_settings: 'private_with_login' });
    expect(JSON.stringify([items, coverage])).not.toContain('not-a-real-key');
    expect(from.stats().byKind['secrets']).toBeUndefined();
    for (const what of ['secrets', 'automations', 'connected accounts and sign-in providers', "the app's pages and components"]) expect(coverage.map((gap) => gap.what)).toContain(what);
  });

  it('without what cannot be read, which is said', async () => {
    const { opened } = await start({ missingEndpoints: ['backend-functions'], faults: [{ on: { kind: 'agents' }, do: { kind: 'status', status: 403, body: { message: 'No' } } }] });
    const { items, coverage } = await opened.config({ signal: never });
    expect(items.map(({ name }) => name)).toEqual(['settings']);
    expect(coverage.find(({ what }) => what === 'backend functions')?.why).toMatch(/does not give them out/);
    expect(coverage.find(({ what }) => what === 'agents')?.why).toMatch(/may not read agents/);
    // Only of what somebody can do something about there is a next step: the grade tells by it what is lacking (readiness).
    expect(coverage.filter(({ what }) => ['backend functions', 'agents'].includes(what)).map(({ nextStep }) => nextStep !== undefined)).toEqual([false, true]);
  });

  it('holds no secret even when the platform sends some along', async () => {
    const server = await scriptedServer((request, response) => {
      if (request.path.endsWith('/backend-functions')) {
        json(response, { functions: [{ name: 'pay', deployment_id: 'd1', files: [{ path: 'a.ts', content: 'const key = Deno.env.get("STRIPE_KEY"); Deno.env.get(\'BASE44_APP_ID\')' }], env: { API_SECRET: 'sk-1' } }] });
      } else if (request.path.endsWith('/agent-configs')) {
        json(response, { items: [{ name: 'a', whatsapp: { bot_token: 'sk-2', greeting: 'Hi' } }], total: 1 });
      } else if (request.path.endsWith('/agent-skills')) json(response, { items: [], total: 0 });
      else json(response, { id: appId, name: 'x', stripe_key: 'sk-3', auth_config: { enable_google_login: true, google_oauth_client_secret: 'sk-4' }, conversation: ['sk-5'] });
    });
    try {
      const { items, coverage } = await source(server.url).config({ signal: never });
      const text = JSON.stringify([items, coverage]);
      expect(text).not.toMatch(/sk-\d/);
      expect(items).toEqual([
        { name: 'agents/a', value: { name: 'a', whatsapp: { greeting: 'Hi' } } },
        { name: 'functions/pay', value: { name: 'pay', files: [{ path: 'a.ts', content: 'const key = Deno.env.get("STRIPE_KEY"); Deno.env.get(\'BASE44_APP_ID\')' }], env: {} } },
        { name: 'settings', value: { auth_config: { enable_google_login: true }, id: appId, name: 'x' } },
      ]);
      expect(coverage.find(({ what }) => what === 'secrets')?.why).toBe('Values of secrets are never copied. The backend functions use STRIPE_KEY.');
      expect(server.seen.some(({ path }) => path.endsWith('/secrets'))).toBe(false);
      expect(server.seen.find(({ path }) => path.endsWith(appId))?.query.get('fields')).not.toMatch(/secret|token|stripe/);
    } finally {
      await server.stop();
    }
  });
});

describe('the pace', () => {
  it('on the free plan never meets the limit of the platform, nor asks twice at once', async () => {
    const clock = new FakeClock();
    const from = await startSampleApp({ dataset: workshop({ tasks: 400 }), plan: 'free', now: () => clock.now() });
    app = from;
    const one = source(from.url, { config: { appId: from.appId, plan: 'free' }, deps: { token: from.token, clock } });
    await whileTimePasses(
      clock,
      (async () => {
        const { entities } = await one.describe({ signal: never });
        for (let round = 0; round < 30; round += 1) await Promise.all(entities.flatMap((entity) => [read(one, entity), one.count(entity, { signal: never })]));
      })(),
    );
    expect(from.stats().total).toBeGreaterThan(180);
    expect(from.stats().byStatus['429']).toBeUndefined();
    expect(from.stats().peakSideBySide).toBe(1);
    expect(clock.monotonic() / 1000).toBeGreaterThan(from.stats().total - 8);
  });
});
