import { Menu, type MenuItemConstructorOptions } from 'electron';
import { strings } from './strings.ts';

/**
 * The menu bar: what a Mac expects there, and everywhere the keys for copying and for larger text. It has no reload and no
 * developer tools.
 */
export function setAppMenu(platform: NodeJS.Platform, onHelp: () => void): void {
  const view: MenuItemConstructorOptions = {
    label: strings.menu.view,
    submenu: [{ role: 'zoomIn' }, { role: 'zoomOut' }, { role: 'resetZoom' }, { type: 'separator' }, { role: 'togglefullscreen' }],
  };
  // The page hears F1 itself; the menu only says so. A Mac has other uses for that key.
  const key = platform === 'darwin' ? {} : ({ accelerator: 'F1', registerAccelerator: false } as const);
  const help: MenuItemConstructorOptions = { role: 'help', label: strings.menu.help, submenu: [{ label: strings.menu.guide, click: onHelp, ...key }] };
  const common: MenuItemConstructorOptions[] = [{ role: 'editMenu' }, view, { role: 'windowMenu' }, help];
  Menu.setApplicationMenu(Menu.buildFromTemplate(platform === 'darwin' ? [{ role: 'appMenu' }, ...common] : common));
}
