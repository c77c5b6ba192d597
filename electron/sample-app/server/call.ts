import type { IncomingHttpHeaders } from 'node:http';
import { parseJson } from '../../../shared/model/record.ts';
import type { EndpointKind, FaultAction } from '../faults.ts';
import type { App } from './app.ts';
import { badRequest, validationError } from './failure.ts';
import type { DataEnvironment } from './store/app-store.ts';
import { isFields, type Fields } from './store/row.ts';
import type { Caller } from './tokens.ts';

/** One request on its way through the server, with everything a handler may ask of it. */
export interface Call {
  readonly app: App;
  readonly kind: EndpointKind;
  readonly method: string;
  /** Parts of the path, decoded. */
  readonly params: { readonly [name: string]: string };
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Which store the request is for: header `X-Data-Env`, production when absent. */
  readonly environment: DataEnvironment;
  /** A fault that the handler itself has to act out. */
  readonly fault: FaultAction | undefined;
}

/** A call whose caller is known. */
export interface AuthenticatedCall extends Call {
  readonly caller: Caller;
  /** `X-Bypass-RLS` was sent by the owner and this server honours it. */
  readonly bypass: boolean;
}

/** What is sent back. `text` is JSON unless `type` says otherwise; `chunks` are made as they are sent. */
export interface Reply {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body: string | Uint8Array | { readonly chunks: () => Iterable<string | Uint8Array>; readonly length?: number };
}

export function json(value: unknown, status = 200): Reply {
  return { status, body: JSON.stringify(value) };
}

/** The request's body as JSON, numbers kept exactly. @throws Failure 422 when it is no JSON. */
function bodyJson(call: Call): unknown {
  if (call.body.length === 0) return undefined;
  try {
    return parseJson(call.body.toString('utf8'));
  } catch {
    throw validationError('JSON decode error');
  }
}

export function bodyObject(call: Call): Fields {
  const value = bodyJson(call);
  if (!isFields(value)) throw validationError('Input should be a valid dictionary');
  return value;
}

export function bodyObjects(call: Call): readonly Fields[] {
  return objectsIn(bodyJson(call), 'Input should be a valid list');
}

export function objectsIn(value: unknown, message: string): readonly Fields[] {
  if (!Array.isArray(value) || !value.every(isFields)) throw validationError(message);
  return value;
}

/** A whole number of at least 1; undefined when the parameter is absent, empty or 0, which Base44's SDK leaves out. */
export function limitParameter(call: Call): number | undefined {
  const limit = numberParameter(call, 'limit');
  return limit === 0 ? undefined : limit;
}

/** A whole number of at least 0, or undefined when the parameter is absent or empty. */
export function numberParameter(call: Call, name: string): number | undefined {
  const text = call.query.get(name);
  if (text === null || text === '') return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw badRequest(`Invalid ${name}.`);
  return value;
}

export function param(call: Call, name: string): string {
  return call.params[name] ?? '';
}
