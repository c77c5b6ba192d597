import { createRouterClient } from '@orpc/server';
import type { EngineService } from '../../engine/index.ts';

/** Everything set up on the sample app, once: its place, the app, a schedule; and the first backup begun, so that there is something to see. */
export async function landInSample({ router }: Pick<EngineService, 'router'>): Promise<void> {
  const client = createRouterClient(router);
  const { apps } = await client.apps.list();
  if (apps.some((app) => app.isSample)) return;
  const { url, appId, token, suggestedName, suggestedPlace } = await client.sample.start();
  const { places } = await client.places.list();
  if (!places.some((place) => place.path === suggestedPlace)) await client.places.add({ name: 'This computer', kind: 'local', path: suggestedPlace });
  await client.apps.add({ name: suggestedName, connection: { platform: 'base44', url, appId, token, plan: 'unmetered' } });
  await client.apps.setObjective({ app: suggestedName, hours: 24 });
  await client.runs.start({ kind: 'backup', app: suggestedName });
  // After the first backup has begun: a schedule for an app without one begins it at once.
  await client.schedule.set({ app: suggestedName, rule: { kind: 'every', hours: 6 } });
}
