import { isAscii, isUtf8 } from 'node:buffer';
import type { CsvTable } from '../../../../shared/model/csv-table.ts';

export type CsvEncoding = CsvTable['encoding'];

export interface EncodingGuess {
  readonly encoding: CsvEncoding;
  /** Bytes of the byte order mark. */
  readonly markBytes: number;
}

/**
 * The encoding as the first bytes of a file show it: by its byte order mark, by the zeros that UTF-16 has in every other
 * byte of plain text, else UTF-8 where these bytes are that, else Windows-1252, which gives every byte a meaning.
 */
export function guessEncoding(head: Uint8Array): EncodingGuess {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', markBytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', markBytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', markBytes: 2 };
  const zeros = [0, 0];
  const looked = head.subarray(0, 4096);
  for (const [at, byte] of looked.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > looked.length * 0.2 && even < odd / 8) return { encoding: 'utf-16le', markBytes: 0 };
  if (even > looked.length * 0.2 && odd < even / 8) return { encoding: 'utf-16be', markBytes: 0 };
  return { encoding: isUtf8(withoutCutCharacter(head)) ? 'utf-8' : 'windows-1252', markBytes: 0 };
}

/** Without the beginning of a character of several bytes that may go on behind the end. */
function withoutCutCharacter(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes;
    if (byte >= 0xc0) return bytes.subarray(0, bytes.length - back);
  }
  return bytes;
}

/** What may be wrong at the end: the bytes were not of this encoding after all, or stop in the middle of a character. */
export type Undecodable = 'not-this-encoding' | 'cut-character';

export interface Decoder {
  /** The text of the next bytes; undefined when they are not of this encoding. */
  decode(bytes: Uint8Array): string | undefined;
  /** Called once after the last bytes: undefined when they ended with a whole character. */
  end(): Undecodable | undefined;
}

/** Turns bytes into text without changing anything: bytes that are not of the encoding are said to be so, never replaced. */
export function createDecoder(encoding: CsvEncoding): Decoder {
  switch (encoding) {
    case 'utf-8':
      return utf8Decoder();
    case 'windows-1252': {
      const decoder = new TextDecoder('windows-1252');
      return { decode: (bytes) => decoder.decode(bytes, { stream: true }), end: () => undefined };
    }
    case 'utf-16le':
    case 'utf-16be':
      return utf16Decoder(encoding);
  }
}

function utf8Decoder(): Decoder {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let plainSoFar = true;
  return {
    decode(bytes) {
      plainSoFar &&= isAscii(bytes) || (isAscii(withoutCutCharacter(bytes)) && bytes.length > 0);
      try {
        return decoder.decode(bytes, { stream: true });
      } catch {
        return undefined;
      }
    },
    end() {
      try {
        decoder.decode();
        return undefined;
      } catch {
        // After plain ASCII a last byte such as 0xE9 is more likely an “é” of Windows-1252 than the start of a lost character.
        return plainSoFar ? 'not-this-encoding' : 'cut-character';
      }
    },
  };
}

/** Buffer keeps surrogates that stand alone, which TextDecoder would replace. */
function utf16Decoder(encoding: 'utf-16le' | 'utf-16be'): Decoder {
  let rest: Uint8Array = new Uint8Array(0);
  return {
    decode(bytes) {
      const all = Buffer.concat([rest, bytes]);
      const whole = all.length - (all.length % 2);
      rest = all.subarray(whole);
      const text = all.subarray(0, whole);
      return (encoding === 'utf-16be' ? text.swap16() : text).toString('utf16le');
    },
    end: () => (rest.length === 0 ? undefined : 'cut-character'),
  };
}
