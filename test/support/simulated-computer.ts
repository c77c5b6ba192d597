import type { Run, RunRequest } from '../../electron/engine/runs/run.ts';
import { withSchedule } from '../../electron/engine/schedule/app-schedule.ts';
import { IntendedRuns } from '../../electron/engine/schedule/ledger.ts';
import type { IntendedRun, ScheduleRule } from '../../electron/engine/schedule/rule.ts';
import { createScheduler, type Scheduler } from '../../electron/engine/schedule/scheduler.ts';
import { emptySettings, type Settings } from '../../electron/engine/settings/schema.ts';
import type { ErrorCode } from '../../shared/model/errors.ts';
import { memoryLedger } from './memory-ledger.ts';

const minute = 60_000;
const hour = 60 * minute;

/** What really was, by the wall clock: what the schedule says of itself is held against this. */
export interface Truth {
  readonly what: 'asleep' | 'off' | 'offline' | 'paused';
  readonly from: number;
  readonly to: number;
}

/** A stretch in which the wall clock only went forward; it begins where the clock was put. */
export interface Epoch {
  readonly from: number;
  to: number;
}

export interface Lived {
  readonly epochs: readonly Epoch[];
  readonly truths: readonly Truth[];
  readonly runs: readonly Run[];
  rows(app: string): Promise<readonly IntendedRun[]>;
  /** How often each intended run was ended in the files. */
  readonly endings: ReadonlyMap<string, number>;
}

/** 0 ≤ n < 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * So many days of a computer that sleeps, is switched off with and without goodbye, loses the network, is paused, has its clock set forward and back, and whose
 * backups take long, fail for hours on end, or hang. One look at the clock a minute while it is awake.
 */
