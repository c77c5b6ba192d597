import type { z } from 'zod';
import type { scheduleDetails } from '../../../shared/contract/schedule.ts';
import { toPlainError } from '../../../shared/model/errors.ts';
import { findApp } from '../registry/lookup.ts';
import { appSchedule, withSchedule } from '../schedule/app-schedule.ts';
import { checkedRule, longestGapHours, upcoming } from '../schedule/windows.ts';
import { describeRule } from '../schedule/words.ts';
import type { Preferences, Settings } from '../settings/schema.ts';
import type { ServiceOwner } from '../system/service-lock.ts';
import { api } from './implementer.ts';
import { nothingToBackUp } from './nothing-to-back-up.ts';
import type { ServiceParts } from './parts.ts';

type Details = z.infer<typeof scheduleDetails>;

const shownTimes = 3;
const dayMs = 86_400_000;

/** When backups begin by themselves. */
export function scheduleCalls({ finder, keeping, scheduler, changeSettings, feed, journal, runs, intendedRuns, computer, timeZone, deps }: ServiceParts) {
  async function detailsOf(settings: Settings, name: string): Promise<Details> {
    const app = findApp(settings, name);
    const other = await keeping.other();
    const schedule = appSchedule(app);
    return {
      everyHours: schedule === undefined ? null : longestGapHours(schedule.rule),
      pausedUntil: pauseOf(settings),
      next: scheduler.next(settings, app),
      rule: schedule?.rule ?? null,
      zone: timeZone,
      upcoming: schedule === undefined ? [] : upcoming(schedule, deps.clock.now(), shownTimes).map((at) => at.toISOString()),
      keptBy: other === undefined ? null : keptBy(other),
      computer: computerOf(settings.preferences),
    };
  }

  function computerOf({ alsoOnBattery = true, alsoOnMetered = true }: Preferences): Details['computer'] {
    const { onBattery, metered } = computer();
    return { alsoOnBattery, alsoOnMetered, onBattery: onBattery ?? null, metered: metered ?? null };
  }

  function pauseOf({ pausedUntil }: Settings): string | null {
    return pausedUntil !== null && new Date(pausedUntil) > deps.clock.now() ? pausedUntil : null;
  }

  return {
    get: api.schedule.get.handler(async ({ input }) => detailsOf(await finder.settings.read(), input.app)),
    set: api.schedule.set.handler(async ({ input: { app, rule } }) => {
      const { name, connection } = findApp(await finder.settings.read(), app);
      if (connection.platform === 'opened') throw nothingToBackUp(name);
      const last = runs.list({ app: name, limit: 500 }).find(({ request }) => request.kind === 'backup');
      const lastBackup = last === undefined ? undefined : new Date(last.startedAt);
      const settings = await changeSettings((latest) => ({ ...latest, apps: latest.apps.map((each) => (each.name === name ? withSchedule(each, rule, deps.clock.now(), lastBackup) : each)) }));
      await journal.append({ kind: 'schedule-changed', app: name, detail: `${describeRule(findApp(settings, name).schedule?.rule ?? null)}.` });
      feed.publish({ topic: 'schedule', app: name });
      // Answered first: what is due begins, but nobody waits for it.
      const details = await detailsOf(settings, name);
      void scheduler.tick();
      return details;
    }),
    preview: api.schedule.preview.handler(({ input: { rule } }) => {
      const now = deps.clock.now();
      try {
        return { upcoming: upcoming({ rule: checkedRule(rule), from: now }, now, shownTimes).map((at) => at.toISOString()) };
      } catch (error) {
        const { message, nextStep } = toPlainError(error);
        return { upcoming: [], problem: `${message} ${nextStep}` };
      }
    }),
    setComputer: api.schedule.setComputer.handler(async ({ input }) => {
      const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
      const { preferences } = await changeSettings((latest) => ({ ...latest, preferences: { ...latest.preferences, ...given } }));
      await journal.append({ kind: 'settings-changed', detail: Object.keys(given).join(', ') });
      feed.publish({ topic: 'schedule' });
      void scheduler.tick();
      return computerOf(preferences);
    }),
    history: api.schedule.history.handler(async ({ input: { app, days } }) => {
      const { slug } = findApp(await finder.settings.read(), app);
      return { runs: await intendedRuns.history(slug, new Date(deps.clock.now().getTime() - days * dayMs)) };
    }),
    pause: api.schedule.pause.handler(async ({ input: { until } }) => {
      const pausedUntil = until === null || new Date(until) <= deps.clock.now() ? null : until;
      await changeSettings((latest) => ({ ...latest, pausedUntil }));
      await journal.append({ kind: 'paused', detail: pausedUntil === null ? 'Goes on.' : `Until ${pausedUntil}.` });
      feed.publish({ topic: 'schedule' });
      void scheduler.tick();
      return { pausedUntil };
    }),
  };
}

function keptBy({ program, since }: Partial<ServiceOwner>): NonNullable<Details['keptBy']> {
  return { ...(program === undefined ? {} : { program: program.slice(0, 100) }), ...(since === undefined ? {} : { since }) };
}
