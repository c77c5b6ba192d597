import { afterEach, describe, expect, it } from 'vitest';
import { createScheduler, type Scheduler } from '../../../electron/engine/schedule/scheduler.ts';
import type { Run, RunRequest } from '../../../electron/engine/runs/run.ts';
import { emptySettings, type Settings } from '../../../electron/engine/settings/schema.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const hour = 3_600_000;

/** A schedule of one or more apps over a clock that a test moves; naps are by the clock's running, as real ones are. */
function scheduled(everyHours: Readonly<Record<string, number | null>>, options: { readonly start?: string } = {}) {
  const clock = new FakeClock(options.start === undefined ? {} : { start: options.start });
  const started: { readonly app: string; readonly at: string }[] = [];
  const history: Run[] = [];
  let looks = 0;
  const state = { takesMs: 60_000, pausedUntil: null as string | null, unreadable: false };
  const settings = (): Settings => ({
    ...emptySettings,
    pausedUntil: state.pausedUntil,
    destinations: [{ kind: 'local', name: 'Disk', path: '/disk', addedAt: '2026-01-01T00:00:00.000Z' }],
    apps: Object.entries(everyHours).map(([name, hours]) => ({
      name,
      slug: name.toLowerCase(),
      connection: { platform: 'csv-folder', path: '/x' },
      secrets: { identity: 'i', chunkKey: 'c' },
      destinations: 'all',
      vault: { id: '6d8c1f0e-58f4-4b8e-9d57-1d3f0c5a7b21', recipient: 'age1x' },
      addedAt: '2026-01-01T00:00:00.000Z',
      schedule: { everyHours: hours },
    })),
  });
  const running = (): Run[] => history.filter((run) => run.state === 'running');
  const scheduler: Scheduler = createScheduler({
    begins: true,
    settings: {
      file: '',
      async read() {
        if (state.unreadable) throw new HoldfastError('corrupt', 'no');
        return settings();
      },
      update: () => Promise.reject(new Error('nothing is changed here')),
    },
    runs: {
      async start(request: RunRequest, by) {
        const run: Run = { id: `r${history.length}`, request, by, state: 'running', startedAt: clock.now().toISOString(), phasesDone: [] };
        const index = history.push(run) - 1;
        started.push({ app: request.app, at: run.startedAt });
        void clock.sleepUntil(new Date(clock.now().getTime() + state.takesMs), closing.signal).then(
          () => (history[index] = { ...run, state: 'done', endedAt: clock.now().toISOString() }),
          () => undefined,
        );
        return run.id;
      },
      running,
    },
    backupsOf: (app) => history.filter((run) => run.request.app === app),
    clock,
    nap: (ms, signal) => clock.sleepUntil(new Date(clock.now().getTime() + ms), signal).catch(() => undefined),
    log: () => undefined,
    onTick: async () => void (looks += 1),
  });
  const closing = new AbortController();
  const loop = scheduler.run(closing.signal);
  return {
    clock,
    started,
    state,
    scheduler,
    looks: () => looks,
    async end() {
      closing.abort();
      await loop;
    },
  };
}

let it_: ReturnType<typeof scheduled> | undefined;
afterEach(async () => {
  await it_?.end();
  it_ = undefined;
});

describe('the schedule', () => {
  it('backs up at once where it was never done, then every six hours to the quarter minute', async () => {
    it_ = scheduled({ Shop: 6 });
    await it_.clock.advance(13 * hour);
    expect(it_.started.map(({ at }) => at.slice(11, 16))).toEqual(['02:00', '08:00', '14:00']);
  });

  it('does nothing by itself without one', async () => {
    it_ = scheduled({ Shop: null });
    await it_.clock.advance(48 * hour);
    expect(it_.started).toEqual([]);
  });

  it('catches up once after a sleep over several periods', async () => {
    it_ = scheduled({ Shop: 6 });
    await it_.clock.advance(hour);
    await it_.clock.setWallClock('2026-01-16T09:00:00Z');
    await it_.clock.advance(2 * hour);
    expect(it_.started.map(({ at }) => at.slice(8, 16))).toEqual(['14T02:00', '16T09:00']);
  });

  it('backs up within a quarter of a minute after a clock that was years ahead is put right', async () => {
    it_ = scheduled({ Shop: 6 }, { start: '2030-01-01T00:00:00Z' });
    await it_.clock.advance(hour);
    await it_.clock.setWallClock('2026-01-14T02:00:00Z');
    await it_.scheduler.tick();
    expect(it_.started.map(({ at }) => at.slice(0, 16))).toEqual(['2030-01-01T00:00', '2026-01-14T02:00']);
  });

  it('waits out a pause, and goes on when it is over', async () => {
    it_ = scheduled({ Shop: 1 });
    await it_.clock.advance(10 * 60_000);
    it_.state.pausedUntil = '2026-01-14T07:30:00.000Z';
    await it_.clock.advance(6 * hour);
    expect(it_.started.map(({ at }) => at.slice(11, 16))).toEqual(['02:00', '07:30']);
  });

  it('backs up one app after the other', async () => {
    it_ = scheduled({ Shop: 24, Blog: 24 });
    await it_.clock.advance(5 * 60_000);
    expect(it_.started.map(({ app, at }) => [app, at.slice(11, 16)])).toEqual([
      ['Shop', '02:00'],
      ['Blog', '02:01'],
    ]);
  });

  it('begins nothing while the last one goes on, however long it takes', async () => {
    it_ = scheduled({ Shop: 1 });
    it_.state.takesMs = 5 * hour;
    await it_.clock.advance(5.5 * hour);
    expect(it_.started.map(({ at }) => at.slice(11, 16))).toEqual(['02:00', '07:00']);
  });

  it('goes on by itself once settings that could not be read can be', async () => {
    it_ = scheduled({ Shop: 6 });
    await it_.clock.advance(hour);
    it_.state.unreadable = true;
    await it_.clock.advance(7 * hour);
    it_.state.unreadable = false;
    await it_.clock.advance(30_000);
    expect(it_.started.map(({ at }) => at.slice(11, 16))).toEqual(['02:00', '10:00']);
  });

  it('looks at the clock four times a minute and no oftener', async () => {
    it_ = scheduled({ Shop: null });
    await it_.clock.advance(hour);
    expect(it_.looks()).toBeLessThanOrEqual(241);
  });
});
