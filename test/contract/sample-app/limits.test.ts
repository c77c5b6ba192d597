import { describe, expect, it } from 'vitest';
import { startSampleApp, type Plan, type RunningSampleApp, type SampleAppOptions } from '../../../electron/sample-app/index.ts';
import { ask, sdkFor } from '../../support/base44-sdk.ts';
import { hexId, workshop, type Task } from '../../support/workshop.ts';

// The documented limits: the silent cap, page sizes, requests per minute by plan, endpoints an older server lacks.

async function withApp(options: SampleAppOptions, use: (app: RunningSampleApp) => Promise<void>): Promise<void> {
  const app = await startSampleApp(options);
  try {
    await use(app);
  } finally {
    await app.stop();
  }
}

describe('5,000 records', () => {
  it.each([[4999, 4999], [5000, 5000], [5001, 5000]])('of %d a plain listing gives %d, and nothing tells', async (tasks, shown) => {
    await withApp({ dataset: workshop({ tasks }) }, async (app) => {
      const records = sdkFor(app).entity<Task>('Task');
      expect(await records.list()).toHaveLength(shown);
      expect(await records.list('created_date', 20_000)).toHaveLength(shown);
      expect(await records.list('created_date', 20_000, 4990)).toHaveLength(tasks - 4990);
      expect(await records.count()).toBe(tasks);
      const page = await records.list({ limit: 20_000, sort: 'created_date' });
      expect([page.items.length, page.has_more]).toEqual([shown, tasks > 5000]);
      const rest = page.has_more ? await records.list({ cursor: page.next_cursor, limit: 5000 }) : undefined;
      expect(rest?.items.length ?? 0).toBe(tasks - shown);
    });
  });

  it('do not bind the trash', async () => {
    await withApp({ dataset: workshop({ tasks: 5001 }) }, async (app) => {
      await sdkFor(app).entity<Task>('Task').deleteMany({});
      expect((await ask(app, 'entities/Task/trash')).json).toHaveLength(5002);
      expect((await ask(app, 'entities/Task/trash?limit=10')).json).toHaveLength(10);
    });
  });

  it('gives at most 1,000 distinct values and 1,000 groups', async () => {
    await withApp({ dataset: workshop({ tasks: 1100 }) }, async (app) => {
      const records = sdkFor(app).entity<Task>('Task');
      const page = await records.list({ distinct: 'title', limit: 5000 });
      expect([page.items.length, page.has_more]).toEqual([1000, true]);
      const { rows, truncated } = await records.aggregate({ groupBy: 'title', limit: 5000 });
      expect([rows.length, truncated]).toEqual([1000, true]);
    });
  });
});

describe('requests per minute', () => {
  const now = { value: new Date('2026-03-01T12:00:00Z') };
  const used = async (app: RunningSampleApp, path: string, init: { readonly method?: string; readonly body?: unknown } = {}): Promise<number> => {
    for (let done = 0; done < 2000; done += 1) {
      const { status, headers, json } = await ask(app, path, init);
      if (status === 429) {
        expect(headers.get('retry-after')).toBeNull();
        expect(json).toMatchObject({ error_type: 'HTTPException', message: 'Rate limit exceeded. Wait before retrying.' });
        return done;
      }
    }
    return Number.POSITIVE_INFINITY;
  };

  it.each<readonly [Plan, number]>([['free', 100], ['starter', 100], ['builder', 200], ['pro', 300], ['business', 500], ['elite', 500], ['enterprise', 1000]])('listing on %s: %d', async (plan, requests) => {
    await withApp({ dataset: workshop({ tasks: 1 }), plan, now: () => now.value }, async (app) => {
      expect(await used(app, 'entities/Task?limit=1')).toBe(requests);
      // Listing and counting share theirs; getting has its own.
      expect((await ask(app, 'entities/Task/count')).status).toBe(429);
      expect((await ask(app, 'entities/Note/v2/list')).status).toBe(429);
      expect((await ask(app, `entities/Task/${hexId(1000)}`)).status).toBe(200);
      now.value = new Date(now.value.getTime() + 60_001);
      expect((await ask(app, 'entities/Task/count')).status).toBe(200);
    });
  });

  it.each<readonly [string, string, { readonly method?: string; readonly body?: unknown }, number]>([
    ['getting one', `entities/Task/${hexId(1000)}`, {}, 150],
    ['creating', 'entities/Task', { method: 'POST', body: { title: 'x' } }, 140],
    ['updating', `entities/Task/${hexId(1000)}`, { method: 'PUT', body: {} }, 100],
    ['deleting', 'entities/Task/none', { method: 'DELETE' }, 100],
    ['openapi-spec', 'openapi-spec', {}, 30],
  ])('%s on free: %s', async (_name, path, init, requests) => {
    await withApp({ dataset: workshop({ tasks: 1 }), plan: 'free', now: () => now.value }, async (app) => {
      expect(await used(app, path, init)).toBe(requests);
    });
  });
});

describe('an older server', () => {
  it.each([
    [['/v2/list'], 'entities/Task/v2/list'],
    [['trash'], 'entities/Task/trash'],
    [['entity-schemas'], 'entity-schemas/Task'],
    [['versions'], 'entities/versions/info'],
    [['count'], 'entities/Task/count'],
  ])('without %j has no %s', async (missingEndpoints, path) => {
    await withApp({ dataset: workshop(), missingEndpoints }, async (app) => {
      expect(await ask(app, path)).toMatchObject({ status: 404, json: { detail: 'Not Found' } });
      expect((await ask(app, 'entities/Task')).status).toBe(200);
    });
  });
});
