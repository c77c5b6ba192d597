import { createHmac } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { channelUrl, shownAddress, type Sending } from '../../../electron/engine/alerts/channels/answer-of.ts';
import { sendEmail } from '../../../electron/engine/alerts/channels/email.ts';
import type { Parcel } from '../../../electron/engine/alerts/channels/parcel.ts';
import { sendPing } from '../../../electron/engine/alerts/channels/ping.ts';
import { sendSlack } from '../../../electron/engine/alerts/channels/slack.ts';
import { sendWebhook } from '../../../electron/engine/alerts/channels/webhook.ts';
import { systemClock } from '../../../electron/engine/system/system-clock.ts';
import { type Listener, listen } from '../../support/listener.ts';

/** Servers of a test, closed after it. */
let opened: AsyncDisposable[] = [];
afterEach(async () => {
  const servers = opened;
  opened = [];
  await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
});

async function listened(): Promise<Listener> {
  const server = await listen();
  opened.push(server);
  return server;
}

const sending: Sending = { fetch, clock: systemClock, signal: new AbortController().signal };
const parcel: Parcel = {
  id: 'a1-opened-c',
  at: '2026-01-14T12:00:00.000Z',
  content: { kind: 'alert', what: 'opened', message: { alert: 'a1', app: 'Shop', kind: 'overdue', severity: 'alarm', title: 'Shop <!channel> is overdue', meaning: 'No new backup.', next: 'Back up now.' } },
};
const secretPath = '/hooks/T0000/B0000/XyZsecret';

describe('a webhook', () => {
  it('gets the message as JSON, signed so that the other side can tell who sent it', async () => {
    const there = await listened();
    expect(await sendWebhook(sending, { url: `${there.url}${secretPath}`, signing: 'hush' }, parcel)).toBe('200: ok');
    const [request] = there.heard;
    expect(JSON.parse(request?.body ?? '')).toMatchObject({ format: 'holdfast-alert/1', id: 'a1-opened-c', event: 'opened', alert: 'a1', app: 'Shop', cause: 'overdue', severity: 'alarm', title: 'Shop <!channel> is overdue', meaning: 'No new backup.', next: 'Back up now.', at: parcel.at });
    const timestamp = String(request?.headers['x-holdfast-timestamp']);
    expect(request?.headers['x-holdfast-signature']).toBe(`sha256=${createHmac('sha256', 'hush').update(`${timestamp}.${request?.body ?? ''}`).digest('hex')}`);
  });

  it('is not followed to another address, and its own is in no error, whatever the other side says', async () => {
    const elsewhere = await listened();
    const there = await listened();
    const url = `${there.url}${secretPath}`;
    there.answer(302, '', { location: elsewhere.url });
    await expect(sendWebhook(sending, { url, signing: undefined }, parcel)).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('leads on') as string });
    expect(elsewhere.heard).toEqual([]);
    for (const [status, code] of [[403, 'permission-denied'], [404, 'not-found'], [429, 'rate-limited'], [500, 'server'], [400, 'invalid-input']] as const) {
      there.answer(status, `<b>No</b> such hook: ${url}\u0007${'x'.repeat(9000)}`);
      const error = await sendWebhook(sending, { url, signing: undefined }, parcel).then(() => undefined, (problem: unknown) => problem);
      expect(error).toMatchObject({ code, message: expect.stringContaining(`${status}: No such hook: …`) as string });
      expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('secret');
      expect(String(error).length).toBeLessThan(400);
    }
  });

  it.each([
    ['<pre>Cannot POST /hooks/T0000/B0000/XyZsecret</pre>'],
    ['no route for hooks/T0000/B0000/XyZsecret?key=query-secret'],
    ['unknown token XyZsecret, key query-secret or query%2Dsecret'],
  ])('keeps its address to itself where the other side repeats a part of it: %s', async (answer) => {
    const there = await listened();
    there.answer(404, answer);
    const error = await sendWebhook(sending, { url: `${there.url}${secretPath}?key=query%2Dsecret`, signing: undefined }, parcel).then(() => undefined, (problem: unknown) => problem);
    expect(error).toMatchObject({ code: 'not-found', message: expect.stringContaining('404') as string });
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toMatch(/secret/i);
  });

  it('that nobody answers is a trouble of the network, told without the address', async () => {
    const there = await listen();
    await there[Symbol.asyncDispose]();
    const error = await sendWebhook(sending, { url: `${there.url}${secretPath}`, signing: undefined }, parcel).then(() => undefined, (problem: unknown) => problem);
    expect(error).toMatchObject({ code: 'network' });
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  it.each(['ftp://example.com/x', 'file:///etc/passwd', 'javascript:alert(1)', 'http://169.254.169.254/latest', 'http://[fe80::1]/', 'https://me:secret@example.com/', 'nonsense'])('%s is no address of one', (text) => {
    expect(() => channelUrl(text)).toThrow(expect.objectContaining({ code: 'invalid-input', message: expect.not.stringContaining('secret') as string }) as Error);
  });

  it('is shown so that nobody can use it', () => {
    expect(shownAddress(`https://hooks.slack.com${secretPath}`)).toBe('https://hooks.slack.com/…ret');
    expect(shownAddress('https://example.com/ab')).toBe('https://example.com/…');
  });
});

