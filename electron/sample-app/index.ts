import { createHash } from 'node:crypto';
import { createBusiness } from './business/index.ts';
import type { RunningSampleApp, SampleAppOptions } from './options.ts';
import type { App } from './server/app.ts';
import { dispatch } from './server/dispatch.ts';
import { editsOf } from './server/edits.ts';
import { controlsOf, FaultEngine } from './server/fault-engine.ts';
import { Listener } from './server/listener.ts';
import { historyDaysOf, RateLimits } from './server/rate-limits.ts';
import { Realtime } from './server/realtime.ts';
import { Recorder } from './server/recorder.ts';
import { Restores } from './server/restores.ts';
import { loadState, originIn } from './server/state-file.ts';
import { StateSaver } from './server/state-saver.ts';
import { AppStore } from './server/store/app-store.ts';
import { Tokens } from './server/tokens.ts';

export type { EntitySchema, RowRule, RowRules, SampleDataset, SampleRecord } from './dataset.ts';
export { privateFileUri, publicFileUrl } from './dataset.ts';
export type { FaultAction, FaultMatch } from './faults.ts';
export type { Plan, RunningSampleApp, SampleAppOptions } from './options.ts';

/**
 * Starts the sample app: a server on 127.0.0.1 that speaks Base44's wire format well enough that the official
 * `@base44/sdk` runs against it unmodified (`createClient({ serverUrl: app.url, appId: app.appId, token: app.token })`).
 *
 * It behaves as Base44's documentation says, also where that is inconvenient: ids are the server's, undeclared fields are
 * dropped, a listing stops at 5,000 records without a word, row rules hide records from lists and counts alike.
 * @throws when the port is taken or the state file cannot be read.
 */
export async function startSampleApp(options: SampleAppOptions): Promise<RunningSampleApp> {
  const { now = () => new Date(), plan = 'unmetered', stateFile } = options;
  const saved = stateFile === undefined ? undefined : await originIn(stateFile);
  const { records, seed } = saved ?? { records: options.records ?? 2000, seed: options.seed ?? 1 };
  const dataset = options.dataset ?? createBusiness({ records, seed });
  const listener = new Listener();
  // A client that is quicker than the data waits for it.
  const started = Promise.withResolvers<App>();
  const refuse = (ms: number): Promise<void> => listener.refuse(ms);
  listener.server.on('request', (request, response) => void started.promise.then((app) => dispatch(app, request, response, refuse)));
  const realtime = new Realtime(listener.server);
  listener.onDisconnect = () => realtime.disconnectAll();
  const url = await listener.listen(options.port ?? 0);
  const store = new AppStore({ dataset, baseUrl: url, now, seed, rowRules: options.rowRules ?? {}, historyDays: historyDaysOf(plan), untrashTouches: options.undocumented?.untrashTouches === true });
  const saver = stateFile === undefined ? undefined : new StateSaver(stateFile, store, url, options.dataset === undefined ? { records, seed } : undefined);
  try {
    if (stateFile === undefined || !(await loadState(stateFile, store, url))) store.loadDataset();
    else store.startHistory();
  } catch (error) {
    await listener.stop();
    throw error;
  }
  const secret = createHash('sha256').update(`${dataset.appId}/${seed}`).digest('hex');
  const tokens = new Tokens(secret);
  const faults = new FaultEngine(options.faults ?? []);
  const recorder = new Recorder();
  const restores = new Restores();
  const app: App = { options, url, secret, now, store, tokens, faults, limits: new RateLimits(plan, now), recorder, restores, broadcast: realtime.broadcast };
  realtime.start(app);
  started.resolve(app);
  saver?.start();
  const owner = dataset.ownerEmail;
  return {
    url,
    appId: dataset.appId,
    token: tokens.issue('personal', owner),
    readOnlyToken: tokens.issue('personal-read-only', owner),
    legacyApiKey: tokens.issue('account-key', owner),
    expiredToken: tokens.issue('personal', owner, 'expired'),
    revokedToken: tokens.issue('personal', owner, 'revoked'),
    workspaceKey: tokens.issue('workspace-key', owner),
    serviceToken: tokens.issue('service', owner),
    tokenFor: (email) => tokens.issue('app-user', email),
    faults: controlsOf(faults, () => tokens.unspoil(), refuse),
    edit: editsOf(app),
    stats: () => recorder.stats(),
    resetStats: () => recorder.reset(),
    save: async () => saver?.save(),
    stop: async () => {
      restores.stop();
      await listener.stop();
      await realtime.stop();
      await saver?.stop();
    },
  };
}
