import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { assembleEngine } from '../../../electron/engine/calls/assemble.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { makeTestComputer, type RunningService, type ServiceClient, type TestComputer } from '../../support/test-service.ts';

const call = { signal: new AbortController().signal };
const app = 'Shop';
let computer: TestComputer;

beforeEach(async () => {
  computer = await makeTestComputer();
});
afterEach(() => computer.remove());

async function protectedShop(): Promise<RunningService> {
  const running = await computer.start();
  await running.client.places.add({ kind: 'local', name: 'Disk', path: '/disk' });
  await running.client.apps.add({ name: app, connection: { platform: 'base44', url: 'https://shop.example', appId: 'a1', token: 't' } });
  await backUp(running.client);
  await computer.clock.advance(3_600_000);
  return running;
}

async function backUp(client: ServiceClient): Promise<void> {
  const { runId } = await client.runs.start({ kind: 'backup', app });
  for await (const _ of await client.runs.watch({ runId })) continue;
}

type Emergency = Awaited<ReturnType<ServiceClient['emergencies']['get']>>;
async function once(client: ServiceClient, id: string, holds: (emergency: Emergency) => boolean): Promise<Emergency> {
  return vi.waitFor(
    async () => {
      const emergency = await client.emergencies.get({ app, id });
      if (!holds(emergency)) throw new Error(JSON.stringify(emergency.steps.map(({ id: step, state }) => [step, state])));
      return emergency;
    },
    { timeout: 8000, interval: 15 },
  );
}

const state = (emergency: Emergency, step: Emergency['steps'][number]['id']): string | undefined => emergency.steps.find(({ id }) => id === step)?.state;

describe('the first steps', () => {
  it('are taken by themselves: pins, the broken state kept apart from the good ones, a look that finds what is lost; and it is seen until it ends', async () => {
    const { client } = await protectedShop();
    computer.source.remove('Order', ({ title }) => title === 'Order 3');
    const { id } = await client.emergencies.start({ app, what: 'An order is gone' });
    const emergency = await once(client, id, (each) => state(each, 'snapshot') === 'done' && state(each, 'scope') === 'done' && each.pinning === 'done');
    const { backups } = await client.backups.list({ app });
    expect(emergency).toMatchObject({ problems: [], pinned: [{ backup: backups[1]?.id, ours: true }], brokenState: { backup: backups[0]?.id } });
    expect(backups[0]).toMatchObject({ kind: 'manual', label: 'Broken state' });
    expect(emergency.steps.find((each) => each.id === 'scope')?.found).toContain('1 record of Order was deleted');
    const { runs } = await client.runs.list({ app, limit: 20 });
    expect(runs.filter(({ request }) => request.kind === 'backup')).toHaveLength(2);
    expect((await client.status.overview({ app })).needs).toContainEqual(expect.objectContaining({ kind: 'emergency-open', emergency: id }));
    expect(emergency.timeline.map(({ says }) => says).filter((says, at, all) => all.indexOf(says) !== at)).toEqual([]);

    await client.emergencies.end({ app, id, learnt: 'Look twice.', unpin: true });
    expect((await client.status.overview({ app })).needs.filter(({ kind }) => kind === 'emergency-open')).toEqual([]);
    expect((await client.backups.list({ app })).backups.filter(({ pinned }) => pinned)).toEqual([]);
    const { base64 } = await client.emergencies.file({ app, id, format: 'md' });
    expect(Buffer.from(base64, 'base64').toString('utf8')).toContain('Look twice.');
    expect((await client.activity.list({ limit: 50, kinds: ['emergency-declared', 'emergency-ended'] })).events).toHaveLength(2);
  });

  it('fail without stopping each other where the app does not answer, and go well when tried again', async () => {
    const { client } = await protectedShop();
    const { source } = computer.connector;
    computer.connector.source = async () => {
      throw new HoldfastError('network', 'The app does not answer.', { nextStep: 'Wait.' });
    };
    const { id } = await client.emergencies.start({ app, what: '' });
    const failed = await once(client, id, (each) => state(each, 'snapshot') === 'failed' && each.pinning === 'done');
    expect(failed).toMatchObject({ problems: [expect.stringContaining('The app does not answer.')] });
    computer.connector.source = source;
    await client.emergencies.again({ app, id });
    expect(await once(client, id, (each) => state(each, 'snapshot') === 'done')).toMatchObject({ problems: [] });
  });

  it.each(['start', 'protect', 'backup'] as const)('go on at the next start where Holdfast was killed after %s, and nothing is doubled', async (after) => {
    const { service } = await protectedShop();
    await service.close();
    const engine = assembleEngine(computer.deps, { connector: computer.connector });
    const { id } = await engine.emergencies.start(app, 'gone', call);
    if (after !== 'start') await engine.emergencies.protect(app, id, call);
    if (after === 'backup') await engine.backup(app, { ...call, kind: 'manual', label: 'Broken state' });
    const { client } = await computer.start();
    const emergency = await once(client, id, (each) => state(each, 'snapshot') === 'done' && each.pinning === 'done');
    expect((await client.backups.list({ app })).backups).toHaveLength(2);
    expect(emergency.pinned).toMatchObject([{ ours: true }]);
    for (const word of ['pinned', 'broken state was made', 'declared']) expect(emergency.timeline.filter(({ says }) => says.includes(word)), word).toHaveLength(1);
  });
});

describe('what a person says', () => {
  it('is in the timeline, and the backup is not theirs to tick off', async () => {
    const { client } = await protectedShop();
    const { id } = await client.emergencies.start({ app, what: '' });
    await expect(client.emergencies.step({ app, id, step: 'snapshot', state: 'done' })).rejects.toMatchObject({ code: 'invalid-input' });
    await client.emergencies.step({ app, id, step: 'decide', state: 'done', decision: 'both' });
    await client.emergencies.note({ app, id, says: 'Called Ana.' });
    const messaged = await client.emergencies.message({ app, id, message: 'we-know', text: 'We know.' });
    expect(messaged).toMatchObject({ decision: 'both', messages: [{ id: 'we-know', text: 'We know.', edited: true }, { edited: false }, { edited: false }] });
    expect((await client.emergencies.message({ app, id, message: 'we-know', text: null })).messages[0]).toMatchObject({ edited: false, text: expect.stringContaining('[what people notice]') });
    const open = await client.emergencies.step({ app, id, step: 'decide', state: 'open' });
    expect(open.decision).toBeUndefined();
    await client.emergencies.end({ app, id, learnt: '', unpin: false });
    await expect(client.emergencies.step({ app, id, step: 'tell', state: 'done' })).rejects.toMatchObject({ code: 'conflict' });
    expect(await client.emergencies.learnt({ app, id, learnt: 'Ask first.' })).toMatchObject({ learnt: 'Ask first.' });
  });
});
