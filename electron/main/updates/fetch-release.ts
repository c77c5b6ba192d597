import type { Feed } from './feed.ts';
import { RefusedUpdate } from './refused-update.ts';
import { signerOf } from './release-signature.ts';
import { type Release, readRelease } from './release.ts';

export interface FetchReleaseOptions {
  readonly feed: Feed;
  /** `latest.yml`, … */
  readonly file: string;
  /** Public keys, any of which may vouch for a release. */
  readonly keys: readonly string[];
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly signal?: AbortSignal;
  /** For both files together. */
  readonly patienceMs?: number;
}

const limits = { release: 256 * 1024, signatures: 8 * 1024 } as const;

/**
 * What the newest release says of itself, after a key that this Holdfast knows vouched for it. Nothing that came is looked into before that, and nothing
 * but the two requests is sent: no number, no version, no cookie.
 * @throws RefusedUpdate
 */
export async function fetchRelease({ feed, file, keys, fetch, signal, patienceMs = 30_000 }: FetchReleaseOptions): Promise<Release> {
  const until = AbortSignal.any([AbortSignal.timeout(patienceMs), ...(signal === undefined ? [] : [signal])]);
  const get = (name: string, limit: number): Promise<Uint8Array | undefined> => download(feed.newest(name), limit, until, fetch);
  // One after the other: a server that fails the first is not asked again.
  const bytes = await get(file, limits.release);
  if (bytes === undefined) throw new RefusedUpdate('unreachable', `${file} is not there`);
  const signatures = await get(`${file}.sig`, limits.signatures);
  if (signatures === undefined) throw new RefusedUpdate('unsigned', `${file}.sig is not there`);
  if (signerOf(keys, { file, bytes, signatures: Buffer.from(signatures).toString('utf8') }) === undefined) throw new RefusedUpdate('unsigned', `no key that is known signed ${file}`);
  try {
    return readRelease(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw new RefusedUpdate('unreadable', `${file} is signed, but it is not a release`, error);
  }
}

/** @returns undefined where there is no such file @throws RefusedUpdate where it does not come whole, soon and within the limit */
async function download(url: URL, limit: number, signal: AbortSignal, fetch: FetchReleaseOptions['fetch']): Promise<Uint8Array | undefined> {
  try {
    const response = await fetch(url.href, { signal, cache: 'no-store', credentials: 'omit', headers: { accept: '*/*', 'cache-control': 'no-cache', 'user-agent': 'Holdfast' } });
    if (response.status === 404) return undefined;
    if (!response.ok || response.body === null) throw new RefusedUpdate('unreachable', `${url.pathname}: ${response.status}`);
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of response.body as AsyncIterable<Uint8Array>) {
      size += part.length;
      // Leaving the loop ends the transfer.
      if (size > limit) throw new RefusedUpdate('unsigned', `${url.pathname} is larger than ${limit} bytes`);
      parts.push(part);
    }
    return Buffer.concat(parts);
  } catch (error) {
    if (error instanceof RefusedUpdate) throw error;
    throw new RefusedUpdate('unreachable', `${url.pathname} did not come`, error);
  }
}
