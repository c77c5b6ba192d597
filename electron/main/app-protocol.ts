import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Session, protocol } from 'electron';
import { appOrigin, appScheme, hostMeta } from '../../shared/contract/ports.ts';
import { contentTypes, pageHeaders, withStyleNonce } from '../../shared/model/page-policy.ts';
import { containedFile } from './contained-file.ts';

/** Must run before Electron is ready. Without `standard` the page would have no origin of its own, without `secure` no crypto. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
}

/** Serves the built page as `app://holdfast/…` to that session: files of one folder and nothing beside it. */
export function serveApp(session: Session, folder: string): void {
  session.protocol.handle(appScheme, (request) => answer(folder, request));
}

async function answer(folder: string, request: Request): Promise<Response> {
  const styleNonce = randomBytes(16).toString('base64');
  const headers = pageHeaders({ styleNonce });
  const file = request.method === 'GET' ? await fileOf(folder, request.url) : undefined;
  const type = file === undefined ? undefined : contentTypes[path.extname(file)];
  if (file === undefined || type === undefined) return new Response('There is nothing here.\n', { status: 404, headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8' } });
  const content = await readFile(file);
  // The nonce is another one at each load, so a page that is kept would be one without styles.
  const caching = path.basename(path.dirname(file)) === 'assets' ? 'private, max-age=31536000, immutable' : 'no-store';
  return new Response(type.startsWith('text/html') ? filledIn(content.toString('utf8'), styleNonce) : content, {
    headers: { ...headers, 'Content-Type': type, 'Cache-Control': caching },
  });
}

/** The page is told its nonce, and that its host is a window (shared/contract/ports.ts). */
function filledIn(html: string, styleNonce: string): string {
  return withStyleNonce(html, styleNonce).replace(`<meta name="${hostMeta}" content="">`, `<meta name="${hostMeta}" content="window">`);
}

async function fileOf(folder: string, address: string): Promise<string | undefined> {
  // Cut by hand: parsing as an address would resolve `..` before it can be refused.
  if (!address.startsWith(`${appOrigin}/`)) return undefined;
  const pathname = address.slice(appOrigin.length).replace(/[?#].*$/s, '');
  return containedFile(folder, pathname === '/' ? '/index.html' : pathname);
}
