import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Desktop } from '../../support/electron-double/start-desktop.ts';
import { call, expect, expectWelcome, refusal, test } from './walk.ts';

const noted = async (desktop: Desktop, kind: string): Promise<readonly string[]> => (await desktop.look()).notes.flatMap((note) => (note.kind === kind && 'url' in note ? [note.url] : []));

test.beforeEach(async ({ desktop }) => expectWelcome(await desktop.page()));

test('a folder of the person’s choice', async ({ desktop }) => {
  await desktop.do('answerFolder', { folder: desktop.home });
  expect(await call(desktop, 'desktop', 'pickFolder', { title: 'Where to?' })).toEqual({ path: desktop.home });
  await desktop.do('answerFolder', { folder: null });
  expect(await call(desktop, 'desktop', 'pickFolder', { title: 'Where to?', start: desktop.home })).toEqual({ path: null });
});

test('links go out through one door', async ({ desktop }) => {
  await call(desktop, 'desktop', 'openLink', { url: 'https://holdfast.example/help' });
  await call(desktop, 'desktop', 'openLink', { url: 'mailto:help@holdfast.example?subject=Hello' });
  for (const url of ['http://holdfast.example', 'file:///etc/passwd', 'javascript:alert(1)', 'smb://share', 'https://a@b.example', 'mailto:a@b.example?attach=/etc/passwd', 'no link']) {
    expect(await refusal(desktop, 'desktop', 'openLink', { url }), url).toBe('invalid-input');
  }
  expect(await noted(desktop, 'opened-outside')).toEqual(['https://holdfast.example/help', 'mailto:help@holdfast.example?subject=Hello']);
});

test('a file is shown where it lies, and one that is gone is named as gone', async ({ desktop }) => {
  await call(desktop, 'desktop', 'showFile', { path: desktop.home });
  expect(await refusal(desktop, 'desktop', 'showFile', { path: path.join(desktop.home, 'gone') })).toBe('not-found');
  expect(await refusal(desktop, 'desktop', 'showFile', { path: 'relative' })).toBe('not-found');
  expect(await noted(desktop, 'shown-in-folder')).toEqual([desktop.home]);
});

test('starting at login is switched on and off', async ({ desktop }) => {
  test.skip(process.platform !== 'linux', 'The autostart folder is Linux’s; elsewhere the system keeps the list.');
  expect(await call(desktop, 'desktop', 'startAtLogin.get')).toEqual({ on: false });
  expect(await call(desktop, 'desktop', 'startAtLogin.set', { on: true })).toEqual({ on: true });
  const entry = await readFile(path.join(desktop.home, '.config', 'autostart', 'holdfast.desktop'), 'utf8');
  expect(entry).toContain('Name=Holdfast\n');
  expect(entry).toMatch(/^Exec="[^"]+".* "--hidden"$/m);
  expect(await call(desktop, 'desktop', 'startAtLogin.set', { on: false })).toEqual({ on: false });
});
