import { mkdir } from 'node:fs/promises';
import { toHoldfastError } from '../../../shared/model/errors.ts';
import { createService, type Log, systemComputer } from '../../engine/index.ts';
import { catchCrashes, reportedExit } from '../../reports/catch-crashes.ts';
import { openReporting, type Reporting } from '../../reports/open-reporting.ts';
import { outlastReaders } from '../../reports/outlast-readers.ts';
import { signedInLink } from '../../../shared/model/holdfast-link.ts';
import { landInSample } from '../sample/land-in-sample.ts';
import { createSampleAppHost } from '../sample/sample-app-host.ts';
import { parentPort } from './parent-port.ts';
import { type StartOptions, serveParent } from './serve-parent.ts';

const isDebugging = (process.env['HOLDFAST_DEBUG'] ?? '') !== '';

/** The engine in a process of its own beside Electron's: a crash of either leaves the other standing. */
let onBattery: boolean | undefined;
let reporting: Reporting | undefined;

outlastReaders(process);
serveParent({ parent: parentPort(), start, power: (is) => (onBattery = is), onBug: (error) => void reporting?.report('bug', error), exit: () => process.exit() });

async function start({ home, version, downloads, documents, sample, takesLinks }: StartOptions): ReturnType<Parameters<typeof serveParent>[0]['start']> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const own = openReporting({ home, area: 'engine', version });
  reporting = own;
  // Electron's main process says so to the person, and starts another.
  catchCrashes(process, own, () => process.exit(reportedExit));
  /** To the log, and as lines of JSON on stderr for whoever asked for them. Never a secret, never a record: the engine sees to that. */
  const log: Log = (message, facts = {}) => {
    own.log(message, facts);
    if (isDebugging) process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), message, ...facts })}\n`);
  };
  const sampleApp = createSampleAppHost(home);
  const service = await startEngine(own, () => createService({ home, version, env: process.env, downloads, documents, sampleApp, log, onBug: (error) => void own.report('bug', error), ...(takesLinks ? { google: { wayBack: signedInLink } } : {}), computer: () => ({ ...systemComputer(), ...(onBattery === undefined ? {} : { onBattery }) }) }));
  if (sample) await landInSample(service);
  own.log('Started.', { version, node: process.versions.node, system: process.platform, processor: process.arch });
  return {
    router: service.router,
    async close() {
      await service.close();
      await sampleApp.stop();
      own.log('Ended.');
    },
  };
}

/** Main says to the person why it could not be started; the log remembers. */
async function startEngine<T>(own: Pick<Reporting, 'problem'>, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    own.problem('The engine could not be started.', { code: toHoldfastError(error).code });
    throw error;
  }
}