export async function live(rules: Readonly<Record<string, ScheduleRule>>, { start, days, seed }: { readonly start: string; readonly days: number; readonly seed: number }): Promise<Lived> {
  const random = randomFrom(seed);
  const between = (least: number, most: number): number => least + Math.floor(random() * (most - least));
  const begins = Date.parse(start);
  let now = begins;
  const ledger = memoryLedger();
  const runs: Run[] = [];
  const live_ = new Map<number, { endsAt: number; code: ErrorCode | undefined }>();
  const truths: Truth[] = [];
  const epochs: Epoch[] = [{ from: begins, to: begins }];
  const apps = Object.entries(rules).map(([name, rule], index) =>
    withSchedule(
      {
        name,
        slug: name.toLowerCase(),
        connection: { platform: 'base44', url: 'https://app.example', appId: 'a' },
        secrets: { identity: 'i', chunkKey: 'c' },
        destinations: 'all',
        vault: { id: `6d8c1f0e-58f4-4b8e-9d57-1d3f0c5a700${index}`, recipient: 'age1x' },
        addedAt: start,
      },
      rule,
      new Date(begins),
      undefined,
    ),
  );
  const state = { online: true, pausedUntil: 0, brokenUntil: 0, broken: 'auth-expired' as ErrorCode };
  const settings = (): Settings => ({
    ...emptySettings,
    apps,
    destinations: [{ kind: 'local', name: 'Disk', path: '/disk', addedAt: '2026-01-01T00:00:00.000Z' }],
    pausedUntil: state.pausedUntil === 0 ? null : new Date(state.pausedUntil).toISOString(),
  });
  const byApp = new Map(apps.map(({ name }) => [name, [] as Run[]]));
  let ids = 0;
  let intended: IntendedRuns;
  let scheduler: Scheduler | undefined;

  function switchOn(): void {
    for (const [index] of live_) end(index, 'interrupted');
    live_.clear();
    intended = new IntendedRuns(ledger.files, () => `i${(ids += 1)}`);
    scheduler = createScheduler({
      keeps: async () => true,
      ledger: intended,
      lastLook: ledger.lastLook,
      computer: () => ({ online: state.online, onBattery: undefined, metered: undefined }),
      settings: { file: '', read: async () => settings(), update: () => Promise.reject(new Error('nothing is changed here')) },
      runs: {
        async start(request: RunRequest, by) {
          const run: Run = { id: `r${runs.length}`, request, by, state: 'running', startedAt: new Date(now).toISOString(), phasesDone: [] };
          const index = runs.push(run) - 1;
          byApp.get(request.app)?.push(run);
          const luck = random();
          const takes = luck < 0.9 ? between(1, 6) * minute : luck < 0.985 ? between(10, 80) * minute : between(2, 9) * hour;
          const fails = now < state.brokenUntil || random() < 0.02;
          live_.set(index, fails ? { endsAt: now + minute, code: state.broken } : { endsAt: now + takes, code: undefined });
          return run.id;
        },
        running: (app) => [...live_.keys()].flatMap((index) => runs[index] ?? []).filter((run) => app === undefined || run.request.app === app),
      },
      backupsOf: (app) => byApp.get(app) ?? [],
      clock: { now: () => new Date(now), monotonic: () => now, sleepUntil: () => Promise.reject(new Error('nobody sleeps here')) },
      nap: () => Promise.resolve(),
      log: (message) => {
        throw new Error(message);
      },
      onTick: () => Promise.resolve(),
    });
  }

  function end(index: number, as: Run['state'], code?: ErrorCode): void {
    const run = runs[index];
    if (run === undefined) return;
    const ended: Run = { ...run, state: as, endedAt: new Date(now).toISOString(), ...(code === undefined ? {} : { error: { code, message: 'It failed.', nextStep: 'Wait.' } }) };
    runs[index] = ended;
    const own = byApp.get(run.request.app);
    if (own !== undefined) own[own.findIndex(({ id }) => id === run.id)] = ended;
  }

  async function awake(minutes: number): Promise<void> {
    for (let passed = 0; passed < minutes; passed += 1) {
      for (const [index, { endsAt, code }] of live_) {
        // Without the network what was begun with it ends.
        const failed = code ?? (state.online ? undefined : 'network');
        if (failed === undefined && endsAt > now) continue;
        end(index, failed === undefined ? 'done' : 'failed', failed);
        live_.delete(index);
      }
      await scheduler?.tick();
      now += minute;
    }
  }

  async function away(what: 'asleep' | 'off', ms: number): Promise<void> {
    // Ten seconds after a look, as likely as any other moment.
    truths.push({ what, from: now - minute, to: now + ms });
    if (what === 'asleep') for (const one of live_.values()) one.endsAt += ms;
    now += ms;
    if (what === 'off') switchOn();
    // Between two of them somebody looks at the clock, or nobody could tell one from the other.
    await awake(3);
  }

  function setClock(by: number): void {
    const last = epochs.at(-1);
    if (last !== undefined) last.to = now - minute;
    if (by > 0) truths.push({ what: 'asleep', from: now - minute, to: now + by });
    now += by;
    for (const one of live_.values()) one.endsAt += by;
    // Only one set back shows hours again.
    if (by < -5 * minute) epochs.push({ from: now, to: now });
    if (by < 0 && state.pausedUntil > now) truths.push({ what: 'paused', from: now, to: state.pausedUntil });
  }

  switchOn();
  await awake(3);
  let lived = 0;
  while (lived < days * 24 * 60) {
    const before = now;
    let set = 0;
    const luck = random();
    if (luck < 0.5) await awake(between(20, 16 * 60));
    else if (luck < 0.72) await away('asleep', between(1, 14 * 60) * minute);
    else if (luck < 0.82) await away('off', between(1, 30 * 60) * minute);
    else if (luck < 0.88) {
      state.online = false;
      const from = now;
      await awake(between(3, 7 * 60));
      state.online = true;
      truths.push({ what: 'offline', from, to: now });
    } else if (luck < 0.92) {
      state.pausedUntil = now + between(10, 20 * 60) * minute;
      truths.push({ what: 'paused', from: now, to: state.pausedUntil });
      await awake(3);
    } else if (luck < 0.97) {
      state.brokenUntil = now + between(1, 30) * hour;
      state.broken = random() < 0.5 ? 'auth-expired' : 'quota-exceeded';
    } else {
      set = random() < 0.5 ? -between(1, 5 * 60) * minute : between(3, 5 * 60) * minute;
      setClock(set);
      await awake(3);
    }
    lived += Math.max(1, (now - before - set) / minute);
  }
  // Long enough awake that everything missed is made good, and the last windows have ended.
  state.brokenUntil = 0;
  await awake(11 * 60);
  const last = epochs.at(-1);
  if (last !== undefined) last.to = now - minute;

  const endings = new Map<string, number>();
  for (const text of ledger.texts.values()) for (const [, id = ''] of text.matchAll(/^\["e","(i\d+)"/gm)) endings.set(id, (endings.get(id) ?? 0) + 1);
  return { epochs, truths, runs, endings, rows: (app) => intended.history(app.toLowerCase(), new Date(0)) };
}
