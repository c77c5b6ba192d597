import { afterEach, expect, it } from 'vitest';
import { createSettingsCopyDesk } from '../../../electron/engine/settings-copy/desk.ts';
import { openSettings } from '../../../electron/engine/settings/settings.ts';
import { makeTestComputer, type ServiceClient, type TestComputer, untilEnded } from '../../support/test-service.ts';

/** Settings that go from one running service to another. */

const computers: TestComputer[] = [];
afterEach(() => Promise.all(computers.splice(0).map((each) => each.remove())));

async function computer(): Promise<{ readonly client: ServiceClient; readonly parts: TestComputer }> {
  const parts = await makeTestComputer();
  computers.push(parts);
  return { client: (await parts.start()).client, parts };
}

it('waits for what goes on, and calls nothing safe that was safe elsewhere', async () => {
  const [here, there] = [await computer(), await computer()];
  await here.client.places.add({ name: 'Disk', kind: 'local', path: '/disk' });
  await here.client.apps.add({ name: 'Shop', connection: { platform: 'base44', url: 'https://app.example', appId: 'small-app', token: 'pa55word' } });
  await untilEnded(here.client, (await here.client.runs.start({ kind: 'backup', app: 'Shop' })).runId);
  expect((await here.client.status.overview({ app: 'Shop' })).newest).toBeDefined();
  const passphrase = 'seven unrelated words';
  const base64 = await quickCopy(here.parts, passphrase);
  const given = { base64, passphrase, folders: [] };
  const { basis, items } = await there.client.settingsCopy.preview(given);
  expect(items.map(({ what, act }) => `${what} ${act}`)).toEqual(['app add', 'place add', 'preferences same']);
  await there.client.settingsCopy.takeOver({ ...given, basis });
  const { needs, newest, kitProvedAt } = await there.client.status.overview({ app: 'Shop' });
  expect([newest, kitProvedAt, needs.map(({ kind }) => kind)]).toEqual([undefined, undefined, expect.arrayContaining(['keychain'])]);
  expect((await there.client.activity.list({ kinds: ['settings-taken-over'], limit: 5 })).events).toHaveLength(1);

  const released = Promise.withResolvers<void>();
  const { source } = here.parts;
  here.parts.connector.source = async () => ({ ...source, describe: (options) => released.promise.then(() => source.describe(options)) });
  const { runId } = await here.client.runs.start({ kind: 'backup', app: 'Shop' });
  try {
    await expect(here.client.settingsCopy.takeOver({ ...given, basis })).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('going on') });
  } finally {
    released.resolve();
  }
  await untilEnded(here.client, runId);
});

/** As the service makes it, but for the passphrase, which is made to take long. */
async function quickCopy({ home, deps: { keychain, clock } }: TestComputer, passphrase: string): Promise<string> {
  const desk = createSettingsCopyDesk({ settings: openSettings(home, '1.2.3'), keychain, clock, directory: home, version: '1.2.3', timeZone: 'UTC', alone: (change) => change(), limitUploads: () => undefined, workFactor: 2 });
  return Buffer.from((await desk.make({ passphrase, withSecrets: true })).content).toString('base64');
}
