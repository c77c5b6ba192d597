import { expect, type Page } from '@playwright/test';

/** What holds for the page in any window of ours: over the double and in Electron itself. */

/** The page has answered from the engine: what it shows is no skeleton. */
export async function expectWelcome(page: Page): Promise<void> {
  await expect(page.getByText('Protect my app')).toBeVisible();
}

/** The page has its two ports, and no way to Node or Electron. */
export async function expectNothingOfNode(page: Page): Promise<void> {
  const names = ['require', 'process', 'module', 'global', 'Buffer', 'electron', 'ipcRenderer'];
  expect(await page.evaluate((each) => each.filter((name) => name in globalThis), names)).toEqual([]);
  expect(await page.evaluate(() => Object.keys(globalThis).filter((name) => /electron|node/i.test(name)))).toEqual([]);
}

/** Nothing is loaded from elsewhere, and neither a script nor a style from a text: the page's policy stops it. */
export async function expectPolicyInForce(page: Page): Promise<void> {
  const header = await page.evaluate(async () => (await fetch(document.location.pathname)).headers.get('content-security-policy'));
  expect(header).toMatch(/^default-src 'none';/);
  const attempts = [
    "new Image().src = 'https://evil.example/beacon'",
    "fetch('https://evil.example/').catch(() => 0)",
    "document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.injected = true' }))",
    "document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://evil.example/' }))",
    "document.body.append(Object.assign(document.createElement('style'), { textContent: 'body { display: none }' }))",
  ];
  await page.evaluate("window.stopped = []; document.addEventListener('securitypolicyviolation', (event) => window.stopped.push(event.effectiveDirective))");
  for (const attempt of attempts) await page.evaluate(`void (${attempt})`);
  await expect.poll(async () => (await page.evaluate<string[]>('window.stopped')).toSorted()).toEqual(['connect-src', 'frame-src', 'img-src', 'script-src-elem', 'style-src-elem']);
  expect(await page.evaluate('window.injected')).toBeUndefined();
}
