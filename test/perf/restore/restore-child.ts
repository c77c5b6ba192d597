import { readFileSync, writeFileSync } from 'node:fs';
import { createEngine, systemDependencies } from '../../../electron/engine/index.ts';
import { keepYoungGenerationSmall } from '../../../electron/engine/system/young-generation.ts';
import type { WantedTable } from '../../../electron/engine/engine.ts';
import { type Recorded, Recorder, repeat } from './recorder.ts';

/**
 * One measurement of a restore in a process of its own: `restore-child.ts compare|plan|restore|repeat HOME FILE`. Requests are kept in FILE, from which
 * `repeat` makes them again. Prints one line of JSON.
 */
const [what = '', home = '', file = '', wanted = '[]'] = process.argv.slice(2);
const signal = new AbortController().signal;
keepYoungGenerationSmall();

if (what === 'repeat') print({ ms: await repeat(JSON.parse(readFileSync(file, 'utf8')) as Recorded[]) });
else await measureEngine();

async function measureEngine(): Promise<void> {
  const recorder = new Recorder();
  const deps = systemDependencies({ home, env: process.env, version: 'bench' });
  const engine = createEngine({ ...deps, fetch: recorder.fetch, clock: recorder.watch(deps.clock) });
  const tables = JSON.parse(wanted) as WantedTable[];
  const time = async <T>(work: () => Promise<T>): Promise<{ result: T; ms: number; waitedMs: number; cpuMs: number }> => {
    const cpu = process.cpuUsage();
    const from = performance.now();
    const result = await work();
    const to = performance.now();
    const used = process.cpuUsage(cpu);
    return { result, ms: Math.round(to - from), waitedMs: Math.round(recorder.waited(from, to)), cpuMs: Math.round((used.user + used.system) / 1000) };
  };
  const save = (from = 0): void => {
    const base = recorder.requests[from]?.after ?? 0;
    writeFileSync(file, JSON.stringify(recorder.requests.slice(from).map((request) => ({ ...request, after: Math.max(0, request.after - base) }))));
  };

  // What is loaded and opened once (code, the keychain) is no part of what it takes.
  await import('../../../electron/engine/backup/run-backup.ts');
  await engine.diff('bench', 'latest', 'live', { signal });
  const warm = recorder.requests.length;

  if (what === 'compare') {
    const { result, ...taken } = await time(() => engine.diff('bench', 'latest', 'live', { signal, records: true }));
    save(warm);
    print({ ...taken, found: result.entities.reduce((sum, { deleted }) => sum + deleted, 0), requests: recorder.requests.length - warm });
  } else if (what === 'plan') {
    const { result, ...taken } = await time(() => engine.restoring.plan('bench', { signal, snapshot: 'latest', ...(tables.length === 0 ? {} : { tables }) }));
    save(warm);
    print({ ...taken, records: result.records, requests: recorder.requests.length - warm });
  } else if (what === 'restore') {
    const plan = await engine.restoring.plan('bench', { signal, snapshot: 'latest', ...(tables.length === 0 ? {} : { tables }) });
    const before = recorder.requests.length;
    const { result, ...taken } = await time(() => engine.restoring.restore('bench', { signal, plan: plan.id }));
    save(before);
    const { receipt } = result;
    print({ ...taken, written: receipt?.written ?? 0, verified: receipt?.verified ?? 0, failed: receipt?.failed ?? -1, requests: recorder.requests.length - before });
  } else throw new Error(`what is “${what}”?`);
  await engine.close();
}

function print(figures: Readonly<Record<string, number>>): void {
  process.stdout.write(`${JSON.stringify({ peakMB: Math.round(process.resourceUsage().maxRSS / 1024), ...figures })}\n`);
}
