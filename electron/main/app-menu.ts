import { Menu, type MenuItemConstructorOptions } from 'electron';
import { strings } from './strings.ts';

/**
 * The menu bar: what a Mac expects there, and everywhere the keys for copying and for larger text. It has no reload and no
 * developer tools.
 */
export function setAppMenu(platform: NodeJS.Platform): void {
  const view: MenuItemConstructorOptions = {
    label: strings.menu.view,
    submenu: [{ role: 'zoomIn' }, { role: 'zoomOut' }, { role: 'resetZoom' }, { type: 'separator' }, { role: 'togglefullscreen' }],
  };
  const common: MenuItemConstructorOptions[] = [{ role: 'editMenu' }, view, { role: 'windowMenu' }];
  Menu.setApplicationMenu(Menu.buildFromTemplate(platform === 'darwin' ? [{ role: 'appMenu' }, ...common] : common));
}
