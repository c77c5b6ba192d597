import './control.ts';
import { app, ipcMain } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { Menu, MessageChannelMain, Notification, Tray, dialog, nativeImage, nativeTheme, powerMonitor, powerSaveBlocker, screen, shell } from './desktop.ts';
import { autoUpdater, net } from './net.ts';
import { protocol, session } from './session.ts';
import { utilityProcess } from './utility-process.ts';

/** What stands in for the module 'electron' when the bundle of the main process runs under plain Node (docs/adr/0010). */
const electron = { app, autoUpdater, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain, nativeImage, nativeTheme, net, Notification, powerMonitor, powerSaveBlocker, protocol, screen, session, shell, Tray, utilityProcess };

export { app, autoUpdater, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain, nativeImage, nativeTheme, net, Notification, powerMonitor, powerSaveBlocker, protocol, screen, session, shell, Tray, utilityProcess };
// oxlint-disable-next-line import/no-default-export -- CommonJS packages take Electron whole.
export default electron;
electron satisfies Record<Extract<keyof typeof electron, keyof typeof Electron.CrossProcessExports | keyof typeof Electron.Main>, unknown>;
