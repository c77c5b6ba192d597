import { defineConfig } from '@playwright/test';
import { chromiumArgs, chromiumPath } from './support/chromium.ts';

const executablePath = chromiumPath();

/**
 * What a person does, in three shapes of the same app: `browser` (the tab), `double` (the real main process over a stand-in for
 * Electron's API) and `electron` (the program itself, where there is one).
 */
export default defineConfig({
  testDir: '.',
  outputDir: '../../out/test-app',
  globalSetup: './support/build.ts',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  // A second try tells a race from a fault; the summary names whatever needed one, and more than two of them fail the run.
  retries: 1,
  reporter: [['line'], ['../suite/playwright-reporter.ts']],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    launchOptions: { args: chromiumArgs, ...(executablePath === undefined ? {} : { executablePath }) },
    // A control that is not there is missed soon, not when the whole walk runs out of time.
    actionTimeout: 15_000,
    trace: 'off',
    screenshot: 'only-on-failure',
  },
  projects: [
    // On a computer that has other work, what takes a second takes five.
    { name: 'browser', testDir: 'browser', timeout: 180_000, expect: { timeout: 30_000 } },
    // Each of these starts a program with an engine and a browser of its own.
    { name: 'double', testDir: 'double', timeout: 90_000, expect: { timeout: 30_000 } },
    { name: 'electron', testDir: 'electron', timeout: 90_000, expect: { timeout: 30_000 } },
    // What a person installs: only where a release is made.
    { name: 'packaged', testDir: 'packaged', timeout: 180_000, expect: { timeout: 30_000 } },
  ],
});
