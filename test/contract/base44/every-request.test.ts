import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { privateFileUri, startSampleApp, type FaultAction, type RunningSampleApp } from '../../../electron/sample-app/index.ts';
import { bytesOf, never, read, readKeys, source, whileTimePasses } from '../../support/base44-source.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { workshop } from '../../support/workshop.ts';

// One fault at each request of a whole session, one session after the other: what comes out is the same as without it.

let app: RunningSampleApp;
beforeAll(async () => {
  app = await startSampleApp({ dataset: workshop({ tasks: 30 }) });
});
afterAll(() => app.stop());

/** Everything a backup asks of a source. */
async function session(): Promise<unknown> {
  const clock = new FakeClock();
  const one = source(app.url, { config: { appId: app.appId, plan: 'unmetered' }, deps: { token: app.token, clock } });
  return whileTimePasses(
    clock,
    (async () => {
      const description = await one.describe({ signal: never });
      const tables: unknown[] = [];
      for (const entity of description.entities) {
        tables.push(await read(one, entity), await readKeys(one, entity), await one.count(entity, { signal: never }));
        tables.push(new Set((await read(one, entity, { since: new Date('2020-01-01T00:00:00Z') })).records.map(({ json }) => json)));
      }
      const file = await bytesOf(await one.openFile(privateFileUri(app.appId, 'b2_contract.pdf'), { signal: never }));
      // How far the clocks are apart is said in a note, and the simulated one runs.
      return { ...description, notes: description.notes.filter((note) => !note.includes('clock')), tables, config: await one.config({ signal: never }), file: file.toString('hex') };
    })(),
  );
}

const faults = {
  '429': { kind: 'rate-limited' },
  '429 with Retry-After': { kind: 'rate-limited', retryAfter: '3' },
  '500 with a web page': { kind: 'html' },
  '200 with a web page': { kind: 'html', status: 200 },
  '503': { kind: 'status', status: 503 },
  'done, but reported failed': { kind: 'fail-after' },
  'no answer': { kind: 'hang' },
  'a broken connection': { kind: 'reset' },
  'an answer that breaks off': { kind: 'reset', afterBytes: 10 },
  'an answer that stops': { kind: 'stall', afterBytes: 10 },
} as const satisfies Readonly<Record<string, FaultAction>>;

describe('a whole session', () => {
  it.each(Object.entries(faults))('with %s once, at any of its requests, comes out the same', async (_name, action) => {
    app.faults.clear();
    app.resetStats();
    const expected = await session();
    const requests = app.stats().total;
    expect(requests).toBeGreaterThan(25);
    for (let nth = 1; nth <= requests; nth += 1) {
      const fault = app.faults.add({ on: { nth }, do: action });
      expect(await session(), `request ${nth}`).toEqual(expected);
      expect(fault.hits()).toBe(1);
      app.faults.clear();
    }
  }, 90_000);

  it('whose token ends at any of its requests fails as such, or comes out the same when nothing was asked after it', async () => {
    app.faults.clear();
    const expected = await session();
    app.resetStats();
    await session();
    const requests = app.stats().total;
    for (let nth = 1; nth <= requests; nth += 1) {
      app.faults.add({ on: { nth }, do: { kind: 'token-expires' } });
      const outcome = await session().then(
        (result) => ({ result, code: undefined }),
        (error: unknown) => ({ result: undefined, code: (error as { code?: unknown }).code }),
      );
      app.faults.clear();
      // A download needs no token.
      expect(outcome.code === 'auth-expired' || (outcome.result !== undefined && JSON.stringify(outcome.result) === JSON.stringify(expected)), `request ${nth}: ${String(outcome.code)}`).toBe(true);
    }
  }, 90_000);
});
