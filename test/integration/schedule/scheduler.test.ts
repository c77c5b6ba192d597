import { afterEach, describe, expect, it } from 'vitest';
import type { ComputerState } from '../../../electron/engine/ports/computer.ts';
import type { Run, RunRequest } from '../../../electron/engine/runs/run.ts';
import { withSchedule } from '../../../electron/engine/schedule/app-schedule.ts';
import { IntendedRuns } from '../../../electron/engine/schedule/ledger.ts';
import type { ScheduleRule, SkipReason } from '../../../electron/engine/schedule/rule.ts';
import { createScheduler, type Scheduler } from '../../../electron/engine/schedule/scheduler.ts';
import { emptySettings, type Settings, type StoredApp } from '../../../electron/engine/settings/schema.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { memoryLedger } from '../../support/memory-ledger.ts';

const minute = 60_000;
const hour = 60 * minute;
const every = (hours: number): ScheduleRule => ({ kind: 'every', hours });
const daily = (...times: string[]): ScheduleRule => ({ kind: 'daily', times, zone: 'UTC' });

/** Begins within the first second after its time. */
const quickVault = '6d8c1f0e-58f4-4b8e-9d57-1d3f0c5a7054';

interface Options {
  readonly start?: string;
  /** When the last backup before began; none unless told. */
  readonly backedUp?: string;
}

/** A schedule of one or more apps over a clock that a test moves; naps are by the clock's running, as real ones are. */
function scheduled(rules: Readonly<Record<string, ScheduleRule | null>>, { start, backedUp }: Options = {}) {
  const clock = new FakeClock(start === undefined ? {} : { start });
  const ledger = memoryLedger();
  const started: { readonly app: string; readonly at: string }[] = [];
  const history: Run[] = [];
  let looks = 0;
  let ids = 0;
  const computer: { -readonly [K in keyof ComputerState]: ComputerState[K] } = { online: true, onBattery: false, metered: false };
  const state = { takesMs: minute, ends: 'done' as 'done' | 'failed', pausedUntil: null as string | null, unreadable: false, preferences: emptySettings.preferences, refuses: false };
  const claimed: string[] = [];
  const addedAt = clock.now();
  let apps: StoredApp[] = Object.entries(rules).map(([name, rule]) =>
    withSchedule(
      {
        name,
        slug: name.toLowerCase(),
        connection: { platform: 'base44', url: 'https://app.example', appId: 'a' },
        secrets: { identity: 'i', chunkKey: 'c' },
        destinations: 'all',
        vault: { id: quickVault, recipient: 'age1x' },
        addedAt: addedAt.toISOString(),
      },
      rule,
      addedAt,
      backedUp === undefined ? undefined : new Date(backedUp),
    ),
  );
  if (backedUp !== undefined) {
    for (const app of Object.keys(rules)) history.push({ id: `before-${app}`, request: { kind: 'backup', app }, by: 'person', state: 'done', startedAt: backedUp, endedAt: backedUp, phasesDone: [] });
  }
  const settings = (): Settings => ({ ...emptySettings, preferences: state.preferences, pausedUntil: state.pausedUntil, destinations: [{ kind: 'local', name: 'Disk', path: '/disk', addedAt: '2026-01-01T00:00:00.000Z' }], apps });
  const running = (app?: string): Run[] => history.filter((run) => run.state === 'running' && (app === undefined || run.request.app === app));
  let closing = new AbortController();
  let loop: Promise<void>;
  let scheduler: Scheduler;
  let intended: IntendedRuns;

  function begin(): void {
    closing = new AbortController();
    const { signal } = closing;
    intended = new IntendedRuns(ledger.files, () => `i${(ids += 1)}`);
    scheduler = createScheduler({
      keeps: async () => true,
      ledger: intended,
      lastLook: ledger.lastLook,
      computer: () => computer,
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
          if (state.refuses) throw new HoldfastError('conflict', 'Something else is at work on it.');
          const run: Run = { id: `r${history.length}`, request, by, state: 'running', startedAt: clock.now().toISOString(), phasesDone: [] };
          const index = history.push(run) - 1;
          started.push({ app: request.app, at: run.startedAt });
          void clock.sleepUntil(new Date(clock.now().getTime() + state.takesMs), signal).then(
            () => {
              const endedAt = clock.now().toISOString();
              history[index] = state.ends === 'done' ? { ...run, state: 'done', endedAt } : { ...run, state: 'failed', endedAt, error: { code: 'auth-expired', message: 'The token has expired.', nextStep: 'Connect again.' } };
            },
            () => undefined,
          );
          return run.id;
        },
        running,
      },
      backupsOf: (app) => history.filter((run) => run.request.app === app),
      clock,
      nap: (ms, stop) => clock.sleepUntil(new Date(clock.now().getTime() + ms), stop).catch(() => undefined),
      log: () => undefined,
      onTick: async () => void (looks += 1),
      async claim({ name }) {
        claimed.push(name);
        return undefined;
      },
      giveBack: async (app) => void claimed.splice(claimed.indexOf(app), 1),
    });
    loop = scheduler.run(signal);
  }
  begin();

  return {
    clock,
    started,
    state,
    computer,
    ledger,
    history,
    /** Apps whose backup other computers leave to this one. */
    claimed,
    looks: () => looks,
    tick: () => scheduler.tick(),
    /** Looks each minute: a nap goes on after the clock was set back, other than a sleep of this clock. */
    async looking(ms: number) {
      for (let passed = 0; passed < ms; passed += minute) {
        await scheduler.tick();
        await clock.advance(minute);
      }
    },
    next: (app = 'Shop') => {
      const found = apps.find(({ name }) => name === app);
      if (found === undefined) throw new Error('no such app');
      return scheduler.next(settings(), found);
    },
    change(app: string, rule: ScheduleRule | null) {
      const last = history.findLast(({ request }) => request.app === app);
      apps = apps.map((each) => (each.name === app ? withSchedule(each, rule, clock.now(), last === undefined ? undefined : new Date(last.startedAt)) : each));
    },
    /** `14:00 window done`, by their times, of what is over. */
    async rows(app = 'Shop') {
      const runs = await intended.history(app.toLowerCase(), new Date(0));
      return runs.flatMap(({ dueAt, kind, end }) => (end === undefined ? [] : [`${dueAt.slice(11, 16)} ${kind} ${end.kind === 'skipped' ? said(end.reason) : end.kind}`]));
    },
    intended: () => intended,
    /** Killed, as by a power cut: whatever ran is found interrupted by the next one. */
    async kill() {
      closing.abort();
      await loop;
    },
    startAgain() {
      history.forEach((run, index) => {
        if (run.state === 'running') history[index] = { ...run, state: 'interrupted', endedAt: clock.now().toISOString() };
      });
      begin();
    },
    async end() {
      closing.abort();
      await loop;
    },
  };
}

