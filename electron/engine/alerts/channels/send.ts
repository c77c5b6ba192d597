import { HoldfastError } from '../../../../shared/model/errors.ts';
import type { Keychain } from '../../ports/keychain.ts';
import type { StoredChannel } from '../../settings/schema.ts';
import type { LetterContent } from '../state.ts';
import type { Sending } from './answer-of.ts';

/** What goes through a channel: a letter, or a test. */
export interface Post {
  readonly id: string;
  readonly at: string;
  readonly content: LetterContent | { readonly kind: 'test' };
}

/** Sends once. @returns what the other side answered. @throws why it did not arrive, without a secret */
export async function send(sending: Sending, keychain: Keychain, channel: StoredChannel, post: Post): Promise<string> {
  const { content } = post;
  if (channel.kind === 'ping') {
    const { sendPing } = await import('./ping.ts');
    const url = await secretOf(keychain, channel.secrets.url);
    if (content.kind === 'ping') return sendPing(sending, url, content);
    // A line in its log: no success that nobody earned, and no start that would be waited for.
    return sendPing(sending, url, { signal: 'log', run: post.id });
  }
  if (content.kind === 'ping') throw new HoldfastError('bug', 'That channel takes no pings.');
  const parcel = { id: post.id, at: post.at, content };
  switch (channel.kind) {
    case 'email': {
      const { sendEmail } = await import('./email.ts');
      return sendEmail(sending, channel, channel.secrets.password === undefined ? undefined : await secretOf(keychain, channel.secrets.password), parcel);
    }
    case 'webhook': {
      const { sendWebhook } = await import('./webhook.ts');
      const { url, signing } = channel.secrets;
      return sendWebhook(sending, { url: await secretOf(keychain, url), signing: signing === undefined ? undefined : await secretOf(keychain, signing) }, parcel);
    }
    case 'slack': {
      const { sendSlack } = await import('./slack.ts');
      return sendSlack(sending, await secretOf(keychain, channel.secrets.url), parcel);
    }
  }
}

async function secretOf(keychain: Keychain, name: string): Promise<string> {
  const secret = await keychain.get(name);
  if (secret !== undefined) return secret;
  throw new HoldfastError('not-found', 'The address or password of this channel is gone from the keychain.', { nextStep: 'Remove the channel and add it again.' });
}
