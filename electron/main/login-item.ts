import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { app } from 'electron';
import { autostartEntry } from './autostart-entry.ts';
import { hiddenFlag } from './start-options.ts';
import { strings } from './strings.ts';

/** Starting at login, without a window: the system's own list on a Mac and Windows, a file in the autostart folder on Linux. */
export interface LoginItem {
  get(): Promise<boolean>;
  /** @returns what is so afterwards. */
  set(on: boolean): Promise<boolean>;
}

export function loginItem(platform: NodeJS.Platform): LoginItem {
  return platform === 'linux' ? linuxLoginItem() : systemLoginItem();
}

/** A Mac starts it at login without the flag, and says so when it is asked. */
export function wasStartedAtLogin(platform: NodeJS.Platform): boolean {
  return platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}

function systemLoginItem(): LoginItem {
  const args = [...programWords().slice(1), hiddenFlag];
  const get = async (): Promise<boolean> => app.getLoginItemSettings({ args }).openAtLogin;
  return {
    get,
    async set(on) {
      app.setLoginItemSettings({ openAtLogin: on, args });
      return get();
    },
  };
}

function linuxLoginItem(): LoginItem {
  const file = path.join(app.getPath('appData'), 'autostart', 'holdfast.desktop');
  const get = (): Promise<boolean> => access(file).then(() => true, () => false);
  return {
    get,
    async set(on) {
      if (on) {
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, autostartEntry(strings.appName, [...programWords(), hiddenFlag]));
      } else await rm(file, { force: true });
      return get();
    },
  };
}

/** How this program is started: an AppImage is mounted at another place each time, and in a checkout Electron needs the folder. */
function programWords(): readonly string[] {
  const program = process.env['APPIMAGE'] ?? process.execPath;
  return app.isPackaged ? [program] : [program, app.getAppPath()];
}
