import { existsSync } from 'node:fs';

/** What keeps a headless Chromium quiet, able to run in a container, and its letters as far apart as on a screen. */
export const chromiumArgs = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--font-render-hinting=none'];

/** The system's browser where there is one; otherwise Playwright takes the one it brought itself. */
export function chromiumPath(): string | undefined {
  return ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
}
