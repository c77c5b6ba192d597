import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';
import { findApp } from '../registry/lookup.ts';
import { untilClosed } from './signals.ts';

/** Alerts, and the channels through which somebody hears of them. */
export function alertsCalls({ alerts, channels, status, finder, feed, journal, closing }: ServiceParts) {
  const changed = async (detail: string): Promise<void> => {
    await journal.append({ kind: 'settings-changed', detail });
    feed.publish({ topic: 'alerts' });
    feed.publish({ topic: 'activity' });
  };
  return {
    list: api.alerts.list.handler(async ({ input }) => alerts.list(input.app === undefined ? undefined : findApp(await finder.settings.read(), input.app).name)),
    acknowledge: api.alerts.acknowledge.handler(async ({ input }) => {
      await alerts.acknowledge(input.id);
      await status.evaluate();
      return { ok: true as const };
    }),
    channels: {
      list: api.alerts.channels.list.handler(async () => ({ channels: [...(await channels.list())] })),
      add: api.alerts.channels.add.handler(async ({ input }) => {
        const channel = await channels.add(input);
        await changed(`Channel ${channel.name} added.`);
        return { channel };
      }),
      change: api.alerts.channels.change.handler(async ({ input: { id, wishes } }) => {
        const channel = await channels.change(id, wishes);
        await changed(`Channel ${channel.name} changed.`);
        return { channel };
      }),
      remove: api.alerts.channels.remove.handler(async ({ input }) => {
        const { name } = await channels.remove(input.id);
        await changed(`Channel ${name} removed.`);
        return { ok: true as const };
      }),
      test: api.alerts.channels.test.handler(async ({ input, signal }) => channels.test(input.id, untilClosed(closing, signal))),
    },
  };
}
