import { HoldfastError } from '../../../../shared/model/errors.ts';
import { cancelledError } from '../../ports/cancel.ts';
import type { Clock } from '../../ports/clock.ts';

/** What sending needs of the world. */
export interface Sending {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface Request {
  /** A secret: it is in no error and in no answer. */
  readonly url: string;
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Nobody waits longer for the other side, in milliseconds. */
const patienceMs = 15_000;
/** Bytes of an answer that are read; of these, characters that are shown. */
const longestRead = 4096;
const longestShown = 200;

/**
 * Sends once and follows no redirect: an address that is a secret is given to nobody else.
 * @returns what the other side answered, shortened. @throws as an error of the taxonomy, without the address.
 */
export async function answerOf({ fetch, clock, signal }: Sending, { url, ...request }: Request): Promise<string> {
  const target = channelUrl(url);
  const over = new AbortController();
  const patience = AbortSignal.any([over.signal, signal]);
  const tooLate = clock.sleepUntil(new Date(clock.now().getTime() + patienceMs), patience).then(
    () => over.abort(),
    () => undefined,
  );
  try {
    const response = await fetch(target, { ...request, redirect: 'manual', signal: patience });
    const shown = plainText(withoutAddress(await readSome(response), url, target));
    const answer = `${response.status}${shown === '' ? '' : `: ${shown}`}`;
    if (response.ok) return answer;
    throw refused(response.status, answer);
  } catch (error) {
    if (error instanceof HoldfastError) throw error;
    if (signal.aborted) throw cancelledError(signal);
    throw new HoldfastError('network', over.signal.aborted ? `${target.host} did not answer within 15 seconds.` : `${target.host} could not be reached.`, {
      nextStep: 'Check the internet connection and the address. It is tried again by itself.',
      details: { reason: reasonOf(error) },
    });
  } finally {
    over.abort();
    await tooLate;
  }
}

/**
 * The address of a channel. Only http and https, and never the address at which a cloud machine tells its own secrets.
 * @throws invalid-input, without repeating it.
 */
export function channelUrl(text: string): URL {
  const url = URL.parse(text);
  const isWeb = url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '';
  if (!isWeb) throw new HoldfastError('invalid-input', 'That is not the address of a web page.', { nextStep: 'Copy the whole address, which begins with https://.' });
  if (/^169\.254\.|^\[?fe80:|^\[?fd00:ec2::254/i.test(url.hostname)) throw new HoldfastError('invalid-input', 'Nothing is sent to addresses of that kind.', { nextStep: 'Use the address that the other service gave you.' });
  return url;
}

/** Enough of it that a person knows it again, and nobody can use it. */
export function shownAddress(text: string): string {
  const { protocol, host, pathname, search } = channelUrl(text);
  const rest = `${pathname}${search}`.replace(/\/+$/, '');
  return rest.length < 12 ? `${protocol}//${host}/…` : `${protocol}//${host}/…${rest.slice(-3)}`;
}

function refused(status: number, answer: string): HoldfastError {
  const details = { status };
  if (status >= 300 && status < 400) return new HoldfastError('invalid-input', 'The address leads on to another one, which is not followed.', { nextStep: 'Give the address it leads to.', details });
  if (status === 401 || status === 403) return new HoldfastError('permission-denied', `The other side refused it (${answer}).`, { nextStep: 'Make a new address there and add the channel again.', details });
  if (status === 404 || status === 410) return new HoldfastError('not-found', `The other side does not know this address (${answer}).`, { nextStep: 'Make a new address there and add the channel again.', details });
  if (status === 429) return new HoldfastError('rate-limited', `The other side wants fewer messages (${answer}).`, { details });
  if (status >= 500) return new HoldfastError('server', `The other side has trouble of its own (${answer}).`, { details });
  return new HoldfastError('invalid-input', `The other side did not take it (${answer}).`, { nextStep: 'Check that the address is of this kind of channel.', details });
}

/** Shorter parts of an address are words and numbers that tell nobody anything. */
const shortestSecret = 6;

/** Many a server repeats what it was asked for ("Cannot POST /hooks/…"), whole or in parts. */
function withoutAddress(said: string, given: string, { href, pathname, search }: URL): string {
  const parts = `${pathname}${search}`.split(/[/?&=]/).flatMap((part) => [part, decoded(part)]).filter(({ length }) => length >= shortestSecret);
  const secrets = [given, href, ...(pathname.length >= shortestSecret ? [`${pathname}${search}`, pathname] : []), ...parts];
  return [...new Set(secrets)].toSorted((a, b) => b.length - a.length).reduce((text, secret) => text.replaceAll(secret, '…'), said);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

async function readSome(response: Response): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const piece of response.body as AsyncIterable<Uint8Array>) {
      text += decoder.decode(piece, { stream: true });
      if (text.length >= longestRead) break;
    }
  } catch {
    // What came until then is what it said; the status decides.
  }
  return text.slice(0, longestRead);
}

/** What another program says is shown as text on one line. */
export function plainText(text: string): string {
  const plain = text.replace(/<[^>]*>/g, ' ').replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return plain.length > longestShown ? `${plain.slice(0, longestShown - 1)}…` : plain;
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown';
}
