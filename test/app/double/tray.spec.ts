import { rename } from 'node:fs/promises';
import type { Seen } from '../../support/electron-double/orders.ts';
import { call, expect, expectSeen, test, trayLabels, trayState } from './walk.ts';

test('without an app the tray says so, and offers nothing that cannot be done', async ({ desktop }) => {
  await expectSeen(desktop, trayLabels, ['No app is protected yet', '—', 'Open Holdfast', 'Quit Holdfast']);
});

test.describe('on a panel that follows the theme', () => {
  test.use({ desktopOptions: { env: { XDG_CURRENT_DESKTOP: 'KDE' } } });

  test('its icon is for dark or for light, and changes with it', async ({ desktop }) => {
    const panel = ({ tray }: Seen): string | undefined => /-(dark|light)\.png$/.exec(tray?.icon ?? '')?.[1];
    await expectSeen(desktop, panel, 'light');
    await desktop.do('recolour', { dark: true });
    expect(panel(await desktop.look())).toBe('dark');
    await desktop.do('recolour', { dark: false });
    expect(panel(await desktop.look())).toBe('light');
  });
});

test.describe('with the sample app', () => {
  test.use({ desktopOptions: { args: ['--sample'] } });

  test('its icon and menu say what is so, and the menu does what it says', async ({ desktop }) => {
    test.setTimeout(180_000);
    await desktop.page();
    await expectSeen(desktop, ({ tray, keptAwake }) => [tray?.state, keptAwake], ['working', true]);
    expect((await desktop.look()).tray?.menu.find(({ label }) => label === 'Back up now')?.enabled).toBe(false);
    const { apps } = (await call(desktop, 'engine', 'apps.list')) as { readonly apps: readonly { readonly name: string }[] };
    const app = apps[0]?.name ?? '';

    await expectSeen(desktop, trayState, 'safe');
    const safe = await desktop.look();
    expect([safe.tray?.tooltip, safe.keptAwake]).toEqual(['Holdfast: everything is safe', false]);
    expect(trayLabels(safe).filter((label) => label !== `Keep the recovery kit of ${app}`)).toEqual([
      expect.stringMatching(/^Last verified: today, \d?\d:\d\d/),
      expect.stringMatching(/^Next backup: (today|tomorrow), /),
      'Back up now',
      'Change guard: back up and watch',
      '—',
      'Pause backups',
      '—',
      'Open Holdfast',
      'Quit Holdfast',
    ]);

    await desktop.do('chooseInTray', { labels: ['Pause backups', 'For 1 hour'] });
    await expectSeen(desktop, trayState, 'paused');
    await desktop.do('chooseInTray', { labels: ['Go on with backups'] });
    await expectSeen(desktop, trayState, 'safe');

    await call(desktop, 'engine', 'settings.set', { notices: 'every-backup' });
    await desktop.do('chooseInTray', { labels: ['Back up now'] });
    await expectSeen(desktop, ({ notices }) => notices.map(({ title }) => title), [`${app} is backed up`]);
    // The run counts as going on until its places were looked into again.
    await expectSeen(desktop, trayState, 'safe');

    // The drive with the backups is gone.
    const { places } = (await call(desktop, 'engine', 'places.list')) as { readonly places: readonly { readonly path: string }[] };
    for (const place of places) await rename(place.path, `${place.path}-gone`);
    await desktop.do('chooseInTray', { labels: ['Back up now'] });
    await expectSeen(desktop, trayState, 'needs-you');
    const behind = / is behind for /;
    await expectSeen(desktop, ({ notices }) => notices.filter(({ title }) => behind.test(title)).length, 1);
    await desktop.do('closeWindow');
    await desktop.do('clickNotice', { title: (await desktop.look()).notices.find(({ title }) => behind.test(title))?.title ?? '' });
    expect((await desktop.look()).window?.visible).toBe(true);
  });
});
