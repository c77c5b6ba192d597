import { HoldfastError } from '../../../../shared/model/errors.ts';
import { orCancelled, throwIfCancelled } from '../../ports/cancel.ts';
import type { StoredChannel } from '../../settings/schema.ts';
import { plainText, type Sending } from './answer-of.ts';
import type { Parcel } from './parcel.ts';
import { textOf } from './text.ts';

type EmailChannel = Extract<StoredChannel, { kind: 'email' }>;

const patienceMs = 15_000;

/**
 * Sends a message through the person's own mail server, encrypted except to this computer itself.
 * @returns what the server answered. @throws permission-denied (it does not let us in), network, server, invalid-input
 */
export async function sendEmail({ signal }: Pick<Sending, 'signal'>, channel: Omit<EmailChannel, 'secrets'>, password: string | undefined, parcel: Parcel): Promise<string> {
  throwIfCancelled(signal);
  refuseUnencrypted(channel);
  const { host, port, security, user, from, to } = channel;
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    // Never a fallback to plain text where a server, or somebody before it, says that it cannot encrypt.
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
  });
  try {
    const { subject, lines } = textOf(parcel);
    const text = `${lines.join('\n\n')}\n\n--\nHoldfast, on your computer. No reply is read.\n`;
    // The same letter sent again has the same id, so that a mailbox may show it once.
    const messageId = `<${parcel.id}.${channel.id}@holdfast.local>`;
    const { response, rejected } = await orCancelled(
      transport.sendMail({ from: { name: 'Holdfast', address: from }, to: [...to], subject, text, messageId, headers: { 'auto-submitted': 'auto-generated' } }),
      signal,
    );
    const answer = plainText(response);
    if (rejected.length === 0) return answer;
    throw new HoldfastError('invalid-input', `The mail server took it for some of the addresses only (${answer}).`, { nextStep: 'Check the addresses it goes to.', details: { arrived: 'in-part' } });
  } catch (error) {
    throw error instanceof HoldfastError ? error : explained(error, host, password);
  } finally {
    transport.close();
  }
}

/** @throws invalid-input */
export function refuseUnencrypted({ host, security }: Pick<EmailChannel, 'host' | 'security'>): void {
  if (security !== 'none' || host === 'localhost' || host === '127.0.0.1' || host === '::1') return;
  throw new HoldfastError('invalid-input', 'Without encryption, mail is only handed to a server on this computer itself.', { nextStep: 'Choose TLS (port 465) or STARTTLS (port 587).' });
}

function explained(error: unknown, host: string, password: string | undefined): HoldfastError {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const said = error instanceof Error && 'response' in error && typeof error.response === 'string' ? error.response : '';
  const safe = plainText(password === undefined || password === '' ? said : said.replaceAll(password, '…'));
  const answer = safe === '' ? '' : ` (${safe})`;
  const details = { reason: code };
  switch (code) {
    case 'EAUTH':
      return new HoldfastError('permission-denied', `The mail server did not accept the user name and password${answer}.`, { nextStep: 'Many providers want an app password instead of your own: make one there and add the channel again.', details });
    case 'ETLS':
      return new HoldfastError('network', `No encrypted connection to ${host} could be made, and nothing was sent without one.`, { nextStep: 'Choose TLS with port 465, or STARTTLS with port 587, as your provider says.', details });
    case 'EENVELOPE':
    case 'EMESSAGE':
      return new HoldfastError('invalid-input', `The mail server did not take the message${answer}.`, { nextStep: 'Check the addresses it comes from and goes to.', details });
    case 'EDNS':
    case 'ECONNECTION':
    case 'ESOCKET':
    case 'ETIMEDOUT':
    case 'ECONNREFUSED':
      return new HoldfastError('network', `The mail server ${host} could not be reached${answer}.`, { nextStep: 'Check the internet connection, the name of the server and its port. It is tried again by itself.', details });
    default:
      return new HoldfastError('server', `The mail server ${host} did not take the message${answer}.`, { details });
  }
}
