import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFeed } from '../../../../electron/main/updates/feed.ts';
import { fetchRelease } from '../../../../electron/main/updates/fetch-release.ts';
import { RefusedUpdate, type Refusal } from '../../../../electron/main/updates/refused-update.ts';
import type { Release } from '../../../../electron/main/updates/release.ts';
import { keyId, signatureFile, signerOf } from '../../../../electron/main/updates/release-signature.ts';
import { UpdateServer, releaseText, signingKey } from '../../../support/updates/update-server.ts';

const file = 'latest.yml';
const [key, older, stranger] = [signingKey(), signingKey(), signingKey()];
let server: UpdateServer;
beforeAll(async () => {
  server = await UpdateServer.start();
});
afterAll(() => server.close());

function get(options: { readonly keys?: readonly string[]; readonly patienceMs?: number } = {}): Promise<Release> {
  const feed = readFeed(`provider: generic\nurl: ${server.address}`);
  if (feed === undefined) throw new Error('no feed');
  return fetchRelease({ feed, file, keys: [key.publicKey], fetch: (url, init) => fetch(url, init), ...options });
}

const why = (given: Promise<Release>): Promise<Refusal | 'taken'> =>
  given.then(
    () => 'taken' as const,
    (error: unknown) => {
      if (error instanceof RefusedUpdate) return error.why;
      throw error;
    },
  );

const release = { version: '0.2.0', content: Buffer.from('package') };

function put(text: string): void {
  server.put({ [file]: text, [`${file}.sig`]: key.sign(file, Buffer.from(text)) });
}

describe('what a release says of itself', () => {
  test('is believed with a signature', async () => {
    server.offer({ ...release, rollout: 25, notes: 'Restores are faster. And more.' }, { key, file });
    expect(await get()).toMatchObject({ version: '0.2.0', stagingPercentage: 25, news: 'Restores are faster.', files: [{ url: 'Holdfast-0.2.0.AppImage', size: 7 }] });
  });

  test('while a key is replaced, the signature of either is enough', async () => {
    const text = Buffer.from(releaseText(release));
    const [format = '', old = ''] = older.sign(file, text).split('\n');
    const [, current = ''] = key.sign(file, text).split('\n');
    server.put({ [file]: text, [`${file}.sig`]: `${format}\n${old}\n${current}\n` });
    expect(await why(get({ keys: [older.publicKey] }))).toBe('taken');
    expect(await why(get({ keys: [key.publicKey] }))).toBe('taken');
    expect(await why(get({ keys: [stranger.publicKey] }))).toBe('unsigned');
    expect(await why(get({ keys: [] }))).toBe('unsigned');
  });

  test('another one’s signature under the id of ours is none', () => {
    const bytes = Buffer.from(releaseText(release));
    const [, line = ''] = stranger.sign(file, bytes).split('\n');
    const signatures = signatureFile(new Map([[keyId(key.publicKey), Buffer.from(line.split(' ')[1] ?? '', 'base64')]]));
    expect(signerOf([key.publicKey], { file, bytes, signatures })).toBeUndefined();
    expect(signerOf([key.publicKey], { file, bytes, signatures: key.sign(file, bytes) })).toBe(keyId(key.publicKey));
  });

  test.each(['', 'holdfast-release-signature 1', 'holdfast-release-signature 2\n', 'holdfast-release-signature 1\n0000000000000000 AAAA\n', '\0'.repeat(500)])('%j is no signature', async (signatures) => {
    server.offer(release, { key, file, spoilt: { [`${file}.sig`]: signatures } });
    expect(await why(get())).toBe('unsigned');
  });

  test('who does not answer in time is not waited for', async () => {
    server.put({ [file]: () => undefined });
    expect(await why(get({ patienceMs: 50 }))).toBe('unreachable');
    // Nor is somebody who answers byte by byte.
    server.put({ [file]: (response) => void response.writeHead(200).write('v') });
    expect(await why(get({ patienceMs: 50 }))).toBe('unreachable');
  });

  test.each([
    ['a file that is elsewhere', releaseText({ ...release, packageName: '../evil.AppImage' })],
    ['a file of another server', releaseText({ ...release, packageName: 'https://evil.example/x.AppImage' })],
    ['no version', releaseText({ ...release, version: 'newest' })],
    ['no files', "version: 0.2.0\nreleaseDate: '2026-11-01T10:00:00.000Z'\n"],
    ['a checksum of the weak kind', releaseText(release).replaceAll(/sha512: .*/g, 'sha2: abc')],
    ['no YAML', '{'],
    ['nothing', ' '],
  ])('signed, but %s', async (_what, text) => {
    put(text);
    expect(await why(get())).toBe('unreadable');
  });
});
