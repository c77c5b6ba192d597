import { HoldfastError, isHoldfastError } from '../../../../../shared/model/errors.ts';
import { parseRetryAfter } from '../../../../../shared/model/retry.ts';
import type { SourceFile } from '../../../ports/source.ts';
import type { Connection } from '../connection/connection.ts';
import { redirectTarget } from '../connection/connection.ts';
import { bodyOf, openExchange } from '../connection/exchange.ts';
import type { OpenAnswer } from '../connection/exchange.ts';
import { failure } from '../connection/failures.ts';
import { isRecord } from '../records/write-record.ts';
import { isAllowed, parseFileAddress } from './addresses.ts';
import type { FileHome } from './addresses.ts';

const maxHops = 5;
/** How often a download that broke off is taken up where it stopped. */
const maxResumes = 4;
/** Base44 takes uploads of up to 50 MB; a stream without end must not fill the disk. */
const maxFileBytes = 4 * 1024 ** 3;

/**
 * Opens an uploaded file by an address found in a record. The access token is sent to the API only, never to where the
 * file lies: a private file is fetched with an address that the API signed.
 * @throws invalid-input when the address is none of Base44's; not-found, permission-denied, rate-limited, network, server, cancelled.
 */
export async function openUploadedFile(connection: Connection, home: FileHome, address: string, signal: AbortSignal): Promise<SourceFile> {
  const parsed = parseFileAddress(address, home);
  if (parsed === undefined) {
    throw new HoldfastError('invalid-input', 'This address is not that of an uploaded file of the app.', {
      nextStep: 'Nothing to do: the link stays in the record as it is.',
    });
  }
  const download: Download = {
    open: async (headers) => {
      // Signed anew each time: a signature lasts minutes, a slow download may last longer.
      const target: Target = parsed.kind === 'public' ? { url: parsed.url, isGiven: false } : { url: await sign(connection, parsed.uri, signal), isGiven: true };
      return { url: target.url, answer: await connection.retry(signal, () => openOnce(connection, home, target, headers, signal)) };
    },
    onResume: (host, received) => connection.log('A download broke off and is taken up.', { host, received }),
  };
  const { url, answer } = await download.open({});
  const length = Number(answer.headers.get('content-length') ?? Number.NaN);
  const isEncoded = (answer.headers.get('content-encoding') ?? 'identity') !== 'identity';
  const contentType = answer.headers.get('content-type') ?? undefined;
  const size = Number.isSafeInteger(length) && !isEncoded ? length : undefined;
  return {
    name: nameOf(url, answer.headers.get('content-disposition')),
    contentType: contentType?.split(';')[0]?.trim().toLowerCase(),
    size,
    body: abandonable(resumingBody(download, answer, url.host, size), () => answer.stop()),
  };
}

/** Bytes whose reader may turn away before it began: a generator that was never begun would leave the connection open. */
function abandonable(body: AsyncGenerator<Uint8Array>, stop: () => void): AsyncIterable<Uint8Array> {
  let hasBegun = false;
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => {
        hasBegun = true;
        return body.next();
      },
      return: () => {
        if (!hasBegun) stop();
        return body.return(undefined);
      },
    }),
  };
}

interface Download {
  open(headers: Readonly<Record<string, string>>): Promise<{ readonly url: URL; readonly answer: OpenAnswer }>;
  onResume(host: string, received: number): void;
}

interface Target {
  readonly url: URL;
  /** Given by the API, not found in a record: it may lie at a storage provider. */
  readonly isGiven: boolean;
}

/** Asks the API for an address of a private file that needs no token. */
async function sign(connection: Connection, uri: string, signal: AbortSignal): Promise<URL> {
  const request = { path: 'integration-endpoints/Core/CreateFileSignedUrl', purpose: 'open a private file', send: { method: 'POST' as const, json: JSON.stringify({ file_uri: uri, expires_in: 300 }) } };
  const { value } = await connection.request(request, signal);
  const text = isRecord(value) ? value['signed_url'] : undefined;
  if (typeof text !== 'string' || !URL.canParse(text, connection.origin)) {
    throw new HoldfastError('server', 'Base44 gave no address for a private file.', { transient: false });
  }
  return new URL(text, connection.origin);
}

