import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSampleApp, type RunningSampleApp } from '../../../electron/sample-app/index.ts';
import { ask, sdkFor } from '../../support/base44-sdk.ts';
import { hexId, photo, workshop, type Task } from '../../support/workshop.ts';

// A sample app that is stopped and started again with `stateFile` goes on where it was.

let folder: string;
let stateFile: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sample-state-'));
  stateFile = join(folder, 'state.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

async function session<T>(use: (app: RunningSampleApp) => Promise<T>): Promise<T> {
  const app = await startSampleApp({ dataset: workshop(), stateFile });
  try {
    return await use(app);
  } finally {
    await app.stop();
  }
}

const everything = async (app: RunningSampleApp): Promise<unknown> => {
  const read = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<unknown> => {
    const answer = await ask(app, path, { headers });
    return JSON.parse(answer.text.replaceAll(app.url, 'http://server'));
  };
  return {
    tasks: await read('entities/Task?sort=created_date'),
    test: await read('entities/Task?sort=created_date', { 'X-Data-Env': 'dev' }),
    trash: await read('entities/Task/trash?sort=created_date'),
    users: await read('entities/User?sort=created_date'),
    schemas: await read('entity-schemas'),
    conversations: await read('agents/conversations'),
  };
};

describe('the state file', () => {
  it('holds every edit: records, trash, test data, users, schemas, files, conversations', async () => {
    const before = await session(async (app) => {
      const { client, entity } = sdkFor(app);
      const { file_url: url } = await client.integrations.Core.UploadFile({ file: new File([photo], 'new.bin', { type: 'application/x-new' }) });
      await entity<Task>('Task').create({ title: 'Line \u2028 and \u2029, lone \uD800', photo: url });
      await entity<Task>('Task').update(hexId(1001), { title: 'Changed' });
      await entity<Task>('Task').delete(hexId(1002));
      await sdkFor(app, { headers: { 'X-Data-Env': 'dev' } }).entity<Task>('Task').create({ title: 'Test' });
      await entity<{ team: string }>('User').update(hexId(3), { team: 'green' });
      await client.agents.createConversation({ agent_name: 'helper' });
      await ask(app, 'entity-schemas', { method: 'POST', body: { name: 'Label', schema: { type: 'object', properties: { text: { type: 'string' } } } } });
      return everything(app);
    });
    await session(async (app) => {
      expect(await everything(app)).toEqual(before);
      const [created] = await sdkFor(app).entity<Task>('Task').filter({ title: 'Line \u2028 and \u2029, lone \uD800' });
      const download = await fetch(created?.photo ?? '');
      expect(download.headers.get('content-type')).toBe('application/x-new');
      expect(new Uint8Array(await download.arrayBuffer())).toEqual(photo);
      const again = await sdkFor(app).entity<Task>('Task').create({ title: 'More' });
      expect(again.id).not.toBe(created?.id);
    });
    expect(await readdir(folder)).toEqual(['state.jsonl']);
  });

  it('keeps tokens and cursors good', async () => {
    const [token, cursor] = await session(async (app) => [app.token, (await sdkFor(app).entity<Task>('Task').list({ limit: 4 })).next_cursor] as const);
    await session(async (app) => {
      expect(app.token).toBe(token);
      expect((await sdkFor(app).entity<Task>('Task').list({ cursor, limit: 10 })).items).toHaveLength(6);
    });
  });

  it('brings the built-in business back, whatever size or seed is asked for then', async () => {
    const first = await startSampleApp({ stateFile, records: 300, seed: 5 });
    first.edit.create('Customer', { name: 'Edited' });
    const [size, id, token] = [first.edit.records('Order').length, first.appId, first.token];
    await first.stop();
    const second = await startSampleApp({ stateFile, records: 900, seed: 6 });
    try {
      expect([second.edit.records('Order').length, second.appId, second.token]).toEqual([size, id, token]);
      expect(second.edit.records('Customer').some(({ name }) => name === 'Edited')).toBe(true);
      const pictures = (await ask(second, 'entities/Product')).text.match(/http:[^"]+\/files\/public\/[^"]+/g) ?? [];
      expect((await fetch(pictures[0] ?? '')).status).toBe(200);
    } finally {
      await second.stop();
    }
  });

  it('can be written while it runs', async () => {
    await session(async (app) => {
      app.edit.create('Task', { title: 'Saved' });
      await app.save();
      expect(await readFile(stateFile, 'utf8')).toContain('"Saved"');
    });
  });

  it('is refused when it is cut off or another app\'s, and left alone', async () => {
    await session(async () => undefined);
    const whole = await readFile(stateFile, 'utf8');
    await writeFile(stateFile, whole.slice(0, -20));
    await expect(session(async () => undefined)).rejects.toThrow('cut off');
    expect(await readFile(stateFile, 'utf8')).toBe(whole.slice(0, -20));
    await writeFile(stateFile, whole.replace('abcdef0123456789abcdef01', '0'.repeat(24)));
    await expect(session(async () => undefined)).rejects.toThrow('another app');
  });
});
