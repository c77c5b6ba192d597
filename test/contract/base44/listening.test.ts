import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startSampleApp, type RunningSampleApp } from '../../../electron/sample-app/index.ts';
import { source } from '../../support/base44-source.ts';
import { people, workshop } from '../../support/workshop.ts';

// Against the sample app's socket, which the platform's own SDK speaks with unmodified (test/contract/sample-app/sdk-app.test.ts).

let app: RunningSampleApp;
const stop = { current: new AbortController() };
beforeEach(async () => {
  stop.current = new AbortController();
  app = await startSampleApp({ dataset: workshop() });
});
afterEach(async () => {
  stop.current.abort();
  await app.stop();
});

it('hears of deletions in the tables it asked for, and of nothing else', async () => {
  const heard: string[] = [];
  const begun = vi.fn<() => void>();
  const opened = source(app.url, { config: { appId: app.appId }, deps: { token: app.token } });
  const ended = opened.listen?.(['Note'], { signal: stop.current.signal, onDeleted: (table) => heard.push(table), onBegin: begun });
  await vi.waitFor(() => expect(begun).toHaveBeenCalledOnce());
  const remove = async (table: string): Promise<void> => {
    const id = String(app.edit.records(table)[0]?.['id']);
    await fetch(`${app.url}/api/apps/${app.appId}/entities/${table}/${id}`, { method: 'DELETE', headers: { authorization: `Bearer ${app.token}` } });
  };
  await vi.waitFor(async () => {
    // Joining is not confirmed: until the first one is heard, another one may be missed.
    await remove('Task');
    await remove('Note');
    expect(heard.length).toBeGreaterThan(0);
  });
  expect(new Set(heard)).toEqual(new Set(['Note']));
  stop.current.abort();
  await expect(ended).resolves.toBeUndefined();
});

it('a token that is refused there says so, and a line that breaks says that', async () => {
  const refused = source(app.url, { config: { appId: app.appId }, deps: { token: app.expiredToken } });
  const options = { signal: stop.current.signal, onDeleted: () => undefined, onBegin: () => undefined };
  await expect(refused.listen?.(['Note'], options)).rejects.toMatchObject({ code: 'permission-denied' });
  const begun = Promise.withResolvers<void>();
  const opened = source(app.url, { config: { appId: app.appId }, deps: { token: app.tokenFor(people.ada) } });
  const ended = opened.listen?.(['Note'], { ...options, onBegin: begun.resolve });
  await begun.promise;
  await Promise.all([expect(ended).rejects.toMatchObject({ code: 'network' }), app.stop()]);
});
