import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Source, SourceFile, SourceRecord } from '../../electron/engine/ports/source.ts';
import type { EntityDescription } from '../../shared/model/app.ts';
import { HoldfastError } from '../../shared/model/errors.ts';
import { openBase44, type Base44Config, type Base44Deps } from '../../electron/engine/sources/base44/index.ts';
import { systemClock } from '../../electron/engine/system/system-clock.ts';
import type { FakeClock } from './fake-clock.ts';
import { seededRandom } from './seeded-random.ts';

/** What tests of the Base44 source share: a server of a few lines, a source with usual surroundings, reading everything. */

export const never = new AbortController().signal;
export const appId = '0123456789abcdef01234567';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface ScriptedServer {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  stop(): Promise<void>;
}

/** A server on this computer that answers as the function says, which may also leave a request without an answer. */
export async function scriptedServer(answer: (request: SeenRequest, response: ServerResponse) => void): Promise<ScriptedServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const [path = '', query = ''] = (request.url ?? '').split('?');
      const one = { method: request.method ?? '', path, query: new URLSearchParams(query), headers: request.headers, body: Buffer.concat(parts).toString() };
      seen.push(one);
      answer(one, response);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function json(response: ServerResponse, value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): void {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}

export function html(response: ServerResponse, status = 200): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html><title>Please sign in</title>');
}

export interface LoggedLine {
  readonly message: string;
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

export function source(url: string, options: { readonly config?: Partial<Base44Config>; readonly deps?: Partial<Base44Deps> } = {}): Source & { readonly logged: readonly LoggedLine[] } {
  const logged: LoggedLine[] = [];
  const opened = openBase44(
    { url, appId, ...options.config },
    { token: 'token-1234567890', clock: systemClock, random: seededRandom(1), fetch, log: (message, facts) => logged.push({ message, facts }), ...options.deps },
  );
  return { ...opened, logged };
}

/** Lets simulated time pass, a second for about a millisecond, until the work is done: for code that waits on a clock and on a real server at once. */
export async function whileTimePasses<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  const progress = { isDone: false };
  const settled = work.finally(() => {
    progress.isDone = true;
  });
  settled.catch(() => undefined);
  while (!progress.isDone) {
    await clock.advance(1000);
    await pause(0);
  }
  return settled;
}

export interface Read {
  readonly records: readonly SourceRecord[];
  readonly problems: readonly HoldfastError[];
  readonly pages: number;
}

export async function read(from: Source, entity: EntityDescription, options: { readonly signal?: AbortSignal; readonly since?: Date } = {}): Promise<Read> {
  const records: SourceRecord[] = [];
  const problems: HoldfastError[] = [];
  let pages = 0;
  for await (const page of from.records(entity, { signal: never, ...options })) {
    pages += 1;
    if (page.kind === 'records') records.push(...page.records);
    else problems.push(page.error);
  }
  return { records, problems, pages };
}

export async function readKeys(from: Source, entity: EntityDescription): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const page of from.keys(entity, { signal: never })) keys.push(...page);
  return keys;
}

export async function bytesOf(file: SourceFile): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of file.body) parts.push(part);
  return Buffer.concat(parts);
}

/** The error a promise fails with. */
export async function errorOf(work: Promise<unknown>): Promise<HoldfastError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof HoldfastError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

/** An entity as `describe` gives it, without asking. */
export function entityNamed(name: string, schema: EntityDescription['schema'] = { type: 'object', properties: {} }): EntityDescription {
  return {
    name,
    key: [
      { field: 'created_date', type: 'text' },
      { field: 'id', type: 'text' },
    ],
    identity: ['id'],
    schema,
  };
}
