import { readFile, stat } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type Desk, makeDesk } from '../../support/run-cli.ts';
import { type DemoApp, startDemo } from './demo-app.ts';
import { errorShape } from './shapes.ts';

/** `emergency` as processes of their own: what one began, the next goes on with. */

const emergencyShape = z.strictObject({
  emergency: z.looseObject({
    id: z.string(),
    endedAt: z.iso.datetime().optional(),
    pinned: z.array(z.looseObject({ backup: z.string(), ours: z.boolean() })),
    steps: z.array(z.looseObject({ id: z.string(), state: z.string(), seen: z.boolean(), found: z.string().optional() })),
    problems: z.array(z.string()),
  }),
});

let desk: Desk;
let demo: DemoApp;

beforeAll(async () => {
  demo = await startDemo('--records', '300');
  desk = await makeDesk({ env: { HOLDFAST_TEST_TOKEN: demo.token } });
  await desk.json(['destination', 'add', 'Disk', '--kind', 'local', '--path', desk.at('place')]);
  await desk.json(['app', 'add', 'Shop', '--platform', 'base44', '--url', demo.url, '--app-id', demo.appId, '--plan', 'unmetered', '--token-env', 'HOLDFAST_TEST_TOKEN']);
  await desk.json(['backup', 'Shop']);
});

afterAll(async () => {
  await demo.stop();
  await desk.remove();
});

it('keeps what there is, finds what is lost, removes nothing, and ends in a timeline', async () => {
  await demo.remove('Order', (await demo.records('Order')).slice(-12).map(({ id }) => String(id)));
  const begun = await desk.json(['emergency', 'Shop', 'start', '--say', 'Orders are gone']);
  expect(begun).toMatchObject({ code: 0, value: { emergency: { problems: [] } } });
  const { emergency } = emergencyShape.parse(begun.value);
  expect(emergency).toMatchObject({ pinned: [{ ours: true }], problems: [] });
  expect(emergency.steps.slice(0, 3)).toMatchObject([{ id: 'snapshot', state: 'done', seen: true }, { id: 'freeze', state: 'open' }, { id: 'scope', state: 'done', seen: true, found: expect.stringContaining('12 records of Order were deleted') }]);

  const refused = await desk.json(['retention', 'Shop', '--yes']);
  expect(refused.code).toBe(1);
  expect(errorShape.parse(refused.value).error.message).toContain('An emergency is open');

  expect((await desk.json(['emergency', 'Shop', 'note', '--say', 'Called Ana.'])).code).toBe(0);
  expect((await desk.json(['emergency', 'Shop', 'done', '--step', 'freeze'])).code).toBe(0);
  const ended = emergencyShape.parse((await desk.json(['emergency', 'Shop', 'end', '--say', 'Back up first.'])).value);
  expect(ended.emergency.endedAt).toBeDefined();
  const file = desk.at('what-happened.md');
  expect((await desk.json(['emergency', 'Shop', 'timeline', '--out', file])).code).toBe(0);
  // It says what was lost, and who was called.
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const text = await readFile(file, 'utf8');
  for (const said of ['Orders are gone', 'Called Ana.', 'Back up first.', 'broken state']) expect(text).toContain(said);
  expect((await desk.json(['retention', 'Shop', '--yes'])).code).toBe(0);
  expect(await desk.activity()).toMatchObject([{ kind: 'emergency-declared', app: 'Shop', detail: 'Orders are gone', via: 'command-line' }, { kind: 'emergency-ended', app: 'Shop', via: 'command-line' }]);

  expect((await desk.json(['runbook', 'Shop', '--out', desk.at('runbook.md')])).code).toBe(0);
  expect((await desk.activity()).slice(2)).toMatchObject([{ kind: 'runbook-saved', app: 'Shop', detail: 'As a text.', via: 'command-line' }]);
});