it('Slack gets text in which no name mentions everybody', async () => {
  const there = await listened();
  await sendSlack(sending, there.url, parcel);
  expect(JSON.parse(there.heard[0]?.body ?? '')).toEqual({ text: '*Shop &lt;!channel&gt; is overdue*\nNo new backup.\nWhat to do: Back up now.' });
});

it('a ping tells start, success and failure of a run', async () => {
  const there = await listened();
  for (const signal of ['start', 'success', 'fail'] as const) await sendPing(sending, `${there.url}/uuid/?a=1`, { signal, run: 'r1' });
  expect(there.heard.map(({ path }) => path)).toEqual(['/uuid/start?a=1&rid=r1', '/uuid/?a=1&rid=r1', '/uuid/fail?a=1&rid=r1']);
});

describe('mail', () => {
  const channel: Omit<Parameters<typeof sendEmail>[1], 'host' | 'port' | 'security'> = { kind: 'email', id: 'c', name: 'Mail', addedAt: parcel.at, apps: 'all', least: 'warning', digest: false, from: 'holdfast@example.com', to: ['me@example.com', 'you@example.com'], user: 'me' };
  interface Mailbox {
    readonly port: number;
    readonly mails: { readonly from: string; readonly to: readonly string[]; readonly text: string }[];
    readonly passwords: string[];
  }
  async function mailServer(options: SMTPServerOptions = {}): Promise<Mailbox> {
    const mails: Mailbox['mails'] = [];
    const passwords: string[] = [];
    const server = new SMTPServer({
      allowInsecureAuth: true,
      onAuth({ password: given }, _session, done) {
        const password = given ?? '';
        passwords.push(password);
        if (password === 'right') done(null, { user: 'me' });
        else done(new Error('Wrong password: ' + password));
      },
      onData(stream, { envelope }, done) {
        let text = '';
        stream.on('data', (piece: Buffer) => (text += piece.toString('utf8')));
        stream.on('end', () => {
          mails.push({ from: envelope.mailFrom === false ? '' : envelope.mailFrom.address, to: envelope.rcptTo.map(({ address }) => address), text });
          done();
        });
      },
      ...options,
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    opened.push({ [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())) });
    return { port: (server.server.address() as AddressInfo).port, mails, passwords };
  }

  it('arrives through the person’s own server, in plain words', async () => {
    const server = await mailServer();
    expect(await sendEmail(sending, { ...channel, host: '127.0.0.1', port: server.port, security: 'none' }, 'right', parcel)).toMatch(/^250/);
    expect(server.mails).toMatchObject([{ from: 'holdfast@example.com', to: ['me@example.com', 'you@example.com'] }]);
    const { text } = server.mails[0] ?? { text: '' };
    expect(text).toMatch(/^Subject: Shop <!channel> is overdue\r$/m);
    expect(text).toContain('No new backup.\r\n\r\nWhat to do: Back up now.');
    expect(text).toMatch(/^Message-ID: <a1-opened-c\.c@holdfast\.local>\r$/im);
  });

  it('says where a server takes it for some only, so that those are not sent it again', async () => {
    const server = await mailServer({ onRcptTo: ({ address }, _session, done) => done(address === 'you@example.com' ? new Error('No such user here') : null) });
    const error = await sendEmail(sending, { ...channel, host: '127.0.0.1', port: server.port, security: 'none' }, 'right', parcel).then(() => undefined, (problem: unknown) => problem);
    expect(error).toMatchObject({ code: 'invalid-input', details: { arrived: 'in-part' } });
    expect(server.mails).toMatchObject([{ to: ['me@example.com'] }]);
  });

  it('says what a server refuses, without the password', async () => {
    const server = await mailServer();
    const error = await sendEmail(sending, { ...channel, host: '127.0.0.1', port: server.port, security: 'none' }, 'my-secret', parcel).then(() => undefined, (problem: unknown) => problem);
    expect(error).toMatchObject({ code: 'permission-denied', nextStep: expect.stringContaining('app password') as string });
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('my-secret');
  });

  it('gives neither message nor password to a server that does not encrypt, or that nobody vouches for', async () => {
    const plain = await mailServer({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    const selfSigned = await mailServer();
    const tls = await mailServer({ secure: true });
    const attempts = [
      [plain, 'starttls'],
      [selfSigned, 'starttls'],
      [tls, 'tls'],
    ] as const;
    for (const [server, security] of attempts) {
      await expect(sendEmail(sending, { ...channel, host: '127.0.0.1', port: server.port, security }, 'right', parcel)).rejects.toMatchObject({ code: 'network' });
      expect([server.mails, server.passwords]).toEqual([[], []]);
    }
    await expect(sendEmail(sending, { ...channel, host: 'mail.example.com', port: 25, security: 'none' }, 'right', parcel)).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
