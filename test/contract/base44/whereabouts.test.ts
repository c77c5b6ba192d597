import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Source } from '../../../electron/engine/ports/source.ts';
import { startSampleApp, type RunningSampleApp } from '../../../electron/sample-app/index.ts';
import type { EntityDescription } from '../../../shared/model/app.ts';
import { json, never, read, scriptedServer, source } from '../../support/base44-source.ts';
import { workshop } from '../../support/workshop.ts';

// What became of single records, as the platform tells it and not as a listing shows it.

let app: RunningSampleApp;
beforeEach(async () => {
  app = await startSampleApp({ dataset: workshop() });
});
afterEach(() => app.stop());

async function open(token: string): Promise<{ readonly opened: Source; readonly note: EntityDescription; readonly ids: readonly string[] }> {
  const opened = source(app.url, { config: { appId: app.appId }, deps: { token } });
  const note = (await opened.describe({ signal: never })).entities.find(({ name }) => name === 'Note');
  if (note === undefined) throw new Error('no notes');
  const ids = (await read(opened, note)).records.map(({ json: line }) => String((JSON.parse(line) as { id: unknown }).id));
  return { opened, note, ids };
}

async function remove(id: string, path = ''): Promise<void> {
  const answer = await fetch(`${app.url}/api/apps/${app.appId}/entities/Note/${id}${path}`, { method: 'DELETE', headers: { authorization: `Bearer ${app.token}` } });
  expect(answer.ok).toBe(true);
}

it('one that is there, one in the trash, one that is in neither', async () => {
  const { opened, note, ids } = await open(app.token);
  const [kept = '', trashed = ''] = ids;
  await remove(trashed);
  const found = await opened.whereabouts?.(note, [kept, trashed, 'ffffffffffffffffffffffff'], { signal: never });
  expect(found).toEqual(new Map([[kept, 'there'], [trashed, 'deleted'], ['ffffffffffffffffffffffff', 'untold']]));
});

it('a token that may not look into the trash cannot tell what was deleted', async () => {
  const { opened, note, ids } = await open(app.readOnlyToken);
  const [kept = '', trashed = ''] = ids;
  await remove(trashed);
  expect(await opened.whereabouts?.(note, [kept, trashed], { signal: never })).toEqual(new Map([[kept, 'there'], [trashed, 'gone']]));
});

it('a server without a trash cannot either', async () => {
  const server = await scriptedServer(({ path }, response) => {
    if (path.endsWith('/trash')) json(response, { message: 'Not found' }, 404);
    else if (path.endsWith('/v2/list')) json(response, { items: [], next_cursor: null, has_more: false });
    else json(response, []);
  });
  try {
    const note = { name: 'Note', key: [], identity: ['id'], schema: {} } as const;
    expect(await source(server.url).whereabouts?.(note, ['a1'], { signal: never })).toEqual(new Map([['a1', 'gone']]));
  } finally {
    await server.stop();
  }
});
