import { once } from 'node:events';
import { createServer } from 'node:net';
import { call, expect, expectSeen, expectWelcome, refusal, test } from './walk.ts';

test('after the engine crashed it is started again, the person is told, and the same page goes on', async ({ desktop }) => {
  const page = await desktop.page();
  await expectWelcome(page);
  await page.evaluate('window.stayed = true');
  const { engines: before } = await desktop.look();
  await desktop.do('crashEngine');
  await expectSeen(desktop, ({ notices }) => notices.map(({ title }) => title), ['Holdfast had to start again']);
  const { engines: after } = await desktop.look();
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(before);
  // The page was not loaded anew, and what a person does in it reaches the new engine.
  await page.getByText('Try it with a sample app').click();
  await expect(page.getByText('Sample shop').first()).toBeVisible({ timeout: 45_000 });
  expect(await page.evaluate('window.stayed')).toBe(true);
});

test('a call that was under way fails plainly, and does not hang', async ({ desktop }) => {
  await expectWelcome(await desktop.page());
  // Nobody answers at this address for as long as the call lasts.
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const waiting = refusal(desktop, 'engine', 'apps.inspect', { connection: { platform: 'base44', url: `http://127.0.0.1:${port}`, appId: 'app', token: 'token' } });
  await once(silent, 'connection');
  await desktop.do('crashEngine');
  expect(await waiting).not.toBe('not refused');
  silent.close();
});

test('an engine that crashes again and again is left alone, and a person is asked', async ({ desktop }) => {
  test.setTimeout(120_000);
  await expectWelcome(await desktop.page());
  const crashed = new Set<number>();
  while (crashed.size < 5) {
    await expectSeen(desktop, ({ engines }) => engines.filter((pid) => !crashed.has(pid)).length, 1);
    for (const pid of (await desktop.look()).engines) crashed.add(pid);
    await desktop.do('crashEngine');
  }
  await expectSeen(desktop, ({ notes }) => notes.flatMap((note) => (note.kind === 'asked' ? [note.message] : [])), ['Holdfast’s engine stops again and again.']);
  // Whoever looks is told, and waits for nothing.
  expect(await refusal(desktop, 'engine', 'apps.list')).toBe('bug');
  await expectSeen(desktop, ({ tray }) => [tray?.state, tray?.menu[0]?.label], ['needs-you', 'Holdfast’s engine stopped unexpectedly.']);
  await desktop.do('answerButton', { label: 'Try again' });
  await expect.poll(() => call(desktop, 'engine', 'apps.list').catch(() => undefined)).toEqual({ apps: [] });
});
