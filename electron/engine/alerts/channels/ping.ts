import type { LetterContent } from '../state.ts';
import { answerOf, channelUrl, type Sending } from './answer-of.ts';

type Ping = Extract<LetterContent, { kind: 'ping' }>;

/** Pings as healthchecks.io understands it: the run's id tells which start an end belongs to. @returns what was answered */
export async function sendPing(sending: Sending, url: string, { signal, run }: { readonly signal: Ping['signal'] | 'log'; readonly run: string }): Promise<string> {
  const target = channelUrl(url);
  if (signal !== 'success') target.pathname = `${target.pathname.replace(/\/+$/, '')}/${signal}`;
  target.searchParams.set('rid', run);
  return answerOf(sending, { url: target.href, method: 'POST', headers: { 'user-agent': 'Holdfast' }, body: '' });
}
