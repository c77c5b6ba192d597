import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { icns, ico, png } from '../../../build/icons/containers.mjs';
import { drawnFrom, fingerprintOf } from '../../../build/icons/drawn.mjs';

const folder = fileURLToPath(new URL('../../../build/icons', import.meta.url));
const read = (name: string): Buffer => readFileSync(join(folder, name));
const drawn = JSON.parse(read('drawn.json').toString()) as { readonly from: string; readonly files: Readonly<Record<string, string>> };

describe('the icons', () => {
  it('are drawn from the source as it is now (else: node build/icons/draw.mjs)', () => {
    expect(drawn.from).toBe(drawnFrom(folder));
  });

  it('are the files that were drawn, and no others', () => {
    const changed = Object.entries(drawn.files).filter(([name, fingerprint]) => !existsSync(join(folder, name)) || fingerprintOf(asDrawn(name)) !== fingerprint);
    expect(changed.map(([name]) => name)).toEqual([]);
    const pictures = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/')).filter((name) => /\.(png|ico|icns)$/.test(name));
    expect(pictures.filter((name) => !(name in drawn.files))).toEqual([]);
  });

  it('have the sizes that each system asks for', () => {
    expect(icoEntries(read('app.ico')).map(({ size }) => size)).toEqual([16, 20, 24, 32, 40, 48, 64, 128, 256]);
    expect(icoEntries(read('file.ico')).map(({ size }) => size)).toEqual([16, 20, 24, 32, 40, 48, 64, 128, 256]);
    for (const name of ['app.icns', 'file.icns']) expect(icnsSizes(read(name))).toEqual({ is32: 16, s8mk: 16, il32: 32, l8mk: 32, ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 });
    for (const size of [16, 24, 32, 48, 64, 96, 128, 256, 512, 1024]) expect(pngSize(read(`app/${size}x${size}.png`))).toBe(size);
    for (const state of ['safe', 'working', 'needs-you', 'paused']) {
      expect(['', '@2x'].map((suffix) => pngSize(read(`tray/tray-${state}Template${suffix}.png`)))).toEqual([16, 32]);
      for (const panel of ['dark', 'light']) {
        expect(icoEntries(read(`tray/tray-${state}-${panel}.ico`)).map(({ size }) => size)).toEqual([16, 20, 24, 32, 40, 48]);
        expect(['', '@1.25x', '@1.5x', '@2x', '@2.5x', '@3x'].map((suffix) => pngSize(read(`tray/tray-${state}-${panel}${suffix}.png`)))).toEqual([16, 20, 24, 32, 40, 48]);
      }
    }
  });

  it('keep to a Mac\'s grid, and fill their square elsewhere', () => {
    const mac = unpacked(icnsElement(read('app.icns'), 'ic10'));
    expect([99, 100, 923, 924].map((x) => alphaAt(mac, x, 512) > 250)).toEqual([false, true, true, false]);
    const elsewhere = unpacked(read('app/1024x1024.png'));
    expect([0, 1023].map((x) => alphaAt(elsewhere, x, 512))).toEqual([255, 255]);
  });

  it('of the tray are black alone for a Mac, and every state has a shape of its own', () => {
    const shapes = ['safe', 'working', 'needs-you', 'paused'].map((state) => {
      const { rgba } = unpacked(read(`tray/tray-${state}Template.png`));
      expect(rgba.every((value, index) => index % 4 === 3 || value === 0)).toBe(true);
      return rgba.toString('hex');
    });
    expect(new Set(shapes).size).toBe(4);
  });
});

describe('what writes icon files', () => {
  /** Runs, gradients, holes and half-transparent parts. */
  const picture = (size: number) => ({ size, rgba: size > 256 ? new Uint8Array(size * size * 4) : Uint8Array.from({ length: size * size * 4 }, (_, index) => (index % 4 === 3 ? (index % 28 === 3 ? 0 : 255 - (index % 5)) : index % 97 < 60 ? 7 : (index * 31) % 256)) });

  it('keeps every pixel in a PNG', () => {
    expect(unpacked(png(picture(33)))).toEqual({ size: 33, rgba: Buffer.from(picture(33).rgba) });
  });

  it('keeps every pixel in Windows\' file', () => {
    const entries = icoEntries(ico([picture(16), picture(40), picture(256)]));
    expect(entries.map(({ size, body }) => fingerprintOf(size === 256 ? unpacked(body).rgba : bitmapPixels(body, size)))).toEqual([16, 40, 256].map((size) => fingerprintOf(picture(size).rgba)));
  });

  it('keeps every pixel in a Mac\'s file', () => {
    const file = icns(picture);
    for (const [colours, mask, size] of [['is32', 's8mk', 16], ['il32', 'l8mk', 32]] as const) {
      const channels = unrun(icnsElement(file, colours));
      const alpha = icnsElement(file, mask);
      const rgba = Buffer.from(Array.from({ length: size * size }, (_, index) => [channels[index] ?? 0, channels[size * size + index] ?? 0, channels[2 * size * size + index] ?? 0, alpha[index] ?? 0]).flat());
      expect(rgba.equals(picture(size).rgba)).toBe(true);
    }
    expect(unpacked(icnsElement(file, 'ic12')).rgba.equals(picture(64).rgba)).toBe(true);
  });
});

