import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FaultAction } from '../faults.ts';
import type { Reply } from './call.ts';
import { Failure } from './failure.ts';

const jsonType = 'application/json';

/** Sends an answer, or as much of it as the fault lets through. @returns how many bytes of body it handed to the connection. */
export async function send(response: ServerResponse, reply: Reply, fault: FaultAction | undefined): Promise<number> {
  response.statusCode = reply.status ?? 200;
  response.setHeader('Content-Type', reply.type ?? jsonType);
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (fault?.kind === 'cut-json' || fault?.kind === 'reset' || fault?.kind === 'stall') return sendPart(response, reply, fault);
  if (typeof reply.body === 'string' || reply.body instanceof Uint8Array) {
    const length = Buffer.byteLength(reply.body);
    response.setHeader('Content-Length', length);
    response.end(reply.body);
    return length;
  }
  const { chunks, length } = reply.body;
  if (length !== undefined) response.setHeader('Content-Length', length);
  let sent = 0;
  function* counted(): Iterable<string | Uint8Array> {
    for (const chunk of chunks()) {
      sent += Buffer.byteLength(chunk);
      yield chunk;
    }
  }
  await pipeline(Readable.from(counted()), response);
  return sent;
}

function sendPart(response: ServerResponse, reply: Reply, fault: FaultAction & { readonly kind: 'cut-json' | 'reset' | 'stall' }): number {
  const whole = wholeBody(reply);
  const half = Math.floor(whole.length / 2);
  if (fault.kind === 'cut-json') {
    response.end(whole.subarray(0, half));
    return half;
  }
  response.setHeader('Content-Length', whole.length);
  const part = whole.subarray(0, Math.min(fault.afterBytes ?? 0, half));
  response.write(part, () => {
    if (fault.kind === 'reset') response.socket?.resetAndDestroy();
  });
  return part.length;
}

function wholeBody(reply: Reply): Buffer {
  if (typeof reply.body === 'string' || reply.body instanceof Uint8Array) return Buffer.from(reply.body);
  return Buffer.concat([...reply.body.chunks()].map((chunk) => Buffer.from(chunk)));
}

export function failureReply(error: unknown): Reply {
  if (error instanceof Failure) return { status: error.status, headers: error.headers, body: JSON.stringify(error.body) };
  // A mistake in the sample app itself: its text names no record.
  const message = error instanceof Error ? `${error.name}: ${error.message}` : 'Unknown error';
  return { status: 500, body: JSON.stringify({ error_type: 'InternalError', message, request_id: null, traceback: '' }) };
}

const htmlPage =
  '<!DOCTYPE html>\n<html><head><title>Something went wrong</title></head><body><h1>Internal Server Error</h1>' +
  '<p>The server encountered an error and could not complete your request.</p></body></html>\n';

/** The answer of a fault that needs nothing of the request's own; undefined for the others. */
export function faultReply(fault: FaultAction | undefined): Reply | undefined {
  switch (fault?.kind) {
    case 'rate-limited': {
      const body = { error_type: 'HTTPException', message: 'Rate limit exceeded', detail: 'Rate limit exceeded', request_id: null, traceback: '' };
      return { status: 429, body: JSON.stringify(body), ...(fault.retryAfter === undefined ? {} : { headers: { 'Retry-After': fault.retryAfter } }) };
    }
    case 'html': {
      return { status: fault.status ?? 500, type: 'text/html; charset=utf-8', body: htmlPage };
    }
    case 'object-not-found': {
      const message = 'Object not found';
      return { status: 500, body: JSON.stringify({ error_type: 'ObjectNotFoundError', message, detail: message, request_id: null, traceback: '' }) };
    }
    case 'status': {
      return { status: fault.status, body: JSON.stringify(fault.body ?? { message: `Status ${fault.status}` }), ...(fault.headers === undefined ? {} : { headers: fault.headers }) };
    }
    default: {
      return undefined;
    }
  }
}