/** One request, redirects followed as far as files may be fetched from there. */
async function openOnce(connection: Connection, home: FileHome, target: Target, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<OpenAnswer> {
  await connection.pacer.turn(signal);
  let { url } = target;
  for (let hops = 0; ; hops += 1) {
    if (!mayFetch(url, home, target)) {
      const host = connection.network.redact(url.host);
      throw failure('permission-denied', 'redirect', `An uploaded file leads to ${host}, from where none is fetched.`, {
        nextStep: 'If this is a new address of Base44, please report it.',
        details: { host },
      });
    }
    const exchange = { url, method: 'GET' as const, headers: { accept: '*/*', 'accept-encoding': 'identity', ...headers }, purpose: 'download a file', host: url.host };
    const answer = await openExchange(connection.network, exchange, signal);
    const next = answer.status >= 300 && answer.status < 400 ? redirectTarget(answer, url) : undefined;
    if (next === undefined) return accepted(connection, answer, url);
    answer.stop();
    if (hops >= maxHops) throw failure('server', 'redirect', `${url.host} sends us round in circles for a file.`, { transient: false, details: { host: url.host } });
    url = next;
  }
}

/** An address in a record may lead to Base44 only; one that the API itself gives may lead to any public host, over https. */
function mayFetch(url: URL, home: FileHome, target: Target): boolean {
  if (isAllowed(url, home)) return true;
  const isName = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*$/i.test(url.hostname) && !/\.(?:local|localhost|internal|intranet|lan|home|corp|arpa)$/i.test(url.hostname);
  return target.isGiven && url.protocol === 'https:' && url.port === '' && url.username === '' && isName;
}

function accepted(connection: Connection, answer: OpenAnswer, url: URL): OpenAnswer {
  const { status } = answer;
  const contentType = answer.headers.get('content-type') ?? '';
  const details = { host: url.host, status };
  const isPage = /^text\/html/i.test(contentType) && !/\.html?$/i.test(url.pathname);
  if ((status === 200 || status === 206) && !isPage) return answer;
  answer.stop();
  if (status === 200) throw failure('server', 'web-page', `${url.host} sent a web page in place of a file.`, { details });
  if (status === 404 || status === 410) throw new HoldfastError('not-found', 'The file is gone from Base44.', { nextStep: 'Nothing to do: earlier backups still have it.', details });
  if (status === 401 || status === 403) throw new HoldfastError('permission-denied', 'Base44 does not give out this file.', { details });
  if (status === 429) {
    const retryAfterMs = parseRetryAfter(answer.headers.get('retry-after'), connection.network.clock.now());
    throw new HoldfastError('rate-limited', `${url.host} asks us to slow down.`, { details, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
  }
  throw new HoldfastError('server', `${url.host} failed to give out a file (its answer ${status}).`, { details, transient: status >= 500 });
}

/** The bytes, taken up where they broke off as long as the file is still the same one. */
async function* resumingBody(download: Download, first: OpenAnswer, host: string, size: number | undefined): AsyncGenerator<Uint8Array> {
  const version = versionOf(first);
  let answer = first;
  let received = 0;
  for (let resumes = 0; ; resumes += 1) {
    const current = answer;
    // What a server that does not know ranges sends again.
    let toSkip = current.status === 206 ? 0 : received;
    try {
      for await (const bytes of bodyOf(current)) {
        const fresh = bytes.subarray(Math.min(toSkip, bytes.length));
        toSkip -= bytes.length - fresh.length;
        received += fresh.length;
        if (received > maxFileBytes) throw failure('server', 'too-large', 'A file is larger than Base44 can hold; it was not stored.', { transient: false, details: { host } });
        if (fresh.length > 0) yield fresh;
      }
      if (size !== undefined && received !== size) throw failure('network', 'cut-off', 'A file came shorter than announced.', { details: { host } });
      return;
    } catch (error) {
      if (!isHoldfastError(error, 'network') || resumes >= maxResumes) throw error;
    } finally {
      current.stop();
    }
    download.onResume(host, received);
    const range = received === 0 ? {} : { range: `bytes=${received}-`, ...(version === null ? {} : { 'if-range': version }) };
    ({ answer } = await download.open(range));
    if (!continues(answer, received, size, version)) {
      answer.stop();
      throw failure('conflict', 'cut-off', 'A file changed while it was downloaded.', { transient: true, details: { host } });
    }
  }
}

function versionOf(answer: OpenAnswer): string | null {
  return answer.headers.get('etag') ?? answer.headers.get('last-modified');
}

/** Is this the rest of the same file, or the same file from its start? */
function continues(answer: OpenAnswer, received: number, size: number | undefined, version: string | null): boolean {
  const now = versionOf(answer);
  if (version !== null && now !== null && now !== version) return false;
  if (answer.status === 206) {
    const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(answer.headers.get('content-range') ?? '') ?? [];
    return Number(from) === received && (size === undefined || total === '*' || Number(total) === size);
  }
  const length = Number(answer.headers.get('content-length') ?? Number.NaN);
  return size === undefined || length === size;
}

/** The name it was uploaded under, as far as the address or the server tells; as hostile as the rest of a record. */
function nameOf(url: URL, disposition: string | null): string {
  const given = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1] ?? /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1];
  const last = given ?? url.pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
