import { call, expect, expectSeen, test, trayLabels, trayState } from './walk.ts';

interface Kit {
  readonly base64: string;
}

test('without an app the tray says so, and offers nothing that cannot be done', async ({ desktop }) => {
  await expectSeen(desktop, trayLabels, ['No app is protected yet', '—', 'Open Holdfast', 'Quit Holdfast']);
});

test.describe('with the sample app', () => {
  test.use({ desktopOptions: { args: ['--sample'] } });

  test('it goes from working over needs-you to safe and paused, and its menu does what it says', async ({ desktop }) => {
    await desktop.page();
    await expectSeen(desktop, trayState, 'working');
    await expectSeen(desktop, ({ tray }) => tray?.menu.find(({ label }) => label === 'Back up now')?.enabled, false);
    // The first backup is there, and the recovery kit in nobody's hands.
    await expectSeen(desktop, trayState, 'needs-you');
    const { apps } = (await call(desktop, 'engine', 'apps.list')) as { readonly apps: readonly { readonly name: string }[] };
    const app = apps[0]?.name ?? '';
    await expectSeen(desktop, (seen) => trayLabels(seen).includes(`Keep the recovery kit of ${app}`), true);
    await proveKit((path, input) => call(desktop, 'engine', path, input), app);
    await expectSeen(desktop, trayState, 'safe');
    const safe = await desktop.look();
    expect(safe.tray?.tooltip).toBe('Holdfast: everything is safe');
    expect(trayLabels(safe)).toEqual([expect.stringMatching(/^Last verified: today, \d\d:\d\d/), expect.stringMatching(/^Next backup: (today|tomorrow), /), 'Back up now', '—', 'Pause backups', '—', 'Open Holdfast', 'Quit Holdfast']);

    await desktop.do('chooseInTray', { labels: ['Pause backups', 'For 1 hour'] });
    await expectSeen(desktop, trayState, 'paused');
    expect(trayLabels(await desktop.look())).toContain('Go on with backups');
    await desktop.do('chooseInTray', { labels: ['Go on with backups'] });
    await expectSeen(desktop, trayState, 'safe');

    await call(desktop, 'engine', 'settings.set', { notices: 'every-backup' });
    await desktop.do('chooseInTray', { labels: ['Back up now'] });
    await expectSeen(desktop, ({ notices }) => notices.map(({ title }) => title), [`${app} is backed up`]);
    await expectSeen(desktop, ({ keptAwake }) => keptAwake, false);
  });
});

/** Types in what the kit says, as the founder does. */
async function proveKit(ask: (path: string, input: unknown) => Promise<unknown>, app: string): Promise<void> {
  const { base64 } = (await ask('kit.render', { app, format: 'txt' })) as Kit;
  const { groups, of, length } = (await ask('kit.challenge', { app })) as { readonly groups: readonly number[]; readonly of: number; readonly length: number };
  const text = Buffer.from(base64, 'base64').toString('utf8');
  const key = /AGE-SECRET-KEY-1[0-9A-Z]+/.exec(text.replaceAll(/\s/g, ''))?.[0] ?? '';
  const parts = key.match(new RegExp(`.{1,${length}}`, 'g')) ?? [];
  expect(parts).toHaveLength(of);
  expect(await ask('kit.prove', { app, answers: groups.map((group) => ({ group, text: parts[group - 1] ?? '' })) })).toMatchObject({ proved: true });
}
