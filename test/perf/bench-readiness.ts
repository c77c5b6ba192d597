import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { startService } from '../../electron/engine/api/service.ts';
import type { EngineDependencies } from '../../electron/engine/calls/dependencies.ts';
import { createMemoryKeychain } from '../../electron/engine/keychain/memory.ts';
import { marksOf } from '../../electron/engine/readiness/grade.ts';
import { notedOf } from '../../electron/engine/readiness/because.ts';
import { evidenceOf } from '../../electron/engine/readiness/gather-evidence.ts';
import { defaultPreferences, emptySettings, type StoredApp } from '../../electron/engine/settings/schema.ts';
import { openSettings } from '../../electron/engine/settings/settings.ts';
import type { AppFacts } from '../../electron/engine/status/facts.ts';
import { overviewOf } from '../../electron/engine/status/overview.ts';
import type { ListedBackup } from '../../electron/engine/status/place-listing.ts';
import { systemClock } from '../../electron/engine/system/system-clock.ts';
import { createFakeConnector } from '../support/fake-connector.ts';
import { smallApp } from '../support/small-app.ts';
import { heading, row } from './report.ts';

const hourMs = 3_600_000;
const days = 365;
const hours = days * 24;

type Client = Awaited<ReturnType<typeof started>>['client'];

/** What Home asks: the grade and the overview of one app of many, each with a year of a backup every hour behind it. */
export async function benchReadiness(folder: string, { apps, rounds }: { readonly apps: number; readonly rounds: number }): Promise<void> {
  const home = join(folder, 'readiness-home');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'config.json'), JSON.stringify({ ...emptySettings, preferences: { ...defaultPreferences, searchIndex: false } }));
  const connector = createFakeConnector(smallApp(30));
  const keychain = createMemoryKeychain();
  const first = await started(home, connector, keychain);
  const place = join(folder, 'readiness-place');
  mkdirSync(place, { recursive: true });
  await first.client.places.add({ name: 'Disk', kind: 'local', path: place });
  for (let index = 0; index < apps; index += 1) {
    const name = `App ${index}`;
    await first.client.apps.add({ name, connection: { platform: 'base44', url: 'http://localhost:1', appId: 'a', token: 't' } });
    await backedUp(first.client, name);
  }
  const { apps: stored } = await openSettings(home, 'bench').read();
  await first.service.close();
  for (const app of stored) writeYear(home, app, apps);

  const { client, service } = await started(home, connector, keychain);
  heading(`The grade and Home of one of ${apps} apps, each with ${days} days of a backup every hour behind it`);
  await measured('readiness.get', rounds, (app) => client.readiness.get({ app }), apps);
  await measured('status.overview', rounds, (app) => client.status.overview({ app }), apps);
  await measured('readiness.history of a year', rounds, async (app) => void (await client.readiness.history({ app, days })), apps);
  await service.close();

  const facts = yearOfFacts();
  const parts = { facts, places: [], lies: new Map(), intended: undefined, drills: [], runbook: undefined, measured: undefined, backWithinHours: undefined };
  const [app] = stored;
  if (app === undefined) return;
  const times = timesOf(rounds, () => marksOf(evidenceOf({ app, ...parts }), facts.now));
  row(`grading alone, ${hours.toLocaleString('en')} backups in each of two places`, times.median, `longest ${times.longest.toFixed(1)} ms`);
  const overviews = timesOf(rounds, () => overviewOf(facts));
  row('  the overview of them', overviews.median, `longest ${overviews.longest.toFixed(1)} ms`);
}

async function started(home: string, connector: ReturnType<typeof createFakeConnector>, keychain: EngineDependencies['keychain']) {
  const deps: EngineDependencies = { home, version: 'bench', clock: systemClock, keychain, fetch: () => Promise.reject(new Error('nothing is fetched here')), random: () => 0.5, log: () => undefined, workers: 0 };
  const nap = (_ms: number, signal: AbortSignal): Promise<void> => new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  const service = await startService(deps, { connector }, { downloads: home, documents: home, timeZone: 'UTC', nap, computer: () => ({ online: undefined, onBattery: undefined, metered: undefined }) });
  return { service, client: createRouterClient(service.router) };
}

async function backedUp(client: Client, app: string): Promise<void> {
  const { runId } = await client.runs.start({ kind: 'backup', app });
  for await (const _ of await client.runs.watch({ runId })) continue;
}

async function measured(what: string, rounds: number, ask: (app: string) => Promise<unknown>, apps: number): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (let index = 0; index < apps; index += 1) {
      const began = performance.now();
      await ask(`App ${index}`);
      times.push(performance.now() - began);
    }
  }
  // What is read from the disk once is in the first of each app.
  const firsts = times.slice(0, apps).toSorted((a, b) => a - b);
  const sorted = times.slice(apps).toSorted((a, b) => a - b);
  row(what, sorted[Math.floor(sorted.length / 2)], `${(sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(1)} ms; longest ${(sorted.at(-1) ?? 0).toFixed(1)} ms; the first of an app at most ${(firsts.at(-1) ?? 0).toFixed(1)} ms`);
}

