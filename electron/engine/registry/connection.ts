import path from 'node:path';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { AddAppInput, AppInfo } from '../engine.ts';
import type { StoredApp, StoredConnection } from '../settings/schema.ts';

/** What was typed to reach an app, apart: what may lie in the settings, and the secret that may not. */
export interface ParsedConnection {
  readonly connection: StoredConnection;
  readonly token: string | undefined;
}

/** @throws invalid-input with the field in `details.field`; the sentence never holds the token. */
export function parseConnection(input: AddAppInput['connection']): ParsedConnection {
  if (input.platform === 'csv-folder') {
    if (input.path.trim() === '') throw refused('path', 'No folder was given.', 'Give the folder that holds the exported files.');
    return { connection: { platform: 'csv-folder', path: path.resolve(input.path) }, token: undefined };
  }
  const appId = input.appId.trim();
  if (!/^[A-Za-z0-9_-]{1,100}$/.test(appId)) {
    throw refused('appId', 'That is not the id of an app.', "Copy it from the address of the app's editor: app.base44.com/apps/<id>/editor.");
  }
  const url = parseUrl(input.url);
  // A server on this computer is the sample app or a test, not the platform with its limits.
  const plan = input.plan ?? (isLoopback(new URL(url)) ? 'unmetered' : undefined);
  return {
    connection: {
      platform: 'base44',
      url,
      appId,
      ...(plan === undefined ? {} : { plan }),
      ...(input.dataEnvironment === undefined ? {} : { dataEnvironment: input.dataEnvironment }),
    },
    token: parseToken(input.token),
  };
}

/** A token as it goes into a header. @throws invalid-input. */
export function parseToken(text: string): string {
  const token = text.trim();
  if (token === '') throw refused('token', 'The access token is empty.', 'Copy the whole token from the platform and give it again.');
  if (!/^[\x21-\x7e]{1,8192}$/.test(token)) {
    throw refused('token', 'The access token holds characters that a token cannot have.', 'Copy the token again, without line breaks or spaces.');
  }
  return token;
}

/** An http(s) address without a trailing slash, a query or a fragment. @throws invalid-input. */
function parseUrl(text: string): string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw refused('url', 'That is not an address of an app.', 'Give it in full, such as https://app.base44.com.');
  }
  // A password in the address would end up in the settings.
  if (url.username !== '' || url.password !== '') {
    throw refused('url', 'The address holds a user name or password.', 'Give the address without them, and the access token separately.');
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** Would the token travel unencrypted to another computer? Allowed, for a server in the same house, but said. */
export function isReadableOnTheWay(connection: StoredConnection): boolean {
  if (connection.platform !== 'base44') return false;
  const url = new URL(connection.url);
  return url.protocol === 'http:' && !isLoopback(url);
}

/** Is this address on this computer? */
function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || url.hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(url.hostname);
}

function refused(field: string, message: string, nextStep: string): HoldfastError {
  return new HoldfastError('invalid-input', message, { nextStep, details: { field } });
}

/** Tells whether two connections reach the same data, so that an app that was removed and added again keeps its backups. */
export function appKey(connection: StoredConnection): string {
  if (connection.platform === 'opened') return 'opened';
  if (connection.platform === 'csv-folder') return `csv-folder ${connection.path}`;
  return `base44 ${connection.url} ${connection.appId} ${connection.dataEnvironment ?? 'prod'}`;
}

/** What of an app may be shown. */
export function appInfo(app: StoredApp): AppInfo {
  const { connection } = app;
  const common = { name: app.name, platform: connection.platform, destinations: app.destinations, addedAt: app.addedAt };
  if (connection.platform === 'opened') return { ...common, platform: 'opened' };
  if (connection.platform === 'csv-folder') return { ...common, path: connection.path };
  return { ...common, url: connection.url, appId: connection.appId };
}
