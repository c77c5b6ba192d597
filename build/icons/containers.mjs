import { crc32, deflateSync } from 'node:zlib';

/**
 * A drawn picture.
 * @typedef {{ readonly size: number, readonly rgba: Uint8Array }} Picture square: `size` pixels a side; `rgba` has four bytes a pixel,
 * rows from the top, colours not multiplied with how opaque they are
 */

/**
 * A picture as a PNG file.
 * @param {Picture} picture
 */
export function png({ size, rgba }) {
  const rows = Buffer.alloc(size * (size * 4 + 1));
  /** @type {Buffer} */
  let before = Buffer.alloc(size * 4);
  for (let y = 0; y < size; y++) {
    const row = Buffer.from(rgba.buffer, rgba.byteOffset + y * size * 4, size * 4);
    // Filter 2, the difference from the row above, packs gradients best.
    rows[y * (size * 4 + 1)] = 2;
    for (let x = 0; x < row.length; x++) rows[y * (size * 4 + 1) + 1 + x] = ((row[x] ?? 0) - (before[x] ?? 0)) & 0xff;
    before = row;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // Eight bits of red, green, blue and opacity each.
  header.set([8, 6], 8);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

/** @param {string} type @param {Buffer} body */
function chunk(type, body) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(body.length, 0);
  whole.set(named, 4);
  whole.writeUInt32BE(crc32(named), named.length + 4);
  return whole;
}

/**
 * Windows' icon file. Bitmaps, which everything reads, and a PNG for 256 pixels, as Windows' own have it.
 * @param {readonly Picture[]} pictures at most 256 pixels a side, each size once
 */
export function ico(pictures) {
  const bodies = pictures.map((picture) => (picture.size < 256 ? bitmap(picture) : png(picture)));
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let at = header.length;
  for (const [index, { size }] of pictures.entries()) {
    const entry = header.subarray(6 + 16 * index);
    const length = bodies[index]?.length ?? 0;
    // 0 stands for 256.
    entry.set([size % 256, size % 256]);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(length, 8);
    entry.writeUInt32LE(at, 12);
    at += length;
  }
  return Buffer.concat([header, ...bodies]);
}

/**
 * As it is inside an icon: rows from the bottom, blue first, and after it one bit a pixel that says what is not drawn at all.
 * @param {Picture} picture
 */
function bitmap({ size, rgba }) {
  const maskRow = Math.ceil(size / 32) * 4;
  const body = Buffer.alloc(40 + size * size * 4 + maskRow * size);
  body.writeUInt32LE(40, 0);
  body.writeInt32LE(size, 4);
  // Twice as high, for the mask.
  body.writeInt32LE(size * 2, 8);
  body.writeUInt16LE(1, 12);
  body.writeUInt16LE(32, 14);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray((y * size + x) * 4, (y * size + x) * 4 + 4);
      const row = size - 1 - y;
      body.set([blue, green, red, alpha], 40 + (row * size + x) * 4);
      const mask = 40 + size * size * 4 + row * maskRow + (x >> 3);
      if (alpha === 0) body[mask] = (body[mask] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return body;
}

/** Types of a Mac's icon file that hold a PNG, by pixels a side; 16 and 32 pixels as PNG are drawn wrongly by some versions of macOS. */
const pngTypes = /** @type {const} */ ([
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]);
/** Those that hold colours and, apart from them, how opaque they are. */
const plainTypes = /** @type {const} */ ([
  ['is32', 's8mk', 16],
  ['il32', 'l8mk', 32],
]);

/**
 * A Mac's icon file: 16 to 512 points, each also for screens with twice the pixels.
 * @param {(size: number) => Picture} picture
 */
export function icns(picture) {
  const plain = plainTypes.flatMap(([colours, mask, size]) => {
    const { rgba } = picture(size);
    const channels = [0, 1, 2].map((channel) => packed(everyFourth(rgba, channel)));
    return [element(colours, Buffer.concat(channels)), element(mask, Buffer.from(everyFourth(rgba, 3)))];
  });
  const elements = [...plain, ...pngTypes.map(([type, size]) => element(type, png(picture(size))))];
  return element('icns', Buffer.concat(elements));
}

/** @param {string} type @param {Buffer} body */
function element(type, body) {
  const header = Buffer.alloc(8);
  header.write(type, 'latin1');
  header.writeUInt32BE(body.length + 8, 4);
  return Buffer.concat([header, body]);
}

/** @param {Uint8Array} bytes @param {number} offset */
function everyFourth(bytes, offset) {
  return bytes.filter((_, index) => index % 4 === offset);
}

/**
 * Apple's packing of one channel: 0–127 says that so many bytes and one more follow as they are, 128–255 that the next one counts 3 to 130 times.
 * @param {Uint8Array} bytes
 */
function packed(bytes) {
  /** @type {number[]} */
  const out = [];
  /** @type {number[]} */
  let literal = [];
  const endLiteral = () => {
    if (literal.length > 0) out.push(literal.length - 1, ...literal);
    literal = [];
  };
  for (let at = 0; at < bytes.length; ) {
    const value = bytes[at] ?? 0;
    let run = 1;
    while (run < 130 && bytes[at + run] === value) run++;
    if (run >= 3) {
      endLiteral();
      out.push(125 + run, value);
      at += run;
    } else {
      literal.push(value);
      if (literal.length === 128) endLiteral();
      at++;
    }
  }
  endLiteral();
  return Buffer.from(out);
}
