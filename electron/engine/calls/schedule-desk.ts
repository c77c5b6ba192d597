import { findApp } from '../registry/lookup.ts';
import { appSchedule, withSchedule } from '../schedule/app-schedule.ts';
import { IntendedRuns } from '../schedule/ledger.ts';
import { ledgerFiles } from '../schedule/ledger-files.ts';
import type { AppTimes, ScheduleDesk } from '../schedule/schedule-desk.ts';
import { longestGapHours, upcoming } from '../schedule/windows.ts';
import { describeRule, whyOf } from '../schedule/words.ts';
import type { Settings } from '../settings/schema.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { Clock } from '../ports/clock.ts';
import { refuseOpened } from './refuse-opened.ts';

interface ScheduleDeskParts {
  readonly settings: SettingsStore;
  readonly directory: string;
  readonly clock: Clock;
  readonly alone: <T>(change: () => Promise<T>) => Promise<T>;
}

const shownTimes = 3;
const dayMs = 86_400_000;

/** Schedules without the program that keeps them: what is set here it finds at its next look at the clock. */
export function createScheduleDesk({ settings, directory, clock, alone }: ScheduleDeskParts): ScheduleDesk {
  function timesOf(latest: Settings, wanted: string): AppTimes {
    const app = findApp(latest, wanted);
    const schedule = appSchedule(app);
    const now = clock.now();
    const paused = latest.pausedUntil !== null && new Date(latest.pausedUntil) > now ? latest.pausedUntil : null;
    const times = schedule === undefined ? [] : upcoming(schedule, now, shownTimes).map((at) => at.toISOString());
    const [first] = times;
    const waits = first !== undefined && paused !== null && first <= paused;
    return {
      app: app.name,
      rule: schedule?.rule ?? null,
      words: describeRule(schedule?.rule ?? null),
      everyHours: schedule === undefined ? null : longestGapHours(schedule.rule),
      pausedUntil: paused,
      upcoming: times,
      next: first === undefined ? { at: null, why: 'Only when you ask for one.' } : waits ? { at: paused, why: 'As soon as the pause is over.' } : { at: first, why: schedule === undefined ? '' : whyOf(schedule.rule) },
    };
  }

  return {
    times: async (app) => timesOf(await settings.read(), app),
    async setTimes(wanted, rule) {
      const changed = await alone(() =>
        settings.update((latest) => {
          const app = findApp(latest, wanted);
          refuseOpened(app);
          return { ...latest, apps: latest.apps.map((each) => (each === app ? withSchedule(app, rule, clock.now(), undefined) : each)) };
        }),
      );
      return timesOf(changed, wanted);
    },
    async intendedRuns(wanted, days) {
      const { slug } = findApp(await settings.read(), wanted);
      return new IntendedRuns(ledgerFiles(directory, { mends: () => false }), () => '').history(slug, new Date(clock.now().getTime() - days * dayMs));
    },
  };
}
