import { app } from 'electron';
import { linkScheme } from '../../shared/model/holdfast-link.ts';
import { type Asked, askedAsFile, askedAsLink, askedInArgv } from './asked-in-argv.ts';
import { windowsIdentity } from './identity.ts';
import { IncomingBox } from './incoming.ts';
import { isOnlyInstance } from './single-instance.ts';

export interface OpenRequests {
  readonly box: IncomingBox;
  /** Did somebody open something with this start of the program? */
  readonly wereMade: () => boolean;
}

/**
 * Everything by which the system says that a person wants the window, or opened a link or a file with Holdfast. To be called before
 * Electron is ready: a Mac tells of the double-click that started the program by then.
 * @returns undefined when another Holdfast runs, which was told instead
 */
export function hearOpenRequests(platform: NodeJS.Platform, show: () => void): OpenRequests | undefined {
  const box = new IncomingBox();
  let made = false;
  const open = (asked: Asked | undefined): void => {
    made ||= asked !== undefined;
    void box.take(asked);
    show();
  };
  app.on('open-url', (event, url) => {
    event.preventDefault();
    open(askedAsLink(url) ?? { kind: 'refused', why: 'link' });
  });
  app.on('open-file', (event, file) => {
    event.preventDefault();
    open(askedAsFile(file, '/', platform) ?? { kind: 'refused', why: 'file' });
  });
  if (!isOnlyInstance((argv, folder) => open(askedInArgv(argv, folder, platform)))) return undefined;
  const first = askedInArgv(process.argv, process.cwd(), platform);
  if (first !== undefined) open(first);
  return { box, wereMade: () => made };
}

/** Whether a link in the browser comes back to this program: a checkout takes none, and nobody tells the system of an AppImage. */
export function takesLinks(platform: NodeJS.Platform): boolean {
  return app.isPackaged && (platform !== 'linux' || process.env['APPIMAGE'] === undefined);
}

/** Tells the system who this is, and that links with our scheme are for this program. A checkout takes no links. */
export function introduce(platform: NodeJS.Platform): void {
  if (platform === 'win32') app.setAppUserModelId(windowsIdentity);
  if (!app.isPackaged) return;
  // Behind `--` nothing is an option any more, whatever a link looks like.
  if (platform === 'win32') app.setAsDefaultProtocolClient(linkScheme, process.execPath, ['--']);
  // On Linux the package's desktop entry says so.
  if (platform === 'darwin') app.setAsDefaultProtocolClient(linkScheme);
}
