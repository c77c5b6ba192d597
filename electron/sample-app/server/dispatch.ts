import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultAction, FaultRequest } from '../faults.ts';
import type { App } from './app.ts';
import type { AuthenticatedCall, Call, Reply } from './call.ts';
import { badRequest, Failure, forbidden, noSuchPath, objectNotFound } from './failure.ts';
import { matchRoute, segmentsOf, type Access, type Matched } from './router.ts';
import { routes } from './routes/index.ts';
import { failureReply, faultReply, send } from './sending.ts';

const maxBody = 256 * 1024 * 1024;

/** Serves one request from start to end. Never throws. */
export async function dispatch(app: App, request: IncomingMessage, response: ServerResponse, refuse: (ms: number) => Promise<void>): Promise<void> {
  response.setHeader('X-Request-ID', `req-${app.recorder.begin()}`);
  const target = targetOf(app, request);
  let bytes = 0;
  let whole = true;
  response.once('close', () => app.recorder.end(target.seen.kind, whole && response.writableFinished ? response.statusCode : 0, bytes));
  const fault = app.faults.decide(target.seen);
  try {
    await app.faults.runHooks(target.seen);
    if (fault?.kind === 'run') await fault.run(target.seen);
    if (fault?.kind === 'slow') await sleep(fault.ms);
    if (fault?.kind === 'token-expires') app.tokens.spoil(request.headers, 'expired');
    if (fault?.kind === 'token-read-only') app.tokens.spoil(request.headers, 'read-only');
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'refuse') {
      await refuse(fault.ms);
      return;
    }
    if (fault?.kind === 'reset' && fault.afterBytes === undefined) {
      request.socket.resetAndDestroy();
      return;
    }
    whole = fault?.kind !== 'cut-json';
    bytes = await send(response, await replyTo(app, request, target, fault), fault);
  } catch {
    // Only sending fails here: the client has gone.
    response.destroy();
  }
}

interface Target {
  readonly url: URL;
  readonly seen: FaultRequest;
  readonly matched: Matched | undefined;
  readonly problem: Failure | undefined;
}

function targetOf(app: App, request: IncomingMessage): Target {
  const path = request.url ?? '/';
  const method = request.method ?? 'GET';
  // Read by hand: URL would resolve dots in a path, and an entity may be called anything.
  const [pathOnly = '/', ...query] = path.split('?');
  const url = new URL(`http://localhost/?${query.join('?')}`);
  try {
    const segments = segmentsOf(pathOnly);
    const missing = isMissing(app.options.missingEndpoints ?? [], pathOnly);
    const matched = segments === undefined || missing ? undefined : matchRoute(routes, method, segments);
    return { url, matched, problem: undefined, seen: { kind: matched?.route.kind ?? 'unknown', entity: entityIn(segments), method, path } };
  } catch (error) {
    return { url, matched: undefined, problem: error instanceof Failure ? error : badRequest('Bad path'), seen: { kind: 'unknown', entity: undefined, method, path } };
  }
}

/** The entity in `apps/{app}/entities/{Entity}/…`; `versions` there is none. */
function entityIn(segments: readonly string[] | undefined): string | undefined {
  const [, , place, name] = segments ?? [];
  return place === 'entities' && name !== 'versions' ? name : undefined;
}

function isMissing(missing: readonly string[], path: string): boolean {
  return missing.some((part) => `${path}/`.includes(`/${part.replaceAll(/^\/+|\/+$/g, '')}/`));
}

async function replyTo(app: App, request: IncomingMessage, target: Target, fault: FaultAction | undefined): Promise<Reply> {
  try {
    const body = await readBody(request);
    const replaced = faultReply(fault);
    if (replaced !== undefined) return replaced;
    if (target.problem !== undefined) throw target.problem;
    const { matched } = target;
    if (matched === undefined) throw noSuchPath();
    const { route, params } = matched;
    if (params['app'] !== undefined && params['app'] !== app.store.appId) throw objectNotFound(`App with ID ${params['app']} not found`, 404);
    const environment = request.headers['x-data-env'] === 'dev' ? 'dev' : 'prod';
    const call: Call = { app, kind: route.kind, method: target.seen.method, params, query: target.url.searchParams, headers: request.headers, body, environment, fault };
    const reply = await (route.access === 'anyone' ? route.handle(call) : route.handle(authenticated(call, route.access)));
    return fault?.kind === 'fail-after' ? { status: 500, body: JSON.stringify({ error_type: 'InternalError', message: 'Internal server error', request_id: null, traceback: '' }) } : reply;
  } catch (error) {
    return failureReply(error);
  }
}

function authenticated(call: Call, access: Access): AuthenticatedCall {
  const { app, headers } = call;
  const caller = app.tokens.identify(headers, (email) => app.store.userByEmail(email));
  const isWrite = access.endsWith('write') || (access === 'sign' && app.options.readOnlyMaySign !== true);
  if (caller.readOnly && isWrite) throw forbidden('This token is read-only.');
  if (!caller.editor && access.startsWith('editor')) throw forbidden('You need editor access to this app.');
  // Only requests that may be served count against the limits.
  app.limits.take(call.kind);
  const bypass = app.options.bypassRls === true && caller.editor && headers['x-bypass-rls'] === 'true';
  return { ...call, caller, bypass };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBody) throw new Failure(413, { detail: 'Request too large' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
