import type { EndpointKind } from '../faults.ts';
import type { AuthenticatedCall, Call, Reply } from './call.ts';
import { badRequest } from './failure.ts';

/**
 * Who may call an endpoint: somebody `signed-in`; an `editor` of the app. `write` and `editor-write` refuse
 * read-only tokens; that is also so for reading the trash and the versions. `sign` refuses them if the server is told so.
 */
export type Access = 'signed-in' | 'editor' | 'write' | 'editor-write' | 'sign';

interface Endpoint {
  readonly kind: EndpointKind;
  readonly method: string;
  readonly path: readonly string[];
}

interface PublicRoute extends Endpoint {
  readonly access: 'anyone';
  readonly handle: (call: Call) => Reply | Promise<Reply>;
}

interface GuardedRoute extends Endpoint {
  readonly access: Access;
  readonly handle: (call: AuthenticatedCall) => Reply | Promise<Reply>;
}

export type Route = PublicRoute | GuardedRoute;

/** A route from text: `GET apps/:app/entities/:entity/v2/list`. A last part `*name` takes the rest of the path. */
export function route(kind: EndpointKind, pattern: string, access: Access, handle: GuardedRoute['handle']): Route {
  return { ...endpoint(kind, pattern), access, handle };
}

/** A route that needs no token. */
export function publicRoute(kind: EndpointKind, pattern: string, handle: PublicRoute['handle']): Route {
  return { ...endpoint(kind, pattern), access: 'anyone', handle };
}

function endpoint(kind: EndpointKind, pattern: string): Endpoint {
  const [method = 'GET', path = ''] = pattern.split(' ');
  return { kind, method, path: path.split('/') };
}

export interface Matched {
  readonly route: Route;
  readonly params: { readonly [name: string]: string };
}

/** The first route that fits; order decides between a literal and a parameter. */
export function matchRoute(routes: readonly Route[], method: string, segments: readonly string[]): Matched | undefined {
  for (const candidate of routes) {
    if (candidate.method !== method) continue;
    const params = matchPath(candidate.path, segments);
    if (params !== undefined) return { route: candidate, params };
  }
  return undefined;
}

function matchPath(pattern: readonly string[], segments: readonly string[]): { readonly [name: string]: string } | undefined {
  const params: [string, string][] = [];
  for (const [index, part] of pattern.entries()) {
    if (part.startsWith('*')) {
      params.push([part.slice(1), segments.slice(index).join('/')]);
      return index < segments.length ? Object.fromEntries(params) : undefined;
    }
    const segment = segments[index];
    if (segment === undefined) return undefined;
    if (part.startsWith(':')) params.push([part.slice(1), segment]);
    else if (part !== segment) return undefined;
  }
  return pattern.length === segments.length ? Object.fromEntries(params) : undefined;
}

/** The decoded parts of a request's path behind `/api/`; undefined when it is not one of those. */
export function segmentsOf(path: string): readonly string[] | undefined {
  const [first, ...rest] = path.replace(/^\/+/, '').split('/');
  if (first !== 'api') return undefined;
  try {
    return rest.map(decodeURIComponent);
  } catch {
    throw badRequest('The path is not validly encoded.');
  }
}
