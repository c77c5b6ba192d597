import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { serveApp } from '../../app/support/served-app.ts';
import { connectToLoopback, sessionFor } from '../../support/hosts/loopback.ts';
import { heading, megabytes, row } from '../report.ts';
import { startDemo } from '../tools.ts';
import { measureDataScreen } from './data-screen.ts';
import { measureFrames, measureIdle, measureStart, measureWeight, openBrowser } from './app-figures.ts';

const scriptLimit = 350_000;

/** The app in a browser tab: how soon it is there, what it weighs, what it takes to do nothing, and whether it stutters while a backup runs. */
export async function benchPage(records = 200_000, browsed = 1_000_000): Promise<void> {
  heading('The app in a browser tab');
  const browser = await openBrowser();
  try {
    // The first start compiles what later ones find compiled.
    await measureStart(browser);
    const start = await measureStart(browser);
    row('program started until it can be opened', start.programMs, '');
    row('  opened until there is something to click', start.pageMs, '');
    const weight = await measureWeight(browser);
    row('weight before the first screen', undefined, `${megabytes(weight.scriptBytes)} of JavaScript gzipped (limit ${megabytes(scriptLimit)}), ${megabytes(weight.otherBytes)} of everything else`);
    const idle = await measureIdle(browser, 60);
    row('doing nothing for a minute, open on Home', undefined, `${idle.cpuPercent.toFixed(2)} % of a core, ${idle.residentMB.toFixed(0)} MB, ${idle.messages} messages`);
    const frames = await framesWhileBackingUp(records);
    row(`frames while ${records.toLocaleString('en')} records are backed up`, frames.backupMs, `${frames.late} of ${frames.frames} late, the worst after ${frames.worstMs.toFixed(0)} ms; ${frames.state}`);

    heading(`The Data screen, on a backup of ${browsed.toLocaleString('en')} records`);
    const data = await measureDataScreen(browser, browsed);
    row(`a table of ${data.records.toLocaleString('en')} records opens`, undefined, inWords(data.openMs));
    const { frames: drawn, late, worstMs, seconds, rowsPassed, unfilled } = data.scroll;
    row(`${seconds} s of the wheel past ${rowsPassed.toLocaleString('en')} rows`, undefined, `${(drawn / seconds).toFixed(1)} frames a second, ${late} of ${drawn} late, the worst after ${worstMs.toFixed(0)} ms; ${unfilled} frames with a row not there yet`);
    row('a leap to anywhere in it', undefined, inWords(data.leapMs));
    row('its rows sorted by another column', undefined, inWords(data.sortMs));
    row('a letter typed, until what is found stands there', undefined, inWords(data.searchMs));
  } finally {
    await browser.close();
  }

  async function framesWhileBackingUp(count: number): Promise<{ frames: number; late: number; worstMs: number; backupMs: number; state: string }> {
    const demo = await startDemo(count);
    const app = await serveApp();
    try {
      const client = await connectToLoopback(new URL(app.url()).origin, await sessionFor(await app.another()));
      await mkdir(path.join(app.home, 'place'));
      await client.places.add({ name: 'disk', kind: 'local', path: path.join(app.home, 'place') });
      await client.apps.add({ name: 'bench', connection: { platform: 'base44', url: demo.url, appId: demo.appId, token: demo.token, plan: 'unmetered' } });
      const page = await browser.newPage();
      await page.goto(app.url());
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      let state = '';
      const startedAt = performance.now();
      const figures = await measureFrames(page, async () => {
        const { runId } = await client.runs.start({ kind: 'backup', app: 'bench' });
        for await (const run of await client.runs.watch({ runId })) state = run.state;
      });
      const backupMs = performance.now() - startedAt;
      await page.close();
      return { ...figures, backupMs, state };
    } finally {
      await app.remove();
      await demo.stop();
    }
  }
}

/** Sorted times as a person asks for them. */
function inWords(sorted: readonly number[]): string {
  const at = (share: number): string => `${(sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(0)} ms`;
  return `${at(0.5)} at the median, ${at(1)} at worst (${sorted.length} tries)`;
}
