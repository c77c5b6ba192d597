import type { z } from 'zod';
import type { scheduleState } from '../../../shared/contract/schedule.ts';
import { findApp } from '../registry/lookup.ts';
import type { Settings } from '../settings/schema.ts';
import { api } from './implementer.ts';
import { nothingToBackUp } from './nothing-to-back-up.ts';
import type { ServiceParts } from './parts.ts';

/** When backups begin by themselves. */
export function scheduleCalls({ finder, scheduler, changeSettings, feed, journal, deps }: ServiceParts) {
  function stateOf(settings: Settings, name: string): z.infer<typeof scheduleState> {
    const app = findApp(settings, name);
    return { everyHours: app.schedule?.everyHours ?? null, pausedUntil: pauseOf(settings), next: scheduler.next(settings, app) };
  }

  function pauseOf({ pausedUntil }: Settings): string | null {
    return pausedUntil !== null && new Date(pausedUntil) > deps.clock.now() ? pausedUntil : null;
  }

  return {
    get: api.schedule.get.handler(async ({ input }) => stateOf(await finder.settings.read(), input.app)),
    set: api.schedule.set.handler(async ({ input: { app, everyHours } }) => {
      const { name, connection } = findApp(await finder.settings.read(), app);
      if (connection.platform === 'opened') throw nothingToBackUp(name);
      await changeSettings((latest) => ({ ...latest, apps: latest.apps.map((each) => (each.name === name ? { ...each, schedule: { everyHours } } : each)) }));
      await journal.append({ kind: 'schedule-changed', app: name, detail: everyHours === null ? 'Only by hand.' : `Every ${everyHours} h.` });
      feed.publish({ topic: 'schedule', app: name });
      // Answered first: what is due begins, but nobody waits for it.
      const state = stateOf(await finder.settings.read(), name);
      void scheduler.tick();
      return state;
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
