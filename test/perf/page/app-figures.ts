import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from '@playwright/test';
import { chromiumArgs, chromiumPath } from '../../app/support/chromium.ts';
import { serveApp, type ServedApp } from '../../app/support/served-app.ts';

/** Milliseconds from the start of the program, and from the opening of its address, until there is something to click. */
export interface StartFigures {
  readonly programMs: number;
  readonly pageMs: number;
}

export interface WeightFigures {
  /** Bytes of JavaScript, gzipped, that are there before the first screen; and of everything else. */
  readonly scriptBytes: number;
  readonly otherBytes: number;
}

export interface IdleFigures {
  readonly seconds: number;
  /** Share of one core that the engine's process took. */
  readonly cpuPercent: number;
  readonly residentMB: number;
  /** Messages between page and engine meanwhile; 0 unless something polls. */
  readonly messages: number;
}

export interface FrameFigures {
  readonly frames: number;
  /** Frames that came later than two frames' time. */
  readonly late: number;
  readonly worstMs: number;
}

export async function openBrowser(): Promise<Browser> {
  const executablePath = chromiumPath();
  return chromium.launch({ args: chromiumArgs, ...(executablePath === undefined ? {} : { executablePath }) });
}

export async function measureStart(browser: Browser): Promise<StartFigures> {
  const startedAt = performance.now();
  const app = await serveApp();
  const servedAt = performance.now();
  try {
    const page = await browser.newPage();
    await page.goto(app.url());
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.close();
    return { programMs: servedAt - startedAt, pageMs: performance.now() - servedAt };
  } finally {
    await app.remove();
  }
}

export async function measureWeight(browser: Browser): Promise<WeightFigures> {
  const app = await serveApp();
  try {
    const page = await browser.newPage();
    const bodies: { readonly script: boolean; readonly body: Promise<Buffer> }[] = [];
    page.on('response', (response) => {
      if (response.request().method() === 'GET') bodies.push({ script: new URL(response.url()).pathname.endsWith('.js'), body: response.body() });
    });
    await page.goto(app.url());
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    const weights = await Promise.all(bodies.map(async ({ script, body }) => ({ script, bytes: gzipSync(await body).length })));
    await page.close();
    const sum = (script: boolean): number => weights.filter((weight) => weight.script === script).reduce((total, { bytes }) => total + bytes, 0);
    return { scriptBytes: sum(true), otherBytes: sum(false) };
  } finally {
    await app.remove();
  }
}

/** With the sample app backed up and the window open on Home: what it takes to do nothing. */
export async function measureIdle(browser: Browser, seconds: number): Promise<IdleFigures> {
  const app = await serveApp({ sample: true });
  try {
    const page = await browser.newPage();
    let messages = 0;
    page.on('websocket', (socket) => {
      socket.on('framesent', () => (messages += 1));
      socket.on('framereceived', () => (messages += 1));
    });
    await page.goto(app.url());
    await page.getByRole('heading', { level: 1 }).waitFor();
    await settled(page, app, () => messages);
    const [messagesBefore, cpuBefore] = [messages, cpuSeconds(app.pid())];
    await page.waitForTimeout(seconds * 1000);
    const figures = { seconds, cpuPercent: ((cpuSeconds(app.pid()) - cpuBefore) / seconds) * 100, residentMB: residentMB(app.pid()), messages: messages - messagesBefore };
    await page.close();
    return figures;
  } finally {
    await app.remove();
  }
}

/** Every frame's time in the page while `work` goes on. */
export async function measureFrames(page: Page, work: () => Promise<unknown>): Promise<FrameFigures> {
  await page.evaluate(() => {
    const times: number[] = [];
    Reflect.set(globalThis, 'holdfastFrames', times);
    const next = (at: number): void => {
      times.push(at);
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  await work();
  const times = await page.evaluate(() => Reflect.get(globalThis, 'holdfastFrames') as number[]);
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at));
  return { frames: gaps.length, late: gaps.filter((gap) => gap > 2 * (1000 / 60) + 1).length, worstMs: Math.max(0, ...gaps) };
}

/** The first backup and what follows it are over: no message for three seconds, and hardly any work. */
async function settled(page: Page, app: ServedApp, messages: () => number): Promise<void> {
  for (let tries = 0; tries < 60; tries += 1) {
    const [before, cpu] = [messages(), cpuSeconds(app.pid())];
    await page.waitForTimeout(3000);
    if (messages() === before && cpuSeconds(app.pid()) - cpu < 0.05) return;
  }
  throw new Error('The app did not come to rest within three minutes.');
}

/** User and system time of a process, threads included (proc(5): fields 14 and 15, in hundredths of a second). */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function residentMB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}
