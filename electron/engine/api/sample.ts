import path from 'node:path';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { StoredApp } from '../settings/schema.ts';
import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';
import type { SampleAppHost } from './sample-app-host.ts';

/** The built-in sample app. */
export function sampleCalls(parts: ServiceParts) {
  const host = (): SampleAppHost => {
    if (parts.sampleApp !== undefined) return parts.sampleApp;
    throw new HoldfastError('not-found', 'The sample app is not part of this Holdfast.', { nextStep: 'Connect an app of your own.' });
  };
  return {
    start: api.sample.start.handler(async () => ({ ...(await host().start()), suggestedName: 'Sample shop', suggestedPlace: path.join(parts.deps.home, 'sample-backups') })),
    act: api.sample.act.handler(async ({ input }) => ({ says: await host().act(input.action) })),
  };
}

/** Notes that an app which was added just now is the sample app, where it is. */
export async function markSampleApp({ sampleApp, finder, changeSettings }: Pick<ServiceParts, 'sampleApp' | 'finder' | 'changeSettings'>, name: string): Promise<void> {
  if (sampleApp === undefined) return;
  const connection = (await finder.settings.read()).apps.find((app) => app.name === name)?.connection;
  if (connection?.platform !== 'base44' || !isOnThisComputer(connection.url)) return;
  const { appId, url } = await sampleApp.start();
  if (connection.appId !== appId || connection.url !== url) return;
  await changeSettings((latest) => ({ ...latest, apps: latest.apps.map((app) => (app.name === name ? { ...app, isSample: true as const } : app)) }));
}

/** Starts the sample app where an app uses it, and notes its address, which is another one at each start. */
export async function startSampleApp({ sampleApp, finder, changeSettings }: Pick<ServiceParts, 'sampleApp' | 'finder' | 'changeSettings'>): Promise<void> {
  if (sampleApp === undefined || !(await finder.settings.read()).apps.some((app) => app.isSample === true)) return;
  const { url, appId, token } = await sampleApp.start();
  const moved = (app: StoredApp): StoredApp => {
    const { isSample, connection } = app;
    return isSample === true && connection.platform === 'base44' && connection.appId === appId ? { ...app, connection: { ...connection, url } } : app;
  };
  const { apps } = await changeSettings((latest) => ({ ...latest, apps: latest.apps.map(moved) }));
  for (const { isSample, secrets } of apps) {
    if (isSample === true && secrets.token !== undefined && (await finder.keychain.get(secrets.token)) !== token) await finder.keychain.set(secrets.token, token);
  }
}

function isOnThisComputer(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '127.0.0.1';
}
