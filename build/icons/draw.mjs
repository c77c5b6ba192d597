/**
 * Draws every icon of Holdfast from holdfast.svg: `node build/icons/draw.mjs`. Needs a Chromium (CHROMIUM, or Debian's). The pictures are
 * kept in the repository, so that nobody needs one to build; drawn.json says from what they were drawn, and a test holds them to it.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { chromium } from '@playwright/test';

import { icns, ico, png } from './containers.mjs';
import { drawnFrom, fingerprintOf } from './drawn.mjs';

const folder = import.meta.dirname;
const svg = await readFile(join(folder, 'holdfast.svg'), 'utf8');

/** Whatever is as small takes the drawing for it. */
const drawings = {
  app: [{ to: 24, symbol: 'app-16' }, { to: 48, symbol: 'app-32' }, { to: 1024, symbol: 'app' }],
  mac: [{ to: 16, symbol: 'app-mac-16' }, { to: 1024, symbol: 'app-mac' }],
  file: [{ to: 24, symbol: 'file-16' }, { to: 48, symbol: 'file-32' }, { to: 1024, symbol: 'file' }],
};
/** The page's own colours for these states (renderer/src/app/tokens.css), on dark and on light panels. */
const colours = {
  dark: { safe: '#6ccb8e', working: '#5cc8bc', 'needs-you': '#e4b062', paused: '#c3c4bc' },
  light: { safe: '#1d7f46', working: '#0f6e66', 'needs-you': '#a8620a', paused: '#5c5c56' },
};
/** Pixels of Windows' tray at 100 % to 300 %. */
const windowsTray = [16, 20, 24, 32, 40, 48];
/** How Electron names pictures for denser screens. Of these a Linux panel is given the largest, and makes it as small as it needs. */
const densities = { '': 16, '@1.25x': 20, '@1.5x': 24, '@2x': 32, '@2.5x': 40, '@3x': 48 };
const states = /** @type {const} */ (['safe', 'working', 'needs-you', 'paused']);

const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'] });
const page = await browser.newPage();
/** @type {Record<string, string>} */
const written = {};
try {
  for (const name of ['app', 'tray']) await rm(join(folder, name), { recursive: true, force: true });
  const app = await several('app', [16, 20, 24, 32, 40, 48, 64, 96, 128, 256, 512, 1024]);
  const mac = await several('mac', [16, 32, 64, 128, 256, 512, 1024]);
  const file = await several('file', [16, 20, 24, 32, 40, 48, 64, 128, 256, 512, 1024]);
  await write('app.icns', icns(mac));
  await write('app.ico', ico([16, 20, 24, 32, 40, 48, 64, 128, 256].map(app)));
  for (const size of [16, 24, 32, 48, 64, 96, 128, 256, 512, 1024]) await write(`app/${size}x${size}.png`, png(app(size)));
  // Of the window, where the system does not take the program's.
  await write('app.png', png(app(512)));
  await write('file.icns', icns(file));
  await write('file.ico', ico([16, 20, 24, 32, 40, 48, 64, 128, 256].map(file)));
  for (const state of states) {
    for (const [suffix, size] of Object.entries({ '': 16, '@2x': 32 })) await write(`tray/tray-${state}Template${suffix}.png`, png(await draw(`tray-${state}`, size, '#000')));
    for (const panel of /** @type {const} */ (['dark', 'light'])) {
      const pictures = await Promise.all(windowsTray.map((size) => draw(`tray-${state}`, size, colours[panel][state])));
      await write(`tray/tray-${state}-${panel}.ico`, ico(pictures));
      for (const [suffix, size] of Object.entries(densities)) await write(`tray/tray-${state}-${panel}${suffix}.png`, png(pictures[windowsTray.indexOf(size)] ?? never(size)));
    }
  }
  await write('../../renderer/public/icon.svg', Buffer.from(asFile('app-32')));
  await writeFile(join(folder, 'drawn.json'), `${JSON.stringify({ from: drawnFrom(folder), files: written }, null, 2)}\n`);
} finally {
  await browser.close();
}

/**
 * @param {keyof typeof drawings} subject @param {readonly number[]} sizes
 * @returns {Promise<(size: number) => import('./containers.mjs').Picture>}
 */
async function several(subject, sizes) {
  const pictures = await Promise.all(sizes.map((size) => draw(drawings[subject].find(({ to }) => size <= to)?.symbol ?? never(size), size, '#000')));
  return (size) => pictures[sizes.indexOf(size)] ?? never(size);
}

/**
 * @param {string} symbol @param {number} size in pixels a side @param {string} colour of what has none of its own
 * @returns {Promise<import('./containers.mjs').Picture>}
 */
async function draw(symbol, size, colour) {
  const one = svg.replace(/<svg [^>]*>/, `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" color="${colour}">`).replace('</svg>', `<use href="#${symbol}" width="${size}" height="${size}"/></svg>`);
  const base64 = await page.evaluate(
    async ([source, side]) => {
      const image = new Image();
      image.src = `data:image/svg+xml,${encodeURIComponent(source)}`;
      await image.decode();
      const context = new OffscreenCanvas(side, side).getContext('2d') ?? undefined;
      context?.drawImage(image, 0, 0, side, side);
      const bytes = context?.getImageData(0, 0, side, side).data ?? [];
      let text = '';
      for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.slice(at, at + 8192));
      return btoa(text);
    },
    /** @type {const} */ ([one, size]),
  );
  return { size, rgba: Buffer.from(base64, 'base64') };
}

/**
 * One symbol as a picture for a browser's tab.
 * @param {string} symbol
 */
function asFile(symbol) {
  const [, viewBox = '', inside = ''] = new RegExp(`<symbol id="${symbol}" viewBox="([^"]+)">(.*?)</symbol>`, 's').exec(svg) ?? [];
  const [gradient = ''] = /<linearGradient id="sea".*?<\/linearGradient>/s.exec(svg) ?? [];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}"><defs>${gradient}</defs>${inside.replace(/\s*\n\s*/g, '')}</svg>\n`;
}

/** @param {string} name @param {Buffer} bytes */
async function write(name, bytes) {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), bytes);
  written[name] = fingerprintOf(bytes);
}

/** @param {number} size @returns {never} */
function never(size) {
  throw new Error(`There is no drawing of ${size} pixels.`);
}