/** Text may have other ends of lines in a checkout on Windows. */
function asDrawn(name: string): Buffer {
  return name.endsWith('.svg') ? Buffer.from(read(name).toString().replaceAll('\r\n', '\n')) : read(name);
}

/** Pixels a side, in eight bits of red, green, blue and opacity. */
function pngSize(file: Buffer): number {
  expect(file.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1A\n');
  const size = file.readUInt32BE(16);
  expect([file.readUInt32BE(20), file[24], file[25]]).toEqual([size, 8, 6]);
  return size;
}

/** By the layout that the PNG specification gives, with the one filter that is used. */
function unpacked(file: Buffer): { readonly size: number; readonly rgba: Buffer } {
  const size = pngSize(file);
  const packed: Buffer[] = [];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at) + 12) if (file.toString('latin1', at + 4, at + 8) === 'IDAT') packed.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)));
  const rows = inflateSync(Buffer.concat(packed));
  const width = size * 4;
  const rgba = Buffer.alloc(size * width);
  for (let y = 0; y < size; y++) {
    if (rows[y * (width + 1)] !== 2) throw new Error('This reads one filter only.');
    for (let x = 0; x < width; x++) rgba[y * width + x] = ((rows[y * (width + 1) + 1 + x] ?? 0) + (y === 0 ? 0 : (rgba[(y - 1) * width + x] ?? 0))) & 0xff;
  }
  return { size, rgba };
}

function alphaAt({ size, rgba }: { readonly size: number; readonly rgba: Buffer }, x: number, y: number): number {
  return rgba[(y * size + x) * 4 + 3] ?? 0;
}

function icoEntries(file: Buffer): readonly { readonly size: number; readonly body: Buffer }[] {
  expect([file.readUInt16LE(0), file.readUInt16LE(2)]).toEqual([0, 1]);
  return Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
    const at = 6 + index * 16;
    const start = file.readUInt32LE(at + 12);
    const body = file.subarray(start, start + file.readUInt32LE(at + 8));
    const size = file[at] === 0 ? 256 : (file[at] ?? 0);
    expect(size < 256 ? [body.readUInt32LE(4), body.readUInt32LE(8)] : [pngSize(body), pngSize(body) * 2]).toEqual([size, size * 2]);
    return { size, body };
  });
}

/** Rows from the bottom, blue first. */
function bitmapPixels(body: Buffer, size: number): Buffer {
  const rgba = Buffer.alloc(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [blue = 0, green = 0, red = 0, alpha = 0] = body.subarray(40 + ((size - 1 - y) * size + x) * 4);
      rgba.set([red, green, blue, alpha], (y * size + x) * 4);
    }
  }
  return rgba;
}

function icnsElements(file: Buffer): ReadonlyMap<string, Buffer> {
  expect([file.toString('latin1', 0, 4), file.readUInt32BE(4)]).toEqual(['icns', file.length]);
  const elements = new Map<string, Buffer>();
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) elements.set(file.toString('latin1', at, at + 4), file.subarray(at + 8, at + file.readUInt32BE(at + 4)));
  return elements;
}

function icnsElement(file: Buffer, type: string): Buffer {
  return icnsElements(file).get(type) ?? Buffer.alloc(0);
}

function icnsSizes(file: Buffer): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...icnsElements(file)].map(([type, body]) => {
      if (type.endsWith('mk')) return [type, Math.sqrt(body.length)];
      return [type, type.endsWith('32') ? Math.sqrt(unrun(body).length / 3) : pngSize(body)];
    }),
  );
}

/** Apple's packing: runs of 3 to 130, and up to 128 bytes as they are. */
function unrun(body: Buffer): Buffer {
  const out: number[] = [];
  for (let at = 0; at < body.length; ) {
    const head = body[at] ?? 0;
    if (head < 128) {
      out.push(...body.subarray(at + 1, at + 2 + head));
      at += 2 + head;
    } else {
      out.push(...Array<number>(head - 125).fill(body[at + 1] ?? 0));
      at += 2;
    }
  }
  return Buffer.from(out);
}
