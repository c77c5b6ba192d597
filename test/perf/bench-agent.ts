import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { heading, row } from './report.ts';

const child = fileURLToPath(new URL('./agent-load-child.ts', import.meta.url));

const measured = z.object({
  outcomes: z.record(z.string(), z.number()),
  windows: z.number(),
  appsWithMissing: z.number(),
  ms: z.number(),
  cpuMs: z.number(),
  memory: z.array(z.object({ hour: z.number(), heapMB: z.number(), rssMB: z.number(), objects: z.number() })),
  /** What the place in memory takes of the heap for one of its objects. */
  objectKB: z.number(),
  idleShare: z.number(),
});
type LoadReport = z.infer<typeof measured>;

/** The schedule of so many apps, every hour, under a clock that leaps from one thing to do to the next; in a process of its own. */
export function agentLoad(apps: number, tables: number, hours: number): LoadReport {
  const out = execFileSync(process.execPath, ['--expose-gc', child, String(apps), String(tables), String(hours)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return measured.parse(JSON.parse(out.trim().split('\n').at(-1) ?? ''));
}

/** @param hours simulated ones; a month is 720 (`npm run bench -- --only agent --hours 720`) */
export function benchAgent(hours: number): void {
  heading(`An agent with 50 apps of 20 tables each, every hour, for ${hours} simulated hours; places in memory`);
  const { outcomes, windows, appsWithMissing, ms, cpuMs, memory, objectKB, idleShare } = agentLoad(50, 20, hours);
  row('all of it', ms, `${windows} windows; ${Object.entries(outcomes).map(([what, count]) => `${count} ${what}`).join(', ')}; ${appsWithMissing === 0 ? 'none without a row' : `APPS THAT MISS SOME: ${appsWithMissing}`}`);
  const backups = Object.entries(outcomes).reduce((sum, [what, count]) => sum + (what.includes('skipped') ? 0 : count), 0);
  row('processor time, for each backup', cpuMs / backups, 'the looks at the clock between them included');
  row('between backups, twenty minutes', undefined, `${(idleShare * 100).toFixed(2)} % of a core, the looks into the places included`);
  const own = memory.map(({ hour, heapMB, rssMB, objects }) => ({ hour, rssMB, objects, heapMB: heapMB - (objects * objectKB) / 1024 }));
  for (const { hour, heapMB, rssMB, objects } of own) row(`  after ${hour} hours`, undefined, `heap ${heapMB.toFixed(1)} MB without what stands for the ${objects} objects in the place, process ${rssMB.toFixed(0)} MB`);
  const [early, late] = [own[Math.floor(own.length / 3)], own.at(-1)];
  if (early === undefined || late === undefined) return;
  const grown = (late.heapMB - early.heapMB) / Math.max(1, late.hour - early.hour);
  row('the heap grows', undefined, `${(grown * 1000).toFixed(1)} KB an hour${grown > 0.5 ? ': NOT FLAT' : ''}`);
}
