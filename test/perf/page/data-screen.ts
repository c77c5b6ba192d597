import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { serveApp, type ServedApp } from '../../app/support/served-app.ts';
import { connectToLoopback, sessionFor } from '../../support/hosts/loopback.ts';
import { startDemo } from '../tools.ts';
import { type FrameFigures, measureFrames } from './app-figures.ts';

export interface DataScreenFigures {
  readonly table: string;
  readonly records: number;
  /** From the click on the table's name until its rows can be read. Sorted, several tries. */
  readonly openMs: readonly number[];
  /** While the wheel is turned for several seconds. */
  readonly scroll: FrameFigures & { readonly seconds: number; readonly rowsPassed: number; /** Frames in which a row in view was not there yet. */ readonly unfilled: number };
  /** From a leap to anywhere in the table until its rows can be read. */
  readonly leapMs: readonly number[];
  /** From a letter typed into the search over everything until what is found is shown. */
  readonly searchMs: readonly number[];
  /** From a click on a column's name until the rows are sorted by it. */
  readonly sortMs: readonly number[];
}

const app = 'bench';
const tries = 7;
const scrollSeconds = 6;

/** The Data screen on a backup of about `records` records, in a browser tab, with the engine in a process of its own. */
export async function measureDataScreen(browser: Browser, records: number): Promise<DataScreenFigures> {
  const demo = await startDemo(records);
  const served = await serveApp();
  try {
    const largest = await backUp(served, demo);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(served.url());
    await page.getByRole('navigation', { name: 'Screens' }).waitFor();
    await page.getByRole('link', { name: 'Data' }).click();
    await page.getByRole('grid').waitFor();
    const openMs = await times(tries, async () => {
      await openTable(page, largest.other);
      return openTable(page, largest.name);
    });
    const scroll = await measureScroll(page);
    const leapMs = await times(tries, (turn) => leap(page, (turn + 0.37) / tries));
    const sortMs = await times(3, () => sortByColumn(page));
    const searchMs = await measureSearch(page);
    await page.close();
    return { table: largest.name, records: largest.records, openMs, scroll, leapMs, searchMs, sortMs };
  } finally {
    await served.remove();
    await demo.stop();
  }
}

async function backUp(served: ServedApp, demo: { readonly url: string; readonly appId: string; readonly token: string }): Promise<{ readonly name: string; readonly records: number; readonly other: string }> {
  const client = await connectToLoopback(new URL(served.url()).origin, await sessionFor(await served.another()));
  await mkdir(path.join(served.home, 'place'));
  await client.places.add({ name: 'disk', kind: 'local', path: path.join(served.home, 'place') });
  await client.apps.add({ name: app, connection: { platform: 'base44', url: demo.url, appId: demo.appId, token: demo.token, plan: 'unmetered' } });
  const { runId } = await client.runs.start({ kind: 'backup', app });
  for await (const run of await client.runs.watch({ runId })) if (run.state !== 'running' && run.state !== 'done') throw new Error(`The backup ended as ${run.state}.`);
  for (;;) {
    const { index, tables } = await client.data.tables({ app, backup: 'latest' });
    if (index.state === 'ready') {
      const [first, ...others] = tables.toSorted((a, b) => b.records - a.records);
      const other = others.find((table) => table.records > 0);
      if (first === undefined || other === undefined) throw new Error('The sample app has too few tables.');
      return { name: first.name, records: first.records, other: other.name };
    }
    if (index.state !== 'indexing') throw new Error(`The backup is not searchable: ${index.state}.`);
    await new Promise((resolve) => {
      setTimeout(resolve, 500);
    });
  }
}

async function times(count: number, one: (turn: number) => Promise<number>): Promise<readonly number[]> {
  const measured: number[] = [];
  for (let turn = 0; turn < count; turn += 1) measured.push(await one(turn));
  return measured.toSorted((a, b) => a - b);
}

function openTable(page: Page, name: string): Promise<number> {
  return page.evaluate(async (table) => {
    const button = [...document.querySelectorAll<HTMLElement>('nav[aria-label="Tables"] button')].find((each) => each.textContent.startsWith(table));
    const startedAt = performance.now();
    button?.click();
    const isThere = (): boolean => document.querySelector(`[role="grid"][aria-label="Records of ${table}"] [data-row="0"]:not([aria-busy])`) !== null;
    while (!isThere()) await new Promise(requestAnimationFrame);
    return performance.now() - startedAt;
  }, name);
}

