import { createHmac } from 'node:crypto';
import type { LetterContent } from '../state.ts';
import { answerOf, type Sending } from './answer-of.ts';
import type { Parcel } from './parcel.ts';

/** Sends a message as JSON (docs/guide/19-messages.md has its shape). @returns what was answered */
export async function sendWebhook(sending: Sending, { url, signing }: { readonly url: string; readonly signing: string | undefined }, parcel: Parcel): Promise<string> {
  const body = JSON.stringify({ format: 'holdfast-alert/1', id: parcel.id, sentAt: sending.clock.now().toISOString(), at: parcel.at, ...contentOf(parcel.content) });
  const timestamp = String(Math.floor(sending.clock.now().getTime() / 1000));
  const signature = signing === undefined ? {} : { 'x-holdfast-timestamp': timestamp, 'x-holdfast-signature': `sha256=${createHmac('sha256', signing).update(`${timestamp}.${body}`).digest('hex')}` };
  return answerOf(sending, { url, method: 'POST', headers: { 'content-type': 'application/json', 'user-agent': 'Holdfast', ...signature }, body });
}

function contentOf(content: Exclude<LetterContent, { kind: 'ping' }> | { readonly kind: 'test' }): Readonly<Record<string, unknown>> {
  switch (content.kind) {
    case 'test':
      return { event: 'test', title: testWords.title, meaning: testWords.meaning, next: testWords.next };
    case 'digest':
      return { event: 'digest', title: content.subject, lines: content.lines };
    case 'alert': {
      const { alert, app, kind, severity, title, meaning, next } = content.message;
      return { event: content.what, alert, app: app ?? null, cause: kind, severity, title, meaning, next };
    }
  }
}

export const testWords = {
  title: 'This is a test from Holdfast',
  meaning: 'Alerts will arrive here like this one. Nothing is wrong with your backups because of it.',
  next: 'There is nothing to do.',
} as const;
