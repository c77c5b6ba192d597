import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProgram } from '../../electron/cli/program.ts';
import { createSystemClock } from '../../electron/engine/system/system-clock.ts';

/**
 * The real command line under a clock that a test sets forward: the file that CLOCK_FILE names holds so many milliseconds, and the clock gets there
 * in steps of a minute, each only once everybody who looks at the clock has looked. Then it says so in `<file>.<pid>`. Otherwise it goes as clocks do.
 */
const file = process.env['CLOCK_FILE'] ?? '';
const stepMs = 60_000;
let ahead = 0;
/** The schedule and others look at the clock at this pace, to the end; other naps come and go. */
const lookMs = 15_000;
/** The most that ever napped at once: the schedule, the alerts, the change guard and the live watch at least. */
let loops = 4;
const napping = new Set<{ readonly ms: number; readonly until: number; readonly wake: () => void }>();
const now = (): number => Date.now() + ahead;

function nap(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const one = { ms, until: now() + ms, wake };
    function wake(): void {
      napping.delete(one);
      signal.removeEventListener('abort', wake);
      resolve();
    }
    napping.add(one);
    if (signal.aborted) wake();
    else signal.addEventListener('abort', wake, { once: true });
  });
}

function wakeDue(): void {
  for (const { until, wake } of napping) if (until <= now()) wake();
}

async function untilAllLooked(signal: AbortSignal): Promise<void> {
  const looking = (): number => [...napping].filter(({ ms }) => ms === lookMs).length;
  while (!signal.aborted && looking() < loops) await sleep(2);
  loops = Math.max(loops, looking());
}

async function keepTime(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(10);
    const wanted = Number(read() || 0);
    while (ahead < wanted) {
      await untilAllLooked(signal);
      ahead = Math.min(wanted, ahead + stepMs);
      wakeDue();
      await untilAllLooked(signal);
    }
    wakeDue();
    if (wanted > 0) writeFileSync(`${file}.${process.pid}`, String(ahead));
  }
}

function read(): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

ahead = Number(read() || 0);
const over = new AbortController();
void keepTime(over.signal);
const clock = { ...createSystemClock({ now, wait: (ms, signal) => sleep(ms, undefined, { signal }) }), monotonic: () => performance.now() + ahead };
const code = await runProgram(process, { clock, nap });
over.abort();
process.exit(code);
