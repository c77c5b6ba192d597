import type { TrayState } from './tray-menu.ts';

/** What is drawn upon. */
export type Panel = 'dark' | 'light';

export interface PanelFacts {
  readonly platform: NodeJS.Platform;
  /** Whether the system's own surfaces are dark: on Windows another setting than that of programs. */
  readonly systemIsDark: boolean;
  /** XDG_CURRENT_DESKTOP: names with `:` between. */
  readonly desktop: string;
}

/** Their panel is dark in a light theme, too. */
const alwaysDark: ReadonlySet<string> = new Set(['GNOME', 'Unity']);

export function panelOf({ platform, systemIsDark, desktop }: PanelFacts): Panel {
  if (platform === 'linux' && desktop.split(':').some((name) => alwaysDark.has(name))) return 'dark';
  return systemIsDark ? 'dark' : 'light';
}

/**
 * The file of icons/ with the tray's picture. A Mac is given a template, which it draws black or white itself; Windows a file with every
 * size in it; Linux a picture that has others for denser screens beside it.
 */
export function trayIcon(state: TrayState, platform: NodeJS.Platform, panel: Panel): { readonly file: string; readonly template: boolean } {
  if (platform === 'darwin') return { file: `tray-${state}Template.png`, template: true };
  return { file: `tray-${state}-${panel}.${platform === 'win32' ? 'ico' : 'png'}`, template: false };
}
