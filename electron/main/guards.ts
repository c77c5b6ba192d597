import { type Session, app } from 'electron';
import { appOrigin } from '../../shared/contract/ports.ts';
import { safeOpen } from './safe-open.ts';

/** What a page of ours may ask for. Copying needs the second; the first shows nothing before the system's own switch allows it. */
const allowed: ReadonlySet<string> = new Set(['notifications', 'clipboard-sanitized-write']);

/**
 * For every page there will ever be, ours or not: it stays where it is, opens nothing, embeds nothing. A link to somewhere else
 * opens in the person's browser, if it is one that is safe to open.
 */
export function guardContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(({ url }) => {
      void safeOpen(url);
      return { action: 'deny' };
    });
    contents.on('will-frame-navigate', (details) => {
      if (!details.isMainFrame || !isReload(contents.getURL(), details.url)) details.preventDefault();
    });
    contents.on('will-redirect', (details) => details.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}

/** Refuses every permission but what `allowed` says, to everyone but our own page; downloads; and whatever is not on this computer. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, callback) => callback(allowed.has(permission) && isOurs(contents.getURL())));
  session.setPermissionCheckHandler((_contents, permission, origin) => allowed.has(permission) && isOurs(origin));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler(null);
  session.on('will-download', (event) => event.preventDefault());
  // The page's policy says so too; this holds where no policy does.
  session.webRequest.onBeforeRequest((details, respond) => respond({ cancel: !isLocal(details.url) }));
}

/** The page may load itself anew, which is all the navigation it ever needs. */
function isReload(from: string, to: string): boolean {
  const page = (address: string): string => address.replace(/#.*$/s, '');
  return isOurs(from) && page(from) === page(to);
}

/** Nothing comes from elsewhere: no picture, no script, no beacon. */
function isLocal(address: string): boolean {
  return isOurs(address) || /^(data|blob|devtools):/.test(address);
}

/** An origin comes with a slash at its end or without, as Chromium likes. */
function isOurs(address: string): boolean {
  return address === appOrigin || address.startsWith(`${appOrigin}/`);
}
