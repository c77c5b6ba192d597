import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import type { ScheduleRule } from '../../../electron/engine/schedule/rule.ts';
import { type Desk, makeDesk, type RunningCli } from '../../support/run-cli.ts';
import { type DemoApp, startDemo } from './demo-app.ts';

/** One line of `holdfast agent`, as docs/guide/18-agent.md promises it. */
const lineShape = z.strictObject({
  at: z.iso.datetime(),
  app: z.string(),
  run: z.string().nullable(),
  kind: z.enum(['window', 'first', 'catch-up', 'retry', 'clock']),
  dueAt: z.iso.datetime(),
  outcome: z.enum(['done', 'incomplete', 'failed', 'stopped', 'interrupted', 'skipped']),
  snapshot: z.string().nullable(),
  places: z.array(z.object({ name: z.string(), outcome: z.enum(['verified', 'failed']), error: z.unknown().optional() })),
  uploadedBytes: z.int().nonnegative().nullable(),
  durationMs: z.int().nonnegative().nullable(),
  reason: z.looseObject({ kind: z.string() }).optional(),
  error: z.object({ code: z.string(), message: z.string(), nextStep: z.string(), details: z.unknown().optional() }).optional(),
});
type Line = z.infer<typeof lineShape>;

const program = fileURLToPath(new URL('../../support/agent-child.ts', import.meta.url));
const hourMs = 3_600_000;
const hourly: ScheduleRule = { kind: 'every', hours: 1 };

let desk: Desk;
let demo: DemoApp | undefined;
const started: RunningCli[] = [];
beforeEach(async () => {
  desk = await makeDesk();
});
afterEach(async () => {
  for (const { child } of started.splice(0)) child.kill('SIGKILL');
  await demo?.stop();
  demo = undefined;
  await desk.remove();
});

/** A folder of tables as an app, with a place, backed up by a rule. */
async function setUp(rule: ScheduleRule): Promise<void> {
  await writeTables(1);
  expect((await desk.run(['destination', 'add', 'disk', '--kind', 'local', '--path', desk.at('place')])).code).toBe(0);
  expect((await desk.run(['app', 'add', 'shop', '--platform', 'csv-folder', '--path', desk.at('tables')])).code).toBe(0);
  await setRule(desk.home, rule);
}

async function writeTables(version: number): Promise<void> {
  await mkdir(desk.at('tables'), { recursive: true });
  await writeFile(desk.at('tables', 'orders.csv'), `id,title\n${Array.from({ length: 50 }, (_, n) => `${n},order ${n} of ${version}`).join('\n')}\n`);
}

async function setRule(home: string, rule: ScheduleRule): Promise<void> {
  const file = path.join(home, 'config.json');
  const settings = z.looseObject({ apps: z.array(z.looseObject({ addedAt: z.string() })) }).parse(JSON.parse(await readFile(file, 'utf8')));
  const apps = settings.apps.map((app) => ({ ...app, schedule: { rule, from: app.addedAt, since: app.addedAt } }));
  await writeFile(file, JSON.stringify({ ...settings, apps }));
}

interface Agent {
  readonly running: RunningCli;
  lines(): readonly Line[];
  /** Until so many lines fit. */
  until(howMany: number, fits?: (line: Line) => boolean): Promise<readonly Line[]>;
}

function startAgent(home: string, ...more: readonly string[]): Agent {
  const running = desk.start(['agent', '--home', home, ...more], { program, env: { CLOCK_FILE: desk.at('clock') } });
  started.push(running);
  let said = '';
  running.child.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const lines = (): readonly Line[] => said.split('\n').slice(0, -1).map((line) => lineShape.parse(JSON.parse(line)));
  return {
    running,
    lines,
    async until(howMany, fits = () => true) {
      for (let waited = 0; waited < 60_000; waited += 20) {
        const found = lines().filter(fits);
        if (found.length >= howMany) return found;
        await sleep(20);
      }
      throw new Error(`not so many lines: ${said}`);
    },
  };
}

