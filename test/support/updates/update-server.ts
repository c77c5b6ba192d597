import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { type IncomingHttpHeaders, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keyId, signatureFile, signedMessage } from '../../../electron/main/updates/release-signature.ts';

/** A key pair as build/release/sign-release.mjs makes it. */
export interface SigningKey {
  readonly publicKey: string;
  sign(file: string, bytes: Uint8Array): string;
}

export function signingKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const text = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  return { publicKey: text, sign: (file, bytes) => signatureFile(new Map([[keyId(text), sign(null, signedMessage(file, bytes), privateKey)]])) };
}

export interface OfferedRelease {
  readonly version: string;
  readonly content: Buffer;
  readonly packageName?: string;
  readonly notes?: string;
  readonly rollout?: number;
  readonly releaseDate?: string;
}

/** `latest*.yml` as electron-builder writes it. */
export function releaseText({ version, content, packageName = `Holdfast-${version}.AppImage`, notes, rollout, releaseDate = '2026-11-01T10:00:00.000Z' }: OfferedRelease): string {
  const sha512 = createHash('sha512').update(content).digest('base64');
  return [
    `version: ${version}`,
    'files:',
    `  - url: ${packageName}`,
    `    sha512: ${sha512}`,
    `    size: ${content.length}`,
    `path: ${packageName}`,
    `sha512: ${sha512}`,
    `releaseDate: '${releaseDate}'`,
    ...(notes === undefined ? [] : [`releaseNotes: ${JSON.stringify(notes)}`]),
    ...(rollout === undefined ? [] : [`stagingPercentage: ${rollout}`]),
    '',
  ].join('\n');
}

type Answer = Buffer | string | ((response: ServerResponse) => void);

/** A folder on a web server: what is not put there is not there. */
export class UpdateServer {
  readonly #server: Server;
  readonly #files = new Map<string, Answer>();
  /** What was asked for, in order. */
  readonly asked: { readonly path: string; readonly headers: IncomingHttpHeaders }[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      const path = request.url ?? '';
      this.asked.push({ path, headers: request.headers });
      const answer = this.#files.get(path.slice(1));
      if (typeof answer === 'function') answer(response);
      else response.writeHead(answer === undefined ? 404 : 200, { 'content-length': Buffer.byteLength(answer ?? '') }).end(answer ?? '');
    });
  }

  static async start(): Promise<UpdateServer> {
    const server = new UpdateServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** In place of everything that was there. */
  put(files: Readonly<Record<string, Answer>>): void {
    this.#files.clear();
    for (const [name, answer] of Object.entries(files)) this.#files.set(name, answer);
  }

  /** The release as it should be published; `spoilt` replaces or (undefined) leaves out files of it. */
  offer(release: OfferedRelease, { key, file, spoilt = {} }: { readonly key: SigningKey; readonly file: string; readonly spoilt?: Readonly<Record<string, Answer | undefined>> }): void {
    const text = Buffer.from(releaseText(release));
    const files = { [file]: text, [`${file}.sig`]: key.sign(file, text), [release.packageName ?? `Holdfast-${release.version}.AppImage`]: release.content, ...spoilt };
    this.put(Object.fromEntries(Object.entries(files).flatMap(([name, answer]) => (answer === undefined ? [] : [[name, answer]]))));
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
