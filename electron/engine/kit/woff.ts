import { inflateSync } from 'node:zlib';

/**
 * The font inside a WOFF file (version 1) as it was before it was packed. pdfkit reads WOFF too, but unpacks it a hundred times slower
 * than zlib does, which is felt.
 */
export function unpackWoff(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, n) => {
    const entry = woff.subarray(44 + n * 20, 64 + n * 20);
    const packed = woff.subarray(entry.readUInt32BE(4), entry.readUInt32BE(4) + entry.readUInt32BE(8));
    const size = entry.readUInt32BE(12);
    return { tag: entry.subarray(0, 4), checksum: entry.readUInt32BE(16), data: packed.length < size ? inflateSync(packed) : packed };
  });
  const directory = Buffer.alloc(12 + count * 16);
  woff.copy(directory, 0, 4, 8);
  directory.writeUInt16BE(count, 4);
  const parts: Buffer[] = [directory];
  let at = directory.length;
  for (const [n, { tag, checksum, data }] of tables.entries()) {
    const entry = 12 + n * 16;
    tag.copy(directory, entry);
    directory.writeUInt32BE(checksum, entry + 4);
    directory.writeUInt32BE(at, entry + 8);
    directory.writeUInt32BE(data.length, entry + 12);
    const padding = Buffer.alloc((4 - (data.length % 4)) % 4);
    parts.push(data, padding);
    at += data.length + padding.length;
  }
  return Buffer.concat(parts);
}
