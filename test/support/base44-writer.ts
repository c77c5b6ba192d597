import type { ServerResponse } from 'node:http';
import { afterEach } from 'vitest';
import type { AppWriter } from '../../electron/engine/ports/app-writer.ts';
import { openBase44Writer } from '../../electron/engine/sources/base44/writing/open-writer.ts';
import { systemClock } from '../../electron/engine/system/system-clock.ts';
import { startSampleApp, type RunningSampleApp, type SampleAppOptions } from '../../electron/sample-app/index.ts';
import type { EntityDescription } from '../../shared/model/app.ts';
import { appId, never, scriptedServer, source, type ScriptedServer, type SeenRequest } from './base44-source.ts';
import { workshop } from './workshop.ts';

/** What tests of writing to Base44 share. What they start is stopped after each test. */

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** The workshop as a sample app. */
export async function startWriting(more: Partial<SampleAppOptions> = {}): Promise<RunningSampleApp> {
  const started = await startSampleApp({ dataset: workshop(), ...more });
  stops.push(() => started.stop());
  return started;
}

export async function startScripted(answer: (request: SeenRequest, response: ServerResponse) => void): Promise<ScriptedServer> {
  const started = await scriptedServer(answer);
  stops.push(() => started.stop());
  return started;
}

/** Of the app that scripted servers stand for. */
export function writerAt(url: string): AppWriter {
  return openBase44Writer({ url, appId }, { token: 'token-1234567890', clock: systemClock, random: () => 0.02, fetch });
}

/** @param random how long it waits before it tries again */
export function writerOf(of: RunningSampleApp, token = of.token, random = 0.02): AppWriter {
  return openBase44Writer({ url: of.url, appId: of.appId }, { token, clock: systemClock, random: () => random, fetch });
}

/** An entity as the source describes it. */
export async function describedEntity(of: RunningSampleApp, name = 'Task'): Promise<EntityDescription> {
  const found = (await source(of.url, { config: { appId: of.appId }, deps: { token: of.token } }).describe({ signal: never })).entities.find((entity) => entity.name === name);
  if (found === undefined) throw new Error(`The app has no ${name}.`);
  return found;
}