function said(reason: SkipReason): string {
  if (reason.kind === 'asleep' || reason.kind === 'not-running') return `${reason.kind} ${reason.from?.slice(11, 16) ?? '?'}-${reason.to.slice(11, 16)}`;
  return reason.kind;
}

let it_: ReturnType<typeof scheduled> | undefined;
afterEach(async () => {
  await it_?.end();
  it_ = undefined;
});
const times = (from = 11): string[] => (it_?.started ?? []).map(({ at }) => at.slice(from, 16));

describe('the schedule', () => {
  it('backs up at once where it was never done, then every six hours', async () => {
    it_ = scheduled({ Shop: every(6) });
    await it_.clock.advance(13 * hour);
    expect(times()).toEqual(['02:00', '08:00', '14:00']);
    expect(await it_.rows()).toEqual(['02:00 first done', '08:00 window done', '14:00 window done']);
  });

  it('does nothing by itself without one', async () => {
    it_ = scheduled({ Shop: null });
    await it_.clock.advance(48 * hour);
    expect(it_.started).toEqual([]);
    expect(it_.next()).toEqual({ at: null, why: 'Only when you press Back up now.' });
  });

  it('notes what is to be before it is, a day ahead and always the next', async () => {
    it_ = scheduled({ Shop: every(6), Blog: { kind: 'weekly', days: ['sun'], times: ['03:00'], zone: 'UTC' } }, { backedUp: '2026-01-14T01:00:00Z' });
    await it_.clock.advance(minute);
    expect((await it_.intended().history('shop', new Date(0))).map(({ dueAt }) => dueAt.slice(8, 16))).toEqual(['14T07:00', '14T13:00', '14T19:00', '15T01:00']);
    expect((await it_.intended().history('blog', new Date(0))).map(({ dueAt }) => dueAt.slice(8, 16))).toEqual(['18T03:00']);
    expect([...it_.ledger.texts.keys()]).toEqual(['shop/2026-01', 'blog/2026-01']);
  });

  it('catches up once after a sleep over several windows, and says so of each', async () => {
    it_ = scheduled({ Shop: every(1) }, { backedUp: '2026-01-14T01:30:00Z' });
    await it_.clock.advance(hour);
    await it_.clock.setWallClock('2026-01-14T06:10:00Z');
    await it_.clock.advance(hour);
    expect(times()).toEqual(['02:30', '06:10', '06:30']);
    expect(await it_.rows()).toEqual(['02:30 window done', '03:30 window asleep 03:00-06:10', '04:30 window asleep 03:00-06:10', '05:30 window asleep 03:00-06:10', '06:10 catch-up done', '06:30 window done']);
  });

  it('needs no catching up where the computer wakes in time for a window', async () => {
    it_ = scheduled({ Shop: every(1) }, { backedUp: '2026-01-14T01:30:00Z' });
    await it_.clock.advance(hour);
    await it_.clock.setWallClock('2026-01-14T05:33:00Z');
    await it_.clock.advance(20 * minute);
    expect(times()).toEqual(['02:30', '05:33']);
    expect((await it_.rows()).slice(1)).toEqual(['03:30 window asleep 03:00-05:33', '04:30 window asleep 03:00-05:33', '05:30 window done']);
  });

  it('says what was missed while it did not run, and ends what was cut short', async () => {
    it_ = scheduled({ Shop: daily('03:00', '04:00', '05:00') }, { backedUp: '2026-01-14T01:30:00Z' });
    it_.state.takesMs = 10 * minute;
    await it_.clock.advance(62 * minute);
    await it_.kill();
    await it_.clock.advance(2.5 * hour);
    it_.startAgain();
    await it_.clock.advance(30 * minute);
    expect(times()).toEqual(['03:00', '05:32']);
    expect(await it_.rows()).toEqual(['03:00 window interrupted', '04:00 window not-running 03:02-05:32', '05:00 window not-running 03:02-05:32', '05:32 catch-up done']);
  });

  it('backs up within a quarter of a minute after a clock that was years ahead is put right', async () => {
    it_ = scheduled({ Shop: every(6) }, { start: '2030-01-01T00:00:00Z' });
    await it_.clock.advance(hour);
    await it_.clock.setWallClock('2026-01-14T02:00:00Z');
    await it_.looking(7 * hour);
    expect(it_.started.map(({ at }) => at.slice(0, 16))).toEqual(['2030-01-01T00:00', '2026-01-14T02:00', '2026-01-14T06:01']);
  });

  it('after months switched off says of each missed time that it was missed, and of none that was kept', async () => {
    it_ = scheduled({ Shop: daily('05:00') }, { backedUp: '2026-01-14T01:00:00Z' });
    await it_.clock.advance(3 * 24 * hour);
    await it_.kill();
    await it_.clock.advance(100 * 24 * hour);
    it_.startAgain();
    await it_.clock.advance(4 * hour);
    const rows = await it_.rows();
    expect(rows.filter((row) => row === '05:00 window done')).toHaveLength(4);
    expect(rows.filter((row) => row.startsWith('05:00 window not-running'))).toHaveLength(100);
    expect(rows.filter((row) => row.includes('catch-up'))).toEqual(['02:00 catch-up done']);
    expect(rows).toHaveLength(105);
  });

  it('leaves to other computers what cannot be begun here now', async () => {
    it_ = scheduled({ Shop: every(1) }, { backedUp: '2026-01-14T01:30:00Z' });
    it_.state.refuses = true;
    await it_.clock.advance(35 * minute);
    expect(it_.next()).toEqual({ at: null, why: 'Waits until something else is done with the backups.' });
    expect(it_.claimed).toEqual([]);
    it_.state.refuses = false;
    await it_.clock.advance(minute);
    expect([times(), it_.claimed]).toEqual([['02:35'], ['Shop']]);
  });

  it('does the windows of an hour again that the clock shows again', async () => {
    it_ = scheduled({ Shop: every(1) }, { backedUp: '2026-01-14T01:30:00Z' });
    await it_.clock.advance(3 * hour);
    await it_.clock.setWallClock('2026-01-14T02:45:00Z');
    await it_.looking(hour);
    expect(times()).toEqual(['02:30', '03:30', '04:30', '02:45', '03:31']);
  });

  it('waits out a pause, says so of each window, and goes on when it is over', async () => {
    it_ = scheduled({ Shop: every(1) });
    await it_.clock.advance(10 * minute);
    it_.state.pausedUntil = '2026-01-14T07:30:00.000Z';
    expect(it_.next()).toEqual({ at: '2026-01-14T07:30:00.000Z', why: 'As soon as the pause is over.' });
    await it_.clock.advance(6 * hour);
    expect(times()).toEqual(['02:00', '07:30', '08:00']);
    expect(await it_.rows()).toEqual(['02:00 first done', '03:00 window paused', '03:00 catch-up done', '04:00 window paused', '05:00 window paused', '06:00 window paused', '07:00 window paused', '08:00 window done']);
  });

  it('backs up one app after the other', async () => {
    it_ = scheduled({ Shop: every(24), Blog: every(24) });
    await it_.clock.advance(5 * minute);
    expect(it_.started.map(({ app, at }) => [app, at.slice(11, 16)])).toEqual([
      ['Shop', '02:00'],
      ['Blog', '02:01'],
    ]);
  });

  it('lets one that hangs hold up nobody but itself: its next windows say that it still runs', async () => {
    it_ = scheduled({ Shop: every(1), Blog: every(1) }, { backedUp: '2026-01-14T01:59:00Z' });
    it_.state.takesMs = 5 * hour;
    await it_.clock.advance(1.2 * hour);
    expect(it_.started.map(({ app, at }) => [app, at.slice(11, 16)])).toEqual([
      ['Shop', '02:59'],
      ['Blog', '03:09'],
    ]);
    await it_.clock.advance(5 * hour);
    expect(await it_.rows()).toEqual(['02:59 window done', ...[3, 4, 5, 6, 7].map((at) => `0${at}:59 window still-running`)]);
  });

  it('lets one that hangs hold up nobody for the hours that a clock was set back', async () => {
    it_ = scheduled({ Shop: every(24), Blog: every(24) });
    it_.state.takesMs = 12 * hour;
    await it_.clock.advance(minute);
    await it_.clock.setWallClock('2026-01-13T21:00:00Z');
    await it_.looking(15 * minute);
    expect(it_.started.map(({ app, at }) => [app, at.slice(11, 16)])).toEqual([
      ['Shop', '02:00'],
      ['Blog', '21:00'],
    ]);
  });

  it('waits for the network, is in time when it comes soon, and makes good once what it missed', async () => {
    it_ = scheduled({ Shop: every(1) }, { backedUp: '2026-01-14T01:30:00Z' });
    it_.computer.online = false;
    await it_.clock.advance(34 * minute);
    expect(it_.next()).toEqual({ at: null, why: 'Waits for the network.' });
    it_.computer.online = true;
    await it_.clock.advance(10 * minute);
    it_.computer.online = false;
    await it_.clock.advance(2.3 * hour);
    it_.computer.online = true;
    await it_.clock.advance(15 * minute);
    expect(times()).toEqual(['02:34', '05:02']);
    expect(await it_.rows()).toEqual(['02:30 window done', '03:30 window no-network', '03:40 catch-up done', '04:30 window no-network']);
  });

  it('keeps to mains power and unmetered lines where a person wants that, and only there', async () => {
    it_ = scheduled({ Shop: every(1) }, { backedUp: '2026-01-14T01:30:00Z' });
    it_.computer.onBattery = true;
    it_.computer.metered = true;
    await it_.clock.advance(hour);
    expect(times()).toEqual(['02:30']);
    it_.state.preferences = { ...it_.state.preferences, alsoOnBattery: false };
    await it_.clock.advance(hour);
    it_.state.preferences = { ...it_.state.preferences, alsoOnBattery: true, alsoOnMetered: false };
    await it_.clock.advance(hour);
    expect(await it_.rows()).toEqual(['02:30 window done', '03:30 window on-battery', '04:30 window metered']);
    it_.computer.metered = undefined;
    await it_.clock.advance(minute);
    expect(times()).toEqual(['02:30', '05:00']);
  });

  it('tries again after a failure, sooner than the rule says, and not for ever', async () => {
    it_ = scheduled({ Shop: every(6) }, { backedUp: '2026-01-14T01:00:00Z' });
    it_.state.ends = 'failed';
    await it_.clock.advance(11 * hour);
    expect(times()).toEqual(['07:00', '07:06', '07:22', '08:23']);
    expect(await it_.rows()).toEqual(['07:00 window failed', '07:06 retry failed', '07:22 retry failed', '08:23 retry failed']);
  });

  it('keeps to a rule from the moment it is changed', async () => {
    it_ = scheduled({ Shop: every(1) }, { backedUp: '2026-01-14T01:30:00Z' });
    await it_.clock.advance(hour);
    it_.change('Shop', daily('05:00'));
    // Before the schedule has looked at it, too.
    expect(it_.next()).toEqual({ at: expect.stringMatching(/^2026-01-14T05:00/), why: 'Every day at the time you chose.' });
    await it_.tick();
    expect(it_.next()).toEqual({ at: expect.stringMatching(/^2026-01-14T05:00/), why: 'Every day at the time you chose.' });
    await it_.clock.advance(3 * hour);
    it_.change('Shop', null);
    await it_.clock.advance(48 * hour);
    expect(times()).toEqual(['02:30', '05:00']);
    expect((await it_.rows()).filter((row) => !row.endsWith('changed'))).toEqual(['02:30 window done', '05:00 window done']);
  });

  it('goes on by itself once settings that could not be read can be', async () => {
    it_ = scheduled({ Shop: every(6) });
    await it_.clock.advance(hour);
    it_.state.unreadable = true;
    await it_.clock.advance(7 * hour);
    it_.state.unreadable = false;
    await it_.clock.advance(30_000);
    expect(times()).toEqual(['02:00', '10:00']);
  });

  it('looks at the clock four times a minute and no oftener', async () => {
    it_ = scheduled({ Shop: null });
    await it_.clock.advance(hour);
    expect(it_.looks()).toBeLessThanOrEqual(241);
  });
});
