import { answerOf, type Sending } from './answer-of.ts';
import type { Parcel } from './parcel.ts';
import { textOf } from './text.ts';

/** Sends a message to an incoming webhook of Slack, or of what speaks like it (Mattermost, Rocket.Chat, Discord with `/slack`). @returns what was answered */
export async function sendSlack(sending: Sending, url: string, parcel: Parcel): Promise<string> {
  const { subject, lines } = textOf(parcel);
  const text = [`*${escaped(subject).replaceAll('*', '')}*`, ...lines.map(escaped)].join('\n');
  return answerOf(sending, { url, method: 'POST', headers: { 'content-type': 'application/json', 'user-agent': 'Holdfast' }, body: JSON.stringify({ text }) });
}

/** Otherwise a name could mention everybody, or hide a link. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
