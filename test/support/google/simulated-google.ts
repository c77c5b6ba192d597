import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { DriveApi, requestKind } from './drive-api.ts';
import type { DriveAnswer } from './drive-api.ts';
import { Failure, failureBody } from './failure.ts';
import type { GoogleFault, RequestKind } from './faults.ts';
import { Faults } from './faults.ts';
import { GoogleSignIns, opensDrive } from './oauth.ts';
import type { UploadAnswer } from './uploads.ts';
import { UploadSessions } from './uploads.ts';
import { GoogleWorld } from './world.ts';

/** A Google of our own on this computer: sign-in and Drive, as far as Google's unmodified client needs them, and everything that goes wrong there. */
export interface SimulatedGoogle {
  readonly addresses: { readonly api: string; readonly authorize: string; readonly token: string };
  readonly signIns: GoogleSignIns;
  readonly world: GoogleWorld;
  readonly faults: Faults;
  /** Kinds of requests so far, in order. */
  readonly requests: readonly RequestKind[];
  /** Bytes of content that were sent here. */
  bytesUploaded(): number;
  close(): Promise<void>;
}

export async function startGoogle(): Promise<SimulatedGoogle> {
  const world = new GoogleWorld();
  const signIns = new GoogleSignIns();
  const faults = new Faults();
  const uploads = new UploadSessions(world);
  const requests: RequestKind[] = [];
  const api = new DriveApi(world, uploads);
  let origin = '';

  const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
    void handle(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin);
    const method = request.method ?? 'GET';
    const kind = requestKind(method, url, request.headers['content-range']);
    requests.push(kind);
    const fault = faults.decide(kind);
    if (fault?.kind === 'hang') {
      request.resume();
      return;
    }
    if (fault?.kind === 'reset') {
      request.socket.destroy();
      return;
    }
    const { body, isWhole } = await readBody(request);
    if (fault?.kind === 'run') await fault.run();
    const answer = fixedAnswer(fault) ?? serve(kind, method, url, request, body, isWhole, fault);
    if (fault?.kind === 'lose-answer' || !isWhole) request.socket.destroy();
    else send(response, answer, fault?.kind === 'cut' ? fault.afterBytes : undefined);
  }

  function serve(kind: RequestKind, method: string, url: URL, { headers }: IncomingMessage, body: Buffer, isWhole: boolean, fault: GoogleFault | undefined): DriveAnswer {
    if (kind === 'authorize') {
      const outcome = signIns.authorize(url.searchParams);
      return outcome.kind === 'redirect' ? { status: 302, headers: { location: outcome.to } } : { status: 400, body: { error: outcome.problem } };
    }
    if (kind === 'token') return signIns.token(new URLSearchParams(body.toString()));
    try {
      const grant = signIns.caller(headers.authorization);
      if (grant === undefined) throw new Failure(401, 'authError', 'Invalid Credentials');
      if (!opensDrive(grant.scope)) throw new Failure(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.');
      if (kind === 'upload' || kind === 'upload-status') return upload(kind, url, headers['content-range'], body, isWhole, fault);
      return isWhole ? api.serve({ kind, method, url, headers, body, caller: grant }) : { status: 400 };
    } catch (error) {
      if (error instanceof Failure) return { status: error.status, body: failureBody(error) };
      throw error;
    }
  }

  function upload(kind: 'upload' | 'upload-status', url: URL, contentRange: string | undefined, body: Buffer, isWhole: boolean, fault: GoogleFault | undefined): DriveAnswer {
    const id = url.searchParams.get('upload_id') ?? '';
    if (fault?.kind === 'forget-upload') {
      uploads.forget(id);
      throw new Failure(fault.status, 'notFound', 'No such upload.');
    }
    if (kind === 'upload-status') return uploadAnswer(uploads.state(id));
    const [, start, last] = /^bytes (\d+)-(\d+)\/\d+$/.exec(contentRange ?? '') ?? [];
    const range = start === undefined ? undefined : { start: Number(start), end: Number(last) + 1 };
    const state = uploads.take(id, range, body, { isWhole, damage: fault?.kind === 'damage', ...(fault?.kind === 'take' ? { keep: fault.bytes } : {}) });
    if (fault?.kind === 'take' && fault.status !== undefined) throw new Failure(fault.status, 'backendError', 'Internal Error');
    return uploadAnswer(state);
  }

  function uploadAnswer(state: UploadAnswer): DriveAnswer {
    if (state.kind === 'done') return { status: 200, body: api.answer(state.file, state.fields) };
    return { status: 308, ...(state.received === 0 ? {} : { headers: { range: `bytes=0-${state.received - 1}` } }) };
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('The server has no port.');
  origin = `http://127.0.0.1:${bound.port}/`;
  return {
    addresses: { api: origin, authorize: `${origin}authorize`, token: `${origin}token` },
    signIns,
    world,
    faults,
    requests,
    bytesUploaded: () => uploads.bytesReceived,
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What came, also when the client broke off. */
async function readBody(request: IncomingMessage): Promise<{ readonly body: Buffer; readonly isWhole: boolean }> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of request) pieces.push(piece as Buffer);
    return { body: Buffer.concat(pieces), isWhole: request.complete };
  } catch {
    return { body: Buffer.concat(pieces), isWhole: false };
  }
}

/** For faults that do not look at what was asked. */
function fixedAnswer(fault: GoogleFault | undefined): DriveAnswer | undefined {
  switch (fault?.kind) {
    case 'status': {
      const { status, reason = 'backendError', location, body = failureBody({ status, reason, message: 'As a test wants it.', location }), retryAfter } = fault;
      return { status, body, ...(retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfter } }) };
    }
    case 'html':
      return { status: fault.status ?? 500, headers: { 'content-type': 'text/html' }, body: Buffer.from('<!doctype html><title>Sign in to this network</title>') };
    case 'answer':
      return { status: 200, body: fault.body, ...(fault.headers === undefined ? {} : { headers: fault.headers }) };
    default:
      return undefined;
  }
}

function send(response: ServerResponse, { status, headers = {}, body }: DriveAnswer, breakAfter: number | undefined): void {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(body === undefined ? '' : JSON.stringify(body));
  const type = body === undefined || body instanceof Uint8Array ? {} : { 'content-type': 'application/json; charset=UTF-8' };
  response.writeHead(status, { ...type, ...headers, ...(status === 204 ? {} : { 'content-length': bytes.byteLength }) });
  if (breakAfter === undefined) response.end(bytes);
  else response.write(bytes.subarray(0, breakAfter), () => response.destroy());
}
