import { createHash, randomBytes } from 'node:crypto';
import { Decrypter, Encrypter, Stanza } from 'age-encryption';
import { HoldfastError, isHoldfastError } from '../../../../shared/model/errors.ts';
import { openPayload, openPieces, payloadKey, payloadNonceLength, PayloadSealer, pieceSize, piecesFor, plainSize, sealedSize, sealPayload } from './age-payload.ts';

/**
 * age files (https://age-encryption.org/v1): the header by typage, the payload by `age-payload.ts`. What is written here
 * opens with `age -d`, and what `age` writes opens here; tests hold both.
 */

/** A header and the file key it wraps. */
interface Header {
  readonly bytes: Uint8Array;
  readonly fileKey: Uint8Array;
}

/** Seals bytes to recipients. @throws invalid-input when a recipient is not an age recipient. */
export async function sealFile(recipients: readonly string[], plain: Uint8Array): Promise<Uint8Array> {
  const header = await makeHeader(recipients);
  const nonce = randomBytes(payloadNonceLength);
  const start = header.bytes.length + nonce.length;
  const out = new Uint8Array(start + sealedSize(plain.length));
  out.set(header.bytes, 0);
  out.set(nonce, header.bytes.length);
  sealPayload(payloadKey(header.fileKey, nonce), plain, out.subarray(start));
  return out;
}

/** Seals a stream to recipients, piece by piece. */
export async function* sealStream(recipients: readonly string[], plain: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const header = await makeHeader(recipients);
  const nonce = randomBytes(payloadNonceLength);
  yield header.bytes;
  yield nonce;
  const sealer = new PayloadSealer(payloadKey(header.fileKey, nonce));
  for await (const bytes of plain) yield* sealer.add(bytes);
  yield sealer.end();
}

/** Opens a whole age file. @throws corrupt when damaged; permission-denied (details.reason = `other-key`) when this key does not open it. */
export async function openFile(identity: string, sealed: Uint8Array): Promise<Uint8Array> {
  const start = payloadStart(sealed);
  const key = await openHeader(identity, sealed.subarray(0, start));
  return openPayload(key, sealed.subarray(start));
}

/** A way to read ranges of an age file that lies somewhere else. `size` is the size of the whole file. */
export interface RangedFile {
  readonly size: number;
  read(range: { start: number; end: number }): Promise<Uint8Array>;
}

/** An age file whose header was opened: any range of its plaintext can be read. */
export interface OpenedFile {
  readonly plainSize: number;
  read(range: { start: number; end: number }): Promise<Uint8Array>;
}

// A header for one X25519 recipient is 184 bytes; each further one adds 98, a post-quantum one 1,590; a mark adds some 40.
const headGuess = 1024;
const headLimit = 256 * 1024;

/** Opens the header only; `read` then fetches and decrypts just the pieces it needs. @throws as `openFile`. */
export async function openRanged(identity: string, file: RangedFile): Promise<OpenedFile> {
  let head = await file.read({ start: 0, end: Math.min(file.size, headGuess) });
  while (findPayload(head) === undefined && head.length < Math.min(file.size, headLimit)) {
    const more = await file.read({ start: 0, end: Math.min(file.size, head.length * 4) });
    if (more.length <= head.length) break; // The object is shorter than it should be.
    head = more;
  }
  const start = payloadStart(head);
  const key = await openHeader(identity, head.subarray(0, start));
  const size = file.size - start;
  const plain = plainSize(size);
  return {
    plainSize: plain,
    async read(range) {
      const end = Math.min(range.end, plain);
      if (range.start >= end) return new Uint8Array(0);
      const pieces = piecesFor({ start: range.start, end }, size);
      const sealed = await file.read({ start: start + pieces.sealedStart, end: start + pieces.sealedEnd });
      if (sealed.length !== pieces.sealedEnd - pieces.sealedStart) throw cutOff();
      const opened = new Uint8Array(plainSize(sealed.length));
      openPieces(key, sealed, pieces.firstPiece, pieces.last, opened);
      const skipped = pieces.firstPiece * pieceSize;
      return opened.subarray(range.start - skipped, end - skipped);
    },
  };
}

/** Names a set of recipients, in whichever order: 16 hex digits. */
export function recipientsMark(recipients: readonly string[]): string {
  return createHash('sha256').update([...new Set(recipients)].toSorted().join('\n')).digest('hex').slice(0, 16);
}

const markStanza = 'holdfast-recipients';

/**
 * Was the object encrypted to just these recipients? An age header does not say for whom it is; so whatever is encrypted to several bears a mark, in a
 * stanza of a kind that every age program passes over, and what bears none is for the one vault key.
 * @param head the beginning of the object, with the whole header
 */
