import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';

/** Where pictures for the documentation go; without it, none are taken. Folders can be read on some: set TMPDIR to one that means something. */
const pictures = process.env['HOLDFAST_PICTURES'];

/** Takes a picture of what the window shows, where somebody wants any. WebP, since the guide takes its pictures into the app: a quarter of what PNG takes. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  const devtools = await page.context().newCDPSession(page);
  // Playwright itself writes PNG and JPEG only.
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: 82 });
  await devtools.detach();
  await writeFile(path.join(pictures, `${name}.webp`), Buffer.from(data, 'base64'));
}
