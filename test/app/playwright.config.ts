import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/** Debian's browser where it is installed; otherwise the one that Playwright brought itself. */
const chromium = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));

/** What keeps a headless Chromium quiet, and able to run in a container. */
export const chromiumArgs = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/**
 * What a person does, in three shapes of the same app: `browser` (the tab), `double` (the real main process over a stand-in for
 * Electron's API) and `electron` (the program itself, where there is one).
 */
export default defineConfig({
  testDir: '.',
  outputDir: '../../out/test-app',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  reporter: [['line'], ['../suite/playwright-reporter.ts']],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    launchOptions: { args: chromiumArgs, ...(chromium === undefined ? {} : { executablePath: chromium }) },
    trace: 'off',
  },
  projects: [
    { name: 'browser', testDir: 'browser' },
    { name: 'double', testDir: 'double' },
    { name: 'electron', testDir: 'electron' },
  ],
});
