import { createHash, createPublicKey, verify } from 'node:crypto';

/**
 * Our own signature over what a release says of itself (`latest.yml`, `latest-mac.yml`, …). That file names the packages with their sha512; whoever
 * took over the server could change both, so that the checksums alone prove nothing. See docs/adr/0035.
 *
 * `<file>.sig`, text: the first line names the format, then one line for each key that signed: its id, a space, the signature in base64.
 */
const format = 'holdfast-release-signature 1';

/** What is signed: the file's name too, so that one system's file cannot be passed off as another's. */
export function signedMessage(file: string, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${format}\n${file}\n`), bytes]);
}

/** @param key an Ed25519 public key: SPKI in DER, in base64 @returns sixteen hexadecimal digits */
export function keyId(key: string): string {
  return createHash('sha256').update(Buffer.from(key, 'base64')).digest('hex').slice(0, 16);
}

/** @param signatures by key id */
export function signatureFile(signatures: ReadonlyMap<string, Uint8Array>): string {
  return [format, ...[...signatures].map(([id, signature]) => `${id} ${Buffer.from(signature).toString('base64')}`), ''].join('\n');
}

/**
 * Which of the keys signed these bytes under this name; undefined where none did. One that fits is enough: while a key is replaced, releases
 * are signed with the old and the new one.
 */
export function signerOf(keys: readonly string[], { file, bytes, signatures }: { readonly file: string; readonly bytes: Uint8Array; readonly signatures: string }): string | undefined {
  const [first, ...lines] = signatures.split('\n');
  if (first !== format) return undefined;
  const message = signedMessage(file, bytes);
  const known = new Map(keys.map((key) => [keyId(key), key]));
  for (const line of lines) {
    const [id = '', signature = '', ...more] = line.split(' ');
    const key = known.get(id);
    if (key === undefined || more.length > 0) continue;
    if (verify(null, message, createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' }), Buffer.from(signature, 'base64'))) return id;
  }
  return undefined;
}
