import { hkdfSync } from 'node:crypto';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import { type PieceCipher, pieceCipher, tagLength } from './stream-cipher.ts';

/**
 * The payload of an age file: a 16-byte nonce, then STREAM pieces of 64 KiB, each sealed on its own, the last one flagged
 * in its nonce. Because pieces are independent, any range of the plaintext can be read without the rest.
 * Source: https://age-encryption.org/v1 ("Payload").
 */
export const pieceSize = 64 * 1024;
export const payloadNonceLength = 16;
const sealedPieceSize = pieceSize + tagLength;

/** The key of the pieces, from the file key in the header and the payload's nonce. */
export function payloadKey(fileKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', fileKey, nonce, 'payload', 32));
}

function pieceNonce(index: number, last: boolean): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(7, index);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

/** Bytes of STREAM for so many bytes of plaintext (without the nonce). */
export function sealedSize(plain: number): number {
  return plain + tagLength * Math.max(1, Math.ceil(plain / pieceSize));
}

/** Bytes of plaintext in so many bytes of STREAM. @throws corrupt when no plaintext gives that size. */
export function plainSize(sealed: number): number {
  const full = Math.floor(sealed / sealedPieceSize);
  const rest = sealed % sealedPieceSize;
  if (sealed < tagLength || (rest > 0 && rest < tagLength) || (rest === tagLength && full > 0)) throw damaged();
  return full * pieceSize + Math.max(0, rest - tagLength);
}

/** Seals a whole plaintext into `out` (sealedSize(plain.length) bytes). */
export function sealPayload(key: Uint8Array, plain: Uint8Array, out: Uint8Array, cipher: PieceCipher = pieceCipher): void {
  const pieces = Math.max(1, Math.ceil(plain.length / pieceSize));
  for (let i = 0; i < pieces; i++) {
    const piece = plain.subarray(i * pieceSize, (i + 1) * pieceSize);
    cipher.seal(key, pieceNonce(i, i === pieces - 1), piece, out.subarray(i * sealedPieceSize, i * sealedPieceSize + piece.length + tagLength));
  }
}

/** Seals a stream of unknown length, holding back one piece, since the last piece is sealed differently. */
export class PayloadSealer {
  readonly #key: Uint8Array;
  readonly #held = new Uint8Array(pieceSize);
  #used = 0;
  #index = 0;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  *add(bytes: Uint8Array): Generator<Uint8Array> {
    let rest = bytes;
    while (rest.length > 0) {
      if (this.#used === pieceSize) yield this.#seal(false);
      const taken = rest.subarray(0, pieceSize - this.#used);
      this.#held.set(taken, this.#used);
      this.#used += taken.length;
      rest = rest.subarray(taken.length);
    }
  }

  end(): Uint8Array {
    return this.#seal(true);
  }

  #seal(last: boolean): Uint8Array {
    const out = new Uint8Array(this.#used + tagLength);
    pieceCipher.seal(this.#key, pieceNonce(this.#index, last), this.#held.subarray(0, this.#used), out);
    this.#index += 1;
    this.#used = 0;
    return out;
  }
}

/** Opens a whole payload (without its nonce). @throws corrupt. */
export function openPayload(key: Uint8Array, sealed: Uint8Array, cipher: PieceCipher = pieceCipher): Uint8Array {
  const out = new Uint8Array(plainSize(sealed.length));
  openPieces(key, sealed, 0, true, out, cipher);
  return out;
}

/** Which bytes of a payload (without its nonce, `size` bytes in all) hold the plaintext [start, end), and which pieces those are. */
export function piecesFor(range: { start: number; end: number }, size: number): { sealedStart: number; sealedEnd: number; firstPiece: number; last: boolean } {
  const firstPiece = Math.floor(range.start / pieceSize);
  const lastPiece = Math.max(firstPiece, Math.ceil(range.end / pieceSize) - 1);
  const sealedEnd = Math.min(size, (lastPiece + 1) * sealedPieceSize);
  return { sealedStart: firstPiece * sealedPieceSize, sealedEnd, firstPiece, last: sealedEnd === size };
}

/** Opens neighbouring pieces, the first of which has the number `firstPiece`. @throws corrupt. */
export function openPieces(key: Uint8Array, sealed: Uint8Array, firstPiece: number, endsPayload: boolean, out: Uint8Array, cipher: PieceCipher = pieceCipher): void {
  const count = Math.max(1, Math.ceil(sealed.length / sealedPieceSize));
  for (let i = 0; i < count; i++) {
    const piece = sealed.subarray(i * sealedPieceSize, (i + 1) * sealedPieceSize);
    if (piece.length < tagLength) throw damaged();
    const target = out.subarray(i * pieceSize, i * pieceSize + piece.length - tagLength);
    if (!cipher.open(key, pieceNonce(firstPiece + i, endsPayload && i === count - 1), piece, target)) throw damaged();
  }
}

function damaged(): HoldfastError {
  return new HoldfastError('corrupt', 'An object in this place is damaged: its content is not what was written.');
}
