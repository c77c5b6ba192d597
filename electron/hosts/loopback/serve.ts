import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createService, type Log, type SystemOptions } from '../../engine/index.ts';
import type { Reporting } from '../../reports/open-reporting.ts';
import { landInSample } from '../sample/land-in-sample.ts';
import { createSampleAppHost } from '../sample/sample-app-host.ts';
import { createDesktopStandIn } from './desktop-stand-in.ts';
import { askForInvitation, leaveInvitation, withdrawInvitation } from './invitation-file.ts';
import { startLoopback } from './start-loopback.ts';

export interface ServeOptions {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** The folder of the built page. */
  readonly page: string;
  readonly port?: number;
  readonly log: Log;
  /** For what goes on from here on, of the home that is served. */
  readonly reporting: Reporting;
  /** Another only in tests. */
  readonly surroundings?: Pick<SystemOptions, 'google'>;
  /** Land in the sample app, with everything set up. */
  readonly sample?: boolean;
}

export interface Serving {
  /** Opens the app, once. */
  readonly url: string;
  /** It was being served already, by another process. */
  readonly already: boolean;
  stop(): Promise<void>;
}

/**
 * The whole app in a browser tab: engine, sample app and page in this process, on 127.0.0.1. Where the same home is served
 * already, that one is opened instead: one engine per home.
 * @throws conflict when the port is taken; what createService throws.
 */
export async function serve({ home, env, version, page, port, log: say, reporting, surroundings, sample }: ServeOptions): Promise<Serving> {
  const already = await askForInvitation(home);
  if (already !== undefined) return { url: already, already: true, stop: async () => undefined };
  await mkdir(home, { recursive: true, mode: 0o700 });
  const log: Log = (message, facts) => {
    reporting.log(message, facts);
    say(message, facts);
  };
  const onBug = (error: unknown): void => void reporting.report('bug', error);
  const sampleApp = createSampleAppHost(home);
  const service = await createService({ ...surroundings, home, env, version, log, onBug, sampleApp, ...ownFolders() });
  if (sample === true) await landInSample(service);
  const secret = randomBytes(32).toString('base64url');
  const loopback = await startLoopback({
    service,
    desktop: createDesktopStandIn(process.platform, version),
    page,
    invitation: secret,
    onRefused: (what) => log('Refused.', { what }),
    onBug,
    ...(port === undefined ? {} : { port }),
  });
  reporting.log('Started.', { version, node: process.versions.node, system: process.platform, processor: process.arch });
  await leaveInvitation(home, { origin: loopback.origin, secret, pid: process.pid });
  return {
    url: loopback.invite(),
    already: false,
    async stop() {
      await withdrawInvitation(home);
      await loopback.stop();
      await service.close();
      await sampleApp.stop();
      reporting.log('Ended.');
    },
  };
}

/** Where a person's files usually are; nothing is written there unasked. */
function ownFolders(): { readonly downloads: string; readonly documents: string } {
  const user = os.homedir();
  return { downloads: path.join(user, 'Downloads'), documents: path.join(user, 'Documents') };
}
