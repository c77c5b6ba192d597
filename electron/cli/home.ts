import os from 'node:os';
import path from 'node:path';

export interface HomeQuestion {
  /** `--home`, where it was given. */
  readonly option: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
}

/**
 * Where state is kept: `--home`, else HOLDFAST_HOME, else the directory that the window's part of the program uses
 * (Electron's `userData`), so that both see the same apps.
 */
export function homeDirectory({ option, env, platform }: HomeQuestion): string {
  const chosen = option ?? env['HOLDFAST_HOME'];
  if (chosen !== undefined && chosen !== '') return path.resolve(chosen);
  const user = os.homedir();
  if (platform === 'win32') return path.join(env['APPDATA'] ?? path.join(user, 'AppData', 'Roaming'), 'Holdfast');
  if (platform === 'darwin') return path.join(user, 'Library', 'Application Support', 'Holdfast');
  // XDG: a relative value is to be ignored (https://specifications.freedesktop.org/basedir-spec/).
  const configured = env['XDG_CONFIG_HOME'];
  return path.join(configured !== undefined && path.isAbsolute(configured) ? configured : path.join(user, '.config'), 'Holdfast');
}
