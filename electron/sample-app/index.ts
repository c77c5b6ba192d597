import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBusiness } from './business/index.ts';
import type { SampleDataset } from './dataset.ts';
import type { RunningSampleApp, SampleAppOptions } from './options.ts';
import type { App } from './server/app.ts';
import { dispatch } from './server/dispatch.ts';
import { controlsOf, FaultEngine } from './server/fault-engine.ts';
import { RateLimits, historyDaysOf } from './server/rate-limits.ts';
import { Recorder } from './server/recorder.ts';
import { AppStore } from './server/store/app-store.ts';
import { Tokens } from './server/tokens.ts';

export type { EntitySchema, FieldSchema, RowRules, SampleDataset, SampleEntity, SampleFile, SampleRecord, SampleUser, SampleValue } from './dataset.ts';
export { filesPlaceholder, privateFileUri, publicFileUrl } from './dataset.ts';
export type { Fault, FaultAction, FaultControls, FaultPlan, FaultRequest } from './faults.ts';
export type { Plan, RunningSampleApp, SampleAppOptions, SampleAppStats } from './options.ts';

/**
 * Starts the sample app: a server on 127.0.0.1 that speaks Base44's wire format well enough that the official
 * `@base44/sdk` runs against it unmodified (`createClient({ serverUrl: app.url, appId: app.appId, token: app.token })`).
 *
 * It behaves as Base44's documentation says, also where that is inconvenient: ids are the server's, undeclared fields are
 * dropped, a listing stops at 5,000 records without a word, row rules hide records from lists and counts alike.
 * @throws when the port is taken or the state file cannot be read.
 */
export async function startSampleApp(options: SampleAppOptions): Promise<RunningSampleApp> {
  const { seed = 1, now = () => new Date(), plan = 'unmetered' } = options;
  const server = createServer();
  const url = await listen(server, options.port ?? 0);
  const dataset = datasetFor(options);
  const store = new AppStore({ dataset, baseUrl: url, now, seed, rowRules: options.rowRules ?? {}, historyDays: historyDaysOf(plan) });
  store.loadDataset();
  const secret = createHash('sha256').update(`${dataset.appId}/${seed}`).digest('hex');
  const tokens = new Tokens(secret);
  const faults = new FaultEngine(options.faults ?? []);
  const recorder = new Recorder();
  const app: App = { options, url, secret, now, store, tokens, faults, limits: new RateLimits(plan, now), recorder, broadcast: () => undefined };
  const refuse = (ms: number): Promise<void> => refuseFor(server, ms);
  server.on('request', (request, response) => void dispatch(app, request, response, refuse));
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
    edit: { records: () => [], create: () => { throw new Error('soon'); }, update: () => { throw new Error('soon'); }, remove: () => undefined },
    stats: () => recorder.stats(),
    resetStats: () => recorder.reset(),
    save: async () => undefined,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function datasetFor(options: SampleAppOptions): SampleDataset {
  return options.dataset ?? createBusiness({ records: options.records ?? 2000, seed: options.seed ?? 1 });
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function refuseFor(server: Server, ms: number): Promise<void> {
  const { port } = server.address() as AddressInfo;
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeAllConnections();
  await closed;
  void sleep(ms).then(() => server.listen(port, '127.0.0.1'));
}
