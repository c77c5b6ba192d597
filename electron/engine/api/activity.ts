import { shownEvent } from '../activity/event.ts';
import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';

/** What happened. */
export function activityCalls({ journal }: ServiceParts) {
  return {
    list: api.activity.list.handler(async ({ input: { app, kinds, before, limit } }) => {
      const { events, more } = await journal.list({ app, kinds, before, limit });
      return { events: events.map(shownEvent), more };
    }),
  };
}
