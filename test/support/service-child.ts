import path from 'node:path';
import { createRouterClient } from '@orpc/server';
import { createService, type EngineService } from '../../electron/engine/index.ts';
import { createSampleAppHost } from '../../electron/hosts/sample/sample-app-host.ts';
import type { ServiceClient } from './test-service.ts';

export interface ServiceAtHome {
  readonly client: ServiceClient;
  readonly service: EngineService;
  stop(): Promise<void>;
}

/** The service as a host starts it, with secrets in a file, beside its own sample app. */
export async function serviceAtHome(home: string): Promise<ServiceAtHome> {
  const sampleApp = createSampleAppHost(home);
  const env = { HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE: 'a passphrase for tests' };
  const service = await createService({ home, env, version: 'test', sampleApp, downloads: path.join(home, 'Downloads'), documents: home });
  return {
    service,
    client: createRouterClient(service.router),
    async stop() {
      await service.close();
      await sampleApp.stop();
    },
  };
}

/**
 * A process of its own, for tests that kill it:
 *   HOME
 * protects the sample app and backs it up; prints a line as soon as records are being read, and does not end by itself.
 */
async function main(home: string): Promise<void> {
  const { client } = await serviceAtHome(home);
  const { url, appId, token, suggestedName, suggestedPlace } = await client.sample.start();
  await client.places.add({ name: 'Disk', kind: 'local', path: suggestedPlace });
  await client.apps.add({ name: suggestedName, connection: { platform: 'base44', url, appId, token } });
  const { runId } = await client.runs.start({ kind: 'backup', app: suggestedName });
  for await (const { progress } of await client.runs.watch({ runId })) if (progress?.phase === 'read') process.stdout.write(`${runId}\n`);
}

if (import.meta.main) await main(process.argv[2] ?? '');