/** Sets the clock of these processes forward, and waits until each is there. */
async function advance(toMs: number, ...agents: readonly Agent[]): Promise<void> {
  await writeFile(desk.at('clock'), String(toMs));
  for (const { running } of agents) {
    const note = `${desk.at('clock')}.${running.child.pid}`;
    for (let waited = 0; ; waited += 20) {
      if (Number(await readFile(note, 'utf8').catch(() => '0')) >= toMs) break;
      if (waited > 60_000) throw new Error('the clock stands still');
      await sleep(20);
    }
  }
}

async function snapshots(): Promise<readonly string[]> {
  const folder = desk.at('place', 'shop', 'snapshots');
  return (await readdir(folder).catch((): string[] => [])).toSorted();
}

it('keeps the schedule: a line for the first backup and for each window, a backup for each, and an end that is no failure', async () => {
  await setUp(hourly);
  const agent = startAgent(desk.home);
  const [first] = await agent.until(1);
  expect(first).toMatchObject({ app: 'shop', kind: 'first', outcome: 'done', places: [{ name: 'disk', outcome: 'verified' }] });
  for (const hour of [1, 2]) {
    await writeTables(hour + 1);
    await advance(hour * hourMs + 60_000, agent);
    const windows = await agent.until(hour, ({ kind }) => kind === 'window');
    expect(windows.at(-1)).toMatchObject({ outcome: 'done', places: [{ name: 'disk', outcome: 'verified' }] });
  }
  const lines = agent.lines();
  expect(lines.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual(['first done', 'window done', 'window done']);
  const [one, two] = lines.slice(1).map(({ dueAt }) => Date.parse(dueAt));
  expect((two ?? 0) - (one ?? 0)).toBe(hourMs);
  expect((await snapshots()).map((name) => name.replace(/\.age$/, ''))).toEqual(lines.map(({ snapshot }) => snapshot));
  const healthy = await desk.run(['agent', '--health', '--json'], { program, env: { CLOCK_FILE: desk.at('clock') } });
  expect([healthy.code, JSON.parse(healthy.stdout)]).toMatchObject([0, { ok: true, owner: { pid: agent.running.child.pid, program: 'holdfast agent' } }]);

  const second = await desk.json(['agent', '--once']);
  expect([second.code, second.value]).toMatchObject([1, { error: { code: 'conflict', message: expect.stringContaining(`holdfast agent, process ${agent.running.child.pid}`) } }]);

  agent.running.child.kill('SIGTERM');
  const end = await agent.running.end;
  expect([end.code, end.signal]).toEqual([0, null]);
  expect(end.stdout.split('\n').filter((line) => line !== '')).toHaveLength(3);
  expect((await desk.run(['agent', '--health'])).code).toBe(1);
  // Nothing is left in the place that keeps another computer away, and nothing was written beside the home.
  expect(await readdir(desk.at('place', 'shop', 'leases')).catch(() => [])).toEqual([]);
  expect((await readdir(desk.folder)).filter((name) => !name.startsWith('clock')).toSorted()).toEqual(['home', 'place', 'tables']);
});

it('--once does what is due, and what was missed since the last time once, and ends as the command line does', async () => {
  await setUp(hourly);
  const once = async (): Promise<{ readonly code: number | null; readonly lines: readonly Line[] }> => {
    const { code, stdout } = await desk.run(['agent', '--once'], { program, env: { CLOCK_FILE: desk.at('clock') } });
    return { code, lines: stdout.split('\n').flatMap((line) => (line === '' ? [] : [lineShape.parse(JSON.parse(line))])) };
  };
  expect(await once()).toMatchObject({ code: 0, lines: [{ kind: 'first', outcome: 'done' }] });
  expect(await once()).toEqual({ code: 0, lines: [] });
  // Three windows pass while nothing runs: each has its reason, and one backup makes them good.
  await writeFile(desk.at('clock'), String(3.5 * hourMs));
  const { code, lines } = await once();
  expect(code).toBe(0);
  expect(lines.map(({ kind, outcome, reason }) => [kind, outcome, reason?.kind])).toEqual([
    ['window', 'skipped', 'not-running'],
    ['window', 'skipped', 'not-running'],
    ['window', 'skipped', 'not-running'],
    ['catch-up', 'done', undefined],
  ]);
  expect(await snapshots()).toHaveLength(2);
  // What cannot be done is said, and the exit code is that of a failure.
  await rm(desk.at('tables'), { recursive: true });
  await writeFile(desk.at('clock'), String(6.5 * hourMs));
  const failed = await once();
  expect(failed.code).toBe(1);
  expect(failed.lines.at(-1)).toMatchObject({ kind: 'catch-up', outcome: 'failed', snapshot: null, error: { code: 'not-found' } });
});

it('an agent that is killed in the middle of a backup says so when it is started again, and makes it good', async () => {
  demo = await startDemo('--records', '8000');
  expect((await desk.run(['destination', 'add', 'disk', '--kind', 'local', '--path', desk.at('place')])).code).toBe(0);
  const added = await desk.run(['app', 'add', 'shop', '--platform', 'base44', '--url', demo.url, '--app-id', demo.appId, '--token-env', 'TOKEN'], { env: { TOKEN: demo.token } });
  expect(added.code).toBe(0);
  await setRule(desk.home, hourly);
  const agent = startAgent(desk.home);
  // Objects are in the place, the backup is not.
  for (let waited = 0; (await stat(desk.at('place', 'shop', 'segments')).catch(() => undefined)) === undefined; waited += 5) {
    if (waited > 60_000) throw new Error('it does not begin');
    await sleep(5);
  }
  agent.running.child.kill('SIGKILL');
  await agent.running.end;
  expect([agent.lines(), await snapshots()]).toEqual([[], []]);
  expect((await desk.run(['agent', '--health'], { program, env: { CLOCK_FILE: desk.at('clock') } })).code).toBe(1);

  const again = startAgent(desk.home);
  expect(await again.until(1)).toMatchObject([{ kind: 'first', outcome: 'interrupted', snapshot: null }]);
  await advance(10 * 60_000, again);
  const [, made] = await again.until(2);
  expect(made).toMatchObject({ kind: 'retry', outcome: 'done', places: [{ name: 'disk', outcome: 'verified' }] });
  expect(await snapshots()).toHaveLength(1);
  again.running.child.kill('SIGTERM');
  expect((await again.running.end).code).toBe(0);
});

it('two computers with the same schedule and the same vault make one backup for each window', async () => {
  // The other computer’s home is a copy, as when somebody moves to a server and leaves the app running at home.
  await setUp(hourly);
  expect((await desk.run(['agent', '--once'])).code).toBe(0);
  const other = desk.at('other-home');
  await cp(desk.home, other, { recursive: true });
  const agents = [startAgent(desk.home), startAgent(other)];
  for (const { running } of agents) await running.saidOnStderr('The schedule is kept');
  const known = (await snapshots()).length;
  const hours = 2;
  for (let hour = 1; hour <= hours; hour += 1) {
    // Not beyond the window while the backup goes on: the two clocks would differ by more than computers' do.
    await advance(hour * hourMs + 90_000, ...agents);
    await Promise.any(agents.map((agent) => agent.until(hour, ({ kind }) => kind === 'window')));
    await advance(hour * hourMs + 5 * 60_000, ...agents);
    for (const agent of agents) await agent.until(hour, ({ kind }) => kind === 'window');
  }
  const ends = agents.map((agent) => agent.lines().map(({ outcome, reason }) => (outcome === 'skipped' ? reason?.kind : outcome)));
  for (let window = 0; window < hours; window += 1) expect(new Set(ends.map((each) => each[window]))).toEqual(new Set(['done', 'elsewhere']));
  expect((await snapshots()).length - known).toBe(hours);
});
