import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Listener, listen } from '../../support/listener.ts';
import { type Desk, makeDesk } from '../../support/run-cli.ts';
import { errorShape } from './shapes.ts';

/** Alerts, channels and a second computer that watches, as processes of their own. */
let desk: Desk;
let there: Listener;
let kit = '';

beforeAll(async () => {
  [desk, there] = await Promise.all([makeDesk(), listen()]);
  await mkdir(desk.at('csv'));
  await writeFile(desk.at('csv', 'customers.csv'), 'id,name\n1,Ada\n2,Ben\n');
  await ok(['destination', 'add', 'Disk', '--kind', 'local', '--path', desk.at('place')]);
  await ok(['app', 'add', 'Books', '--platform', 'csv-folder', '--path', desk.at('csv')]);
  await ok(['backup', 'Books']);
  kit = desk.at('kit.txt');
  await ok(['recovery-kit', 'Books', '--out', kit]);
});
afterAll(() => Promise.all([desk.remove(), there[Symbol.asyncDispose]()]));

async function ok(args: readonly string[], exit = 0, env: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const { code, value } = await desk.json(args, { env });
  expect({ code, value }).toMatchObject({ code: exit });
  return value;
}

it('a channel’s address comes from the environment, goes to the keychain, and is shown shortened', async () => {
  const url = `${there.url}/services/T000/B000/very-secret`;
  expect(await ok(['alert-channel', 'add', 'Team', '--kind', 'slack', '--url-env', 'HOOK'], 0, { HOOK: url })).toMatchObject({ channel: { name: 'Team', kind: 'slack', address: `${there.url}/…ret`, wishes: { apps: 'all', least: 'warning', digest: false } } });
  expect(await readFile(`${desk.home}/config.json`, 'utf8')).not.toContain('very-secret');
  expect(await ok(['alert-channel', 'list'])).toMatchObject({ channels: [{ name: 'Team' }] });
  expect(await ok(['alert-channel', 'test', 'Team'])).toEqual({ ok: true, answer: '200: ok' });
  expect(there.heard.at(-1)).toMatchObject({ path: '/services/T000/B000/very-secret', body: expect.stringContaining('This is a test from Holdfast') as string });
  there.answer(403, 'invalid_token');
  expect(await ok(['alert-channel', 'test', 'team'], 1)).toMatchObject({ ok: false, answer: 'The other side refused it (403: invalid_token).' });
  expect(errorShape.parse(await ok(['alert-channel', 'add', 'team', '--kind', 'webhook', '--url-env', 'HOOK'], 1, { HOOK: url })).error.code).toBe('conflict');
  expect(errorShape.parse(await ok(['alert-channel', 'add', 'Other', '--kind', 'webhook', '--url-env', 'HOOK'], 2, { HOOK: 'ftp://example.com/very-secret' })).error.message).not.toContain('very-secret');
});

it('alerts are found out anew, told once in the list, and quiet once they were seen', async () => {
  expect(await ok(['alerts', 'Books'])).toMatchObject({ open: [{ cause: { kind: 'kit-not-proved' }, tell: false }] });
  await rename(desk.at('place'), desk.at('unplugged'));
  const { open } = (await ok(['alerts'], 4)) as { readonly open: readonly { readonly id: string; readonly title: string }[] };
  const [behind] = open;
  expect(behind).toMatchObject({ title: 'Disk is behind for Books', severity: 'warning', meaning: expect.any(String) as string, next: expect.any(String) as string });
  await ok(['alerts', '--ack', behind?.id ?? '']);
  expect(await ok(['alerts'])).toMatchObject({ open: expect.arrayContaining([expect.objectContaining({ id: behind?.id, acknowledgedAt: expect.any(String) as string })]) as unknown });
  await rename(desk.at('unplugged'), desk.at('place'));
  expect(await ok(['alerts', 'Books'])).toMatchObject({ resolved: expect.arrayContaining([expect.objectContaining({ id: behind?.id })]) as unknown });
  expect(errorShape.parse(await ok(['alerts', '--ack', behind?.id ?? ''], 1)).error.code).toBe('not-found');
});

it('a second computer says whether what lies there is fresh, and does not take an unknown for green', async () => {
  const open = (...more: readonly string[]) => ['open', desk.at('place'), '--identity-file', kit, 'status', ...more];
  expect(await ok(open(), 3)).toMatchObject({ state: 'unknown', reason: 'no-period', app: 'Books', backups: 1 });
  expect(await ok(open('--max-age', '2'))).toMatchObject({ state: 'fresh' });
  await ok(open('--max-age', 'soon'), 2);
  const file = desk.at('place', 'books', 'status.json');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('"complete"', '"incomplete"'));
  expect(await ok(open('--max-age', '2'), 4)).toMatchObject({ state: 'forged' });
  await writeFile(file, text);
  expect((await desk.run(open('--max-age', '2'))).stdout).toMatch(/^fresh {2}Books: .*\n {2}Newest complete .*\n/);
});

it('a backup made from the terminal gives the signs of life that a scheduled one does, and tells what came of it', async () => {
  there.answer(200, 'ok');
  await ok(['alert-channel', 'remove', 'Team']);
  await ok(['alert-channel', 'add', 'Ping', '--kind', 'ping', '--url-env', 'HOOK'], 0, { HOOK: `${there.url}/ping/uuid` });
  await ok(['alert-channel', 'add', 'Hook', '--kind', 'webhook', '--url-env', 'HOOK'], 0, { HOOK: `${there.url}/hook` });
  const heard = async (args: readonly string[], exit: number): Promise<{ readonly pings: readonly string[]; readonly told: readonly string[]; readonly stderr: string }> => {
    const before = there.heard.length;
    const { code, stderr } = await desk.run(['backup', 'Books', ...args]);
    expect({ code, stderr }).toMatchObject({ code: exit });
    const since = there.heard.slice(before);
    return { pings: since.filter((each) => each.path.startsWith('/ping')).map((each) => each.path.replace(/\?.*/, '')), told: since.filter((each) => each.path === '/hook').map(({ body }) => body), stderr };
  };
  expect(await heard([], 0)).toMatchObject({ pings: ['/ping/uuid/start', '/ping/uuid'] });
  await rename(desk.at('place'), desk.at('unplugged'));
  const failed = await heard([], 1);
  expect(failed.pings).toEqual(['/ping/uuid/start', '/ping/uuid/fail']);
  expect(failed.told.join('')).toContain('Disk is behind for Books');
  await rename(desk.at('unplugged'), desk.at('place'));
  expect((await heard(['--kind', 'pre-change'], 0)).pings).toEqual(['/ping/uuid/start', '/ping/uuid']);
  // Exactly one window of the change guard came of it.
  expect(JSON.stringify(await ok(['guard', 'Books', 'status']))).toContain('"phase":"watching"');
  there.answer(500, 'on fire');
  const untold = await heard([], 0);
  expect(untold.stderr).toContain('Ping cannot be told of the backup');
});
