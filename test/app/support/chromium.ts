import { existsSync } from 'node:fs';

/** What keeps a headless Chromium quiet, and able to run in a container. */
export const chromiumArgs = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** The system's browser where there is one; otherwise Playwright takes the one it brought itself. */
export function chromiumPath(): string | undefined {
  return ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
}
