import { crc32 } from 'node:zlib';
import { kinds } from './business.ts';
import { Dice } from './random.ts';

const size = 16;

/**
 * A picture of 16 × 16 points in a few colours, symmetrical like a tile. It is not compressed, so that it is the same
 * bytes whatever zlib is at hand (PNG: ISO/IEC 15948; stored blocks: RFC 1951, 3.2.4).
 */
export function picturePng(seed: number, index: number): Uint8Array {
  const dice = new Dice(seed, kinds.product + 6, index);
  const palette = Uint8Array.from({ length: 4 * 3 }, () => dice.between(40, 230));
  const rows = new Uint8Array(size * (size + 1));
  for (let y = 0; y < size / 2; y += 1) {
    for (let x = 0; x < size / 2; x += 1) {
      const colour = dice.below(4);
      for (const row of [y, size - 1 - y]) {
        rows[row * (size + 1) + 1 + x] = colour;
        rows[row * (size + 1) + size - x] = colour;
      }
    }
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, size);
  view.setUint32(4, size);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', stored(rows)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** The zlib format with one stored block, for at most 65,535 bytes. */
function stored(bytes: Uint8Array): Uint8Array {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  const low = bytes.length & 0xff;
  const high = bytes.length >> 8;
  return Buffer.concat([Uint8Array.of(0x78, 0x01, 0x01, low, high, low ^ 0xff, high ^ 0xff), bytes, Uint8Array.of(b >> 8, b & 0xff, a >> 8, a & 0xff)]);
}
