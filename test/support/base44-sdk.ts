import { createClient, type Base44Client, type EntityHandler } from '@base44/sdk';
import type { RunningSampleApp } from '../../electron/sample-app/index.ts';

/**
 * The official SDK, unmodified, pointed at a sample app. It prints every error unless it runs in production, and prints
 * when its socket connects.
 */

export interface Sdk {
  readonly client: Base44Client;
  readonly entity: <T>(name: string) => EntityHandler<T>;
}

export function sdkFor(app: RunningSampleApp, options: { readonly token?: string; readonly serviceToken?: string; readonly headers?: Record<string, string> } = {}): Sdk {
  process.env['NODE_ENV'] = 'production';
  const client = createClient({ serverUrl: app.url, appId: app.appId, token: app.token, ...options });
  return { client, entity: (name) => handler(client, name) };
}

export function handler<T>(client: Pick<Base44Client, 'entities'>, name: string): EntityHandler<T> {
  const found = client.entities[name];
  if (found === undefined) throw new Error(`The SDK has no entity ${name}.`);
  return found;
}

/** A request without the SDK, for what it has no method for. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
}

export interface Asking {
  readonly method?: string;
  readonly body?: unknown;
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Asks for a path below `/api/apps/{appId}/` (the app itself when it is empty), as the owner unless told otherwise. */
export async function ask(app: RunningSampleApp, path: string, { method = 'GET', body, token = app.token, headers = {}, signal }: Asking = {}): Promise<Answer> {
  const response = await fetch(`${app.url}/api/apps/${app.appId}${path === '' ? '' : '/'}${path}`, {
    method,
    headers: { ...(token === null ? {} : { Authorization: `Bearer ${token}` }), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
