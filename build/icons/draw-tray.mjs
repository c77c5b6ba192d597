/**
 * Draws build/icons/tray-*.png from tray.svg: `node build/icons/draw-tray.mjs`. Needs a Chromium (CHROMIUM, or Debian's). The
 * pictures are kept in the repository, so that nobody needs one to build.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { chromium } from '@playwright/test';

const folder = import.meta.dirname;
// Seen well on light and on dark panels alike.
const colours = { safe: '#2a9d5c', working: '#12988b', 'needs-you': '#d9820f', paused: '#8b8b84' };
const scales = { '': 1, '@1.5x': 1.5, '@2x': 2, '@3x': 3 };

const svg = await readFile(join(folder, 'tray.svg'), 'utf8');
const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
for (const [suffix, scale] of Object.entries(scales)) {
  const page = await browser.newPage({ deviceScaleFactor: scale, viewport: { width: 64, height: 16 } });
  for (const [index, [state, colour]] of Object.entries(colours).entries()) {
    for (const [kind, ink] of Object.entries({ '': colour, Template: '#000' })) {
      await page.setContent(`<style>html,body{margin:0}svg{display:block;color:${ink}}</style>${svg.replace('<svg ', '<svg width="64" height="16" ')}`);
      await page.screenshot({ path: join(folder, `tray-${state}${kind}${suffix}.png`), omitBackground: true, clip: { x: index * 16, y: 0, width: 16, height: 16 } });
    }
  }
  await page.close();
}
const page = await browser.newPage({ viewport: { width: 512, height: 512 } });
await page.setContent(
  `<style>html,body{margin:0}main{display:flex;width:512px;height:512px;border-radius:112px;background:#0f6e66}div{width:320px;height:320px;margin:96px;overflow:hidden}svg{display:block;color:#fff}div>svg{width:1280px;height:320px}</style><main><div>${svg}</div></main>`,
);
await page.screenshot({ path: join(folder, 'app.png'), omitBackground: true });
await browser.close();