export function isSealedTo(recipients: readonly string[], head: Uint8Array): boolean {
  const start = findPayload(head);
  if (start === undefined) return false;
  const stanzas = new TextDecoder().decode(head.subarray(0, start - payloadNonceLength)).split('\n').filter((line) => line.startsWith('-> '));
  const marks = stanzas.flatMap((line) => (line.startsWith(`-> ${markStanza} `) ? [line.slice(4 + markStanza.length)] : []));
  if (marks.length === 0) return recipients.length === 1 && stanzas.length === 1;
  return marks.length === 1 && marks[0] === recipientsMark(recipients) && stanzas.length === new Set(recipients).size + 1;
}

// The line of the version, one X25519 recipient's, the MAC's, and the payload's nonce.
const leastHead = 184;

/** Bytes of the smallest age file that holds so many: one of fewer is cut off. Each recipient but the first makes one larger. */
export function leastSealedSize(plain: number): number {
  return leastHead + sealedSize(plain);
}

/** Bytes of the header and the payload's nonce at the beginning of an age file; undefined where `head` ends before that. */
export function headerSize(head: Uint8Array): number | undefined {
  return findPayload(head);
}

async function makeHeader(recipients: readonly string[]): Promise<Header> {
  const captured: Uint8Array[] = [];
  const encrypter = new Encrypter();
  for (const recipient of recipients) addRecipient(encrypter, recipient);
  // typage makes the file key and hands it to each recipient. This one wraps it for nobody, it only remembers the key, so that
  // the payload can be written here while the header, with its MAC, is typage's own; and it sets the mark.
  encrypter.addRecipient({
    wrapFileKey(fileKey) {
      captured.push(fileKey.slice());
      return recipients.length > 1 ? [new Stanza([markStanza, recipientsMark(recipients)], new Uint8Array(0))] : [];
    },
  });
  const empty = await encrypter.encrypt(new Uint8Array(0));
  const fileKey = captured[0];
  const start = findPayload(empty);
  if (fileKey === undefined || start === undefined) throw new HoldfastError('bug', 'Something went wrong inside Holdfast while encrypting.');
  return { bytes: empty.subarray(0, start - payloadNonceLength), fileKey };
}

function addRecipient(encrypter: Encrypter, recipient: string): void {
  try {
    encrypter.addRecipient(recipient);
  } catch (cause) {
    throw new HoldfastError('invalid-input', 'This is not a recovery key’s public half (it begins with “age1”).', { cause });
  }
}

/** The one used last: working out a key's public half, as typage does for each decrypter, costs as much as opening a header with it. */
let lastUsed: { readonly identity: string; readonly decrypter: Decrypter } | undefined;

function decrypterOf(identity: string): Decrypter {
  if (lastUsed?.identity === identity) return lastUsed.decrypter;
  const decrypter = new Decrypter();
  try {
    decrypter.addIdentity(identity);
  } catch {
    throw new HoldfastError('invalid-input', 'This is not a recovery key (it begins with “AGE-SECRET-KEY-1”).', {
      nextStep: 'Copy the key from the recovery kit again, the whole line.',
    });
  }
  lastUsed = { identity, decrypter };
  return decrypter;
}

async function openHeader(identity: string, head: Uint8Array): Promise<Uint8Array> {
  const header = head.subarray(0, head.length - payloadNonceLength);
  const nonce = head.subarray(head.length - payloadNonceLength);
  const decrypter = decrypterOf(identity);
  try {
    return payloadKey(await decrypter.decryptHeader(header), nonce);
  } catch (cause) {
    if (cause instanceof Error && cause.message.includes('no identity matched')) {
      throw new HoldfastError('permission-denied', 'This key does not open this backup: it belongs to another vault.', {
        nextStep: 'Use the recovery key that was made for this app.',
        details: { reason: 'other-key' },
        cause,
      });
    }
    throw new HoldfastError('corrupt', 'An object in this place is damaged: it does not begin like an encrypted object.', { cause });
  }
}

/** Whether the error says that what lies there cannot be opened: it is damaged, or encrypted to another key. A place that lets nobody read is another matter. */
export function isUnopenable(error: unknown): error is HoldfastError {
  return isHoldfastError(error, 'corrupt') || (isHoldfastError(error, 'permission-denied') && error.details['reason'] === 'other-key');
}

const macLine = new TextEncoder().encode('\n--- ');

/** Where the STREAM begins: after the header's MAC line and the payload's nonce. Undefined when the bytes end before that. */
function findPayload(file: Uint8Array): number | undefined {
  const mac = Buffer.from(file.buffer, file.byteOffset, file.byteLength).indexOf(macLine);
  if (mac < 0) return undefined;
  const lineEnd = file.indexOf(0x0a, mac + macLine.length);
  if (lineEnd < 0 || lineEnd + 1 + payloadNonceLength > file.length) return undefined;
  return lineEnd + 1 + payloadNonceLength;
}

function payloadStart(file: Uint8Array): number {
  const start = findPayload(file);
  if (start !== undefined) return start;
  throw cutOff();
}

function cutOff(): HoldfastError {
  return new HoldfastError('corrupt', 'An object in this place is damaged: it is cut off or not an encrypted object.');
}
