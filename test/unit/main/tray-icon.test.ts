import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { panelOf, trayIcon } from '../../../electron/main/tray-icon.ts';

const states = ['safe', 'working', 'needs-you', 'paused'] as const;
const panels = ['dark', 'light'] as const;

describe('the picture in the tray', () => {
  it('is a template on a Mac, one file with all sizes on Windows, a picture on Linux', () => {
    expect(trayIcon('safe', 'darwin', 'dark')).toEqual({ file: 'tray-safeTemplate.png', template: true });
    expect(trayIcon('needs-you', 'win32', 'light')).toEqual({ file: 'tray-needs-you-light.ico', template: false });
    expect(trayIcon('paused', 'linux', 'dark')).toEqual({ file: 'tray-paused-dark.png', template: false });
  });

  it('is there for every state, system and panel', () => {
    const files = states.flatMap((state) => (['darwin', 'win32', 'linux'] as const).flatMap((platform) => panels.map((panel) => trayIcon(state, platform, panel).file)));
    expect(files.filter((file) => !existsSync(fileURLToPath(new URL(`../../../build/icons/tray/${file}`, import.meta.url))))).toEqual([]);
  });

  it('goes by the system, and not by a light theme where panels are always dark', () => {
    expect(panelOf({ platform: 'win32', systemIsDark: true, desktop: '' })).toBe('dark');
    expect(panelOf({ platform: 'win32', systemIsDark: false, desktop: '' })).toBe('light');
    expect(panelOf({ platform: 'linux', systemIsDark: false, desktop: 'KDE' })).toBe('light');
    expect(panelOf({ platform: 'linux', systemIsDark: false, desktop: 'ubuntu:GNOME' })).toBe('dark');
  });
});