function timesOf(rounds: number, work: () => unknown): { readonly median: number; readonly longest: number } {
  const times = Array.from({ length: rounds * 5 }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  }).toSorted((a, b) => a - b);
  return { median: times[Math.floor(times.length / 2)] ?? 0, longest: times.at(-1) ?? 0 };
}

/** What a year leaves in the home: the journal up to the size it is halved at, planned runs, letters, recovery points and drills. */
function writeYear(home: string, { name, slug, vault }: StoredApp, apps: number): void {
  const now = Date.now();
  const at = (hoursAgo: number): string => new Date(now - hoursAgo * hourMs).toISOString();
  const kept = Math.floor(19_000 / apps / 2);
  const events = Array.from({ length: kept }, (_, index) => {
    const hoursAgo = kept - index;
    const run = { app: name, runId: `${slug}-${index}`, runKind: 'backup' };
    const backup = { id: `old-${index}`, startedAt: at(hoursAgo), complete: true, records: 1000, tables: 5, storedBytes: 1e6, lacking: [], places: [{ name: 'Disk', verified: true }] };
    return [{ id: `s${slug}${index}`, at: at(hoursAgo), kind: 'run-started', ...run, request: { kind: 'backup', app: name }, by: 'schedule' }, { id: `e${slug}${index}`, at: at(hoursAgo - 0.1), kind: 'run-ended', ...run, outcome: 'done', durationMs: 60_000, backup }];
  }).flat();
  appendFileSync(join(home, 'activity.jsonl'), `${events.map((event) => JSON.stringify(event)).join('\n')}\n`);
  const months = Map.groupBy(Array.from({ length: hours }, (_, index) => now - (hours - index) * hourMs), (due) => new Date(due).toISOString().slice(0, 7));
  const readiness = join(home, 'readiness', vault.id);
  const schedule = join(home, 'schedule', slug);
  for (const directory of [readiness, schedule, join(home, 'drills', vault.id)]) mkdirSync(directory, { recursive: true });
  for (const [month, dues] of months) {
    writeFileSync(join(schedule, `${month}.jsonl`), dues.map((due, index) => [['p', `${month}${index}`, due, due - hourMs, 'window'], ['b', `${month}${index}`, due, `run${index}`], ['e', `${month}${index}`, { kind: 'done', at: new Date(due).toISOString() }]].map((line) => `${JSON.stringify(line)}\n`).join('')).join(''));
    writeFileSync(join(readiness, `counted-${month}.jsonl`), dues.map((due, index) => `${JSON.stringify(['c', `old-${month}-${index}`, due, due + 60_000])}\n`).join(''));
  }
  const none = { app: name, isOpened: false, everyHours: 1, paused: false, places: [], kitOutdated: false, keyAnswers: true, deputies: 0, drills: [], troubles: [] };
  const noted = notedOf(marksOf(none, new Date()), new Date(), ['A drill from “Disk” passed 1 day ago, in 2 minutes.']);
  writeFileSync(join(readiness, 'grades.jsonl'), Array.from({ length: hours }, (_, index) => `${JSON.stringify({ ...noted, at: at(hours - index), grade: index % 2 === 0 ? 'C' : 'D' })}\n`).join(''));
  for (let week = 0; week < 52; week += 1) {
    const startedAt = at((51 - week) * 168);
    const id = `${startedAt.replaceAll(/[:.]/g, '')}-${week}`;
    const checks = Array.from({ length: 30 }, (_, index) => ({ id: `c${index}`, kind: 'counts', state: 'passed', name: 'Every record is there', detail: '1,000 of 1,000 records' }));
    writeFileSync(join(home, 'drills', vault.id, `${id}.json`), JSON.stringify({ id, app: name, place: 'Disk', by: 'schedule', startedAt, durationMs: 5000, ok: true, phases: [{ name: 'fetch', ms: 2000 }], checks, backup: { id: 'old', startedAt, records: 1000, tables: 5, files: 0, bytes: 1e6 } }));
  }
}

/** As one that never removes a backup has them. */
function yearOfFacts(): AppFacts {
  const now = new Date();
  const backups = Array.from({ length: hours }, (_, index): ListedBackup => ({ id: `b${index}`, startedAt: new Date(now.getTime() - (index + 0.5) * hourMs).toISOString(), outcome: 'complete', verified: true, records: 1000, tables: 5, files: 0, storedBytes: 1e6, lacking: [], coverage: [] }));
  const places = ['Disk', 'Cloud'].map((name) => ({ name, path: `/${name}`, listing: { lookedAt: 0, backups } }));
  return { name: 'App', isOpened: false, isSample: false, addedAt: backups.at(-1)?.startedAt ?? '', objectiveHours: 2, everyHours: 1, kitProvedAt: undefined, kitErrors: undefined, deputies: 0, pausedUntil: undefined, next: { at: null, why: '' }, places, backupRuns: [], remembered: new Map(), lastCheck: undefined, removal: undefined, anomalies: [], keychain: undefined, now, timeZone: 'UTC' };
}