async function measureScroll(page: Page): Promise<DataScreenFigures['scroll']> {
  const grid = page.getByRole('grid');
  await grid.evaluate((element) => element.scrollTo(0, 0));
  await grid.hover();
  const unfilled = await watchUnfilled(page);
  const startedAt = performance.now();
  const frames = await measureFrames(page, async () => {
    while (performance.now() - startedAt < scrollSeconds * 1000) {
      await page.mouse.wheel(0, 120);
      await page.waitForTimeout(12);
    }
  });
  const rowsPassed = await grid.evaluate((element) => Math.round(element.scrollTop / 36));
  return { ...frames, seconds: scrollSeconds, rowsPassed, unfilled: await unfilled() };
}

/** Counts frames in which a row that is in view is still on its way, or is not drawn. */
async function watchUnfilled(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const state = { count: 0, on: true };
    Reflect.set(globalThis, 'holdfastUnfilled', state);
    const grid = document.querySelector('[role="grid"]');
    const look = (): void => {
      if (!state.on || grid === null) return;
      const { top, bottom } = grid.getBoundingClientRect();
      const rows = [...grid.querySelectorAll('[data-row]:not([data-row="-1"])')];
      const inView = rows.filter((row) => row.getBoundingClientRect().bottom > top + 36 && row.getBoundingClientRect().top < bottom);
      if (inView.length < Math.floor((bottom - top) / 36) - 1 || inView.some((row) => row.hasAttribute('aria-busy'))) state.count += 1;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  return () =>
    page.evaluate(() => {
      const state = Reflect.get(globalThis, 'holdfastUnfilled') as { count: number; on: boolean };
      state.on = false;
      return state.count;
    });
}

function leap(page: Page, fraction: number): Promise<number> {
  return page.getByRole('grid').evaluate(async (grid, to) => {
    const startedAt = performance.now();
    grid.scrollTop = grid.scrollHeight * to;
    const isThere = (): boolean => {
      const { top, bottom } = grid.getBoundingClientRect();
      const inView = [...grid.querySelectorAll('[data-row]:not([data-row="-1"])')].filter((row) => row.getBoundingClientRect().bottom > top + 36 && row.getBoundingClientRect().top < bottom);
      return inView.length > 3 && inView.every((row) => !row.hasAttribute('aria-busy'));
    };
    do await new Promise(requestAnimationFrame);
    while (!isThere());
    return performance.now() - startedAt;
  }, fraction);
}

function sortByColumn(page: Page): Promise<number> {
  return page.getByRole('grid').evaluate(async (grid) => {
    const startedAt = performance.now();
    const before = grid.querySelector('[aria-sort]')?.getAttribute('aria-sort');
    grid.querySelector<HTMLElement>('[role="columnheader"][data-column="2"]')?.click();
    const isThere = (): boolean => {
      const now = document.querySelector('[role="grid"] [aria-sort]')?.getAttribute('aria-sort');
      return now !== before && document.querySelector('[role="grid"] [data-row="0"]:not([aria-busy])') !== null;
    };
    do await new Promise(requestAnimationFrame);
    while (!isThere());
    return performance.now() - startedAt;
  });
}

/** Types two words letter by letter, each as soon as what the one before found is there. */
async function measureSearch(page: Page): Promise<readonly number[]> {
  const box = page.getByRole('searchbox', { name: 'Search every table' });
  const measured: number[] = [];
  for (const words of ['garcia', 'shipped ma']) {
    await box.fill('');
    await page.getByRole('grid').waitFor();
    for (let length = 1; length <= words.length; length += 1) {
      const typed = words.slice(0, length);
      if (typed.endsWith(' ')) continue;
      measured.push(
        await box.evaluate(async (input: HTMLInputElement, text) => {
          const startedAt = performance.now();
          Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text);
          input.dispatchEvent(new Event('input', { bubbles: true }));
          const isThere = (): boolean => document.querySelector(`section[data-words="${text}"]:not([data-stale])`) !== null;
          do await new Promise(requestAnimationFrame);
          while (!isThere());
          return performance.now() - startedAt;
        }, typed),
      );
    }
  }
  return measured.toSorted((a, b) => a - b);
}
