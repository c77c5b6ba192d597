import { mkdir } from 'node:fs/promises';
import { createService, type Log, systemComputer } from '../../engine/index.ts';
import { landInSample } from '../sample/land-in-sample.ts';
import { createSampleAppHost } from '../sample/sample-app-host.ts';
import { parentPort } from './parent-port.ts';
import { type StartOptions, serveParent } from './serve-parent.ts';

const isDebugging = (process.env['HOLDFAST_DEBUG'] ?? '') !== '';

/** Lines of JSON on stderr, for whoever asked for them. Never a secret, never a record: the engine sees to that. */
const log: Log = (message, facts = {}) => void (isDebugging && process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), message, ...facts })}\n`));

/** The engine in a process of its own beside Electron's: a crash of either leaves the other standing. */
let onBattery: boolean | undefined;

serveParent({ parent: parentPort(), start, power: (is) => (onBattery = is), exit: () => process.exit() });

async function start({ home, version, downloads, documents, sample }: StartOptions): ReturnType<Parameters<typeof serveParent>[0]['start']> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const sampleApp = createSampleAppHost(home);
  const service = await createService({ home, version, env: process.env, downloads, documents, sampleApp, log, computer: () => ({ ...systemComputer(), ...(onBattery === undefined ? {} : { onBattery }) }) });
  if (sample) await landInSample(service);
  return {
    router: service.router,
    async close() {
      await service.close();
      await sampleApp.stop();
    },
  };
}
