import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReportDesk } from '../../../electron/engine/reports/report-desk.ts';
import type { Settings } from '../../../electron/engine/settings/schema.ts';
import { emptySettings } from '../../../electron/engine/settings/schema.ts';
import { openSettings } from '../../../electron/engine/settings/settings.ts';
import { openReporting } from '../../../electron/reports/open-reporting.ts';
import { keepReport, keptReports } from '../../../electron/reports/problem-report.ts';
import { mayStartAgain } from '../../../electron/main/trouble/crash-choice.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { FakeClock } from '../../support/fake-clock.ts';

let home = '';
beforeEach(async () => (home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-report-'))));
afterEach(() => rm(home, { recursive: true, force: true }));

const secrets = ['Luisa’s bakery', 'luisas-bakery', 'Her NAS', '/mnt/bakery', 'eyJhbGci', 'bakery-app-id', 'token-of-the-keychain', 'luisa@bakery.example', 'smtp.bakery.example', 'bakery-bucket', 'AKIABAKERY', 'https://bakery.example', 'age1deputy', 'Grandma', 'Recipe', 'https://hooks'];

/** As a founder has it, with something of theirs in every field that takes text. */
const settings: Settings = {
  ...emptySettings,
  apps: [
    {
      name: 'Luisa’s bakery', slug: 'luisas-bakery', connection: { platform: 'base44', url: 'https://bakery.example', appId: 'bakery-app-id', plan: 'pro' },
      secrets: { token: 'token-of-the-keychain', identity: 'identity', chunkKey: 'chunk' }, destinations: ['Her NAS'], addedAt: '2026-01-01T00:00:00.000Z',
      vault: { id: '8f7d3c1a-1111-4111-8111-111111111111', recipient: 'age1vault', deputies: [{ name: 'Grandma', recipient: 'age1deputy', addedAt: '2026-01-01T00:00:00.000Z' }] },
      schedule: { rule: { kind: 'every', hours: 6 } },
    },
  ],
  destinations: [
    { kind: 'local', name: 'Her NAS', path: '/mnt/bakery', addedAt: '2026-01-01T00:00:00.000Z' },
    { kind: 's3', name: 'Cloud of the bakery-bucket', endpoint: 'https://bakery.example', region: 'eu', bucket: 'bakery-bucket', accessKeyId: 'AKIABAKERY', secrets: { secretAccessKey: 'x' }, addedAt: '2026-01-01T00:00:00.000Z' },
  ],
  alertChannels: [{ kind: 'email', id: '1', name: 'luisa@bakery.example', addedAt: '2026-01-01T00:00:00.000Z', apps: 'all', least: 'alarm', digest: true, host: 'smtp.bakery.example', port: 587, security: 'tls', from: 'luisa@bakery.example', to: ['luisa@bakery.example'], secrets: {} }],
};

const event = { id: 'e', at: '2026-11-22T05:00:00.000Z', kind: 'run-ended' as const, app: 'Luisa’s bakery', runId: 'r', runKind: 'backup' as const, outcome: 'failed' as const, records: 4321, durationMs: 1500, error: { code: 'network' as const, message: '“Recipe” of Luisa’s bakery', nextStep: 'Recipe' }, detail: 'Recipe' };

describe('the report that a person reads and hands on', () => {
  it('says how it is set up, what ran and what went wrong, and names nothing and nobody', async () => {
    await writeFile(path.join(home, 'config.json'), JSON.stringify(settings));
    const reporting = openReporting({ home, area: 'engine', version: '1.2.3' });
    reporting.report('bug', new HoldfastError('corrupt', 'Recipe of Luisa’s bakery', { details: { Recipe: 'Grandma' } }));
    reporting.log('A call to a place is made again.', { call: 'put', code: 'network', waitMs: 500, app: 'luisas-bakery', place: 'Her NAS' });
    const desk = createReportDesk({
      deps: { home, version: '1.2.3', clock: new FakeClock() },
      settings: openSettings(home, '1.2.3'),
      events: async () => [event],
      needs: async () => [{ kind: 'place-behind', app: 'Luisa’s bakery', place: 'Her NAS', error: { code: 'permission-denied', message: '/mnt/bakery', nextStep: 'Recipe' } }, { kind: 'incomplete', app: 'Luisa’s bakery', at: event.at, tables: [{ name: 'Recipe', reason: 'Grandma' }] }],
    });
    const { text, names, fileName } = await desk.make();
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect(text).not.toContain('4321');
    for (const line of ['Version       1.2.3', 'App 1: base44 (pro); to Place 1; schedule every 6 h', 'deputies 1', 'Place 2: a bucket of another service', 'Channels: 1 email', 'place-behind  App 1, Place 1, permission-denied', 'incomplete  App 1', '2026-11-22 05:00 UTC  backup  App 1  failed  network  1.5 s', 'HoldfastError corrupt', 'A call to a place is made again. code=network call=put app=app-a waitMs=500', 'sent to nobody']) expect(text).toContain(line);
    expect(names).toEqual([{ shown: 'App 1', name: 'Luisa’s bakery' }, { shown: 'Place 1', name: 'Her NAS' }, { shown: 'Place 2', name: 'Cloud of the bakery-bucket' }]);
    expect(fileName).toMatch(/^holdfast-report-\d{4}-\d{2}-\d{2}-\d{4}\.txt$/);
    expect(await desk.problems()).toMatchObject([{ area: 'engine', kind: 'bug' }]);
  });

  it('is made also where the settings cannot be read, and leaves out what it would not have written itself', async () => {
    await writeFile(path.join(home, 'config.json'), '{"Luisa’s bakery');
    await mkdir(path.join(home, 'logs'));
    await mkdir(path.join(home, 'reports'));
    const planted = { at: event.at, run: '01234567', area: 'engine', level: 'note' };
    await writeFile(path.join(home, 'logs', 'log.jsonl'), ['Recipe', '{"torn', JSON.stringify({ ...planted, event: 'Recipe' }), JSON.stringify({ ...planted, event: 'Ended.', what: 'Recipe' }), JSON.stringify({ ...planted, event: 'Ended.' })].join('\n'));
    await writeFile(path.join(home, 'reports', '2026-11-22T05-00-00-000Z-engine-0000.json'), JSON.stringify({ form: 1, at: event.at, run: '01234567', area: 'engine', kind: 'bug', version: '1', error: { name: 'Recipe', frames: [] } }));
    const { text } = await createReportDesk({ deps: { home, version: '1.2.3', clock: new FakeClock() }, settings: openSettings(home, '1.2.3') }).make();
    expect(text).toContain('The settings cannot be read: corrupt.');
    expect(text).not.toContain('Recipe');
    expect(text).not.toContain('bakery');
    expect(text.match(/Ended\./g)).toHaveLength(1);
  });
});

describe('problems that are kept', () => {
  const problem = (second: number) => ({ form: 1 as const, at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(), run: '01234567', area: 'main' as const, kind: 'uncaught-error' as const, version: '1.0.0' });

  it('are the newest twenty, for their owner alone', async () => {
    for (let second = 0; second < 25; second += 1) expect(keepReport(home, problem(second))).toBeDefined();
    const kept = keptReports(home);
    expect(kept.map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_each, index) => problem(24 - index).at));
    const names = await readdir(path.join(home, 'reports'));
    expect(names).toHaveLength(20);
    expect((await stat(path.join(home, 'reports', names[0] ?? ''))).mode & 0o777).toBe(0o600);
    expect(await readFile(path.join(home, 'reports', names[0] ?? ''), 'utf8')).toMatch(/\n$/);
  });

  it('are one for each place in the program, and few for a program that fails in a loop', () => {
    const reporting = openReporting({ home, area: 'page', version: '1.0.0' });
    for (let row = 0; row < 40; row += 1) {
      for (let again = 0; again < 3; again += 1) reporting.reportFacts('page-error', { name: 'TypeError', frames: [`assets/index-a.js:${row}:1`] });
    }
    expect(keptReports(home)).toHaveLength(10);
  });

  it('make no home where a command only read', () => {
    expect(openReporting({ home: path.join(home, 'not-there'), area: 'command', version: '1.0.0', makesHome: false }).report('bug', new Error('x'))).toBeUndefined();
    expect(keptReports(path.join(home, 'not-there'))).toEqual([]);
  });

  it('say whether a main process that crashed may start again by itself', () => {
    const now = new Date(Date.UTC(2026, 0, 1, 0, 1, 0));
    expect(mayStartAgain([problem(59), problem(58)], now)).toBe(true);
    expect(mayStartAgain([problem(59), problem(58), problem(57)], now)).toBe(false);
    expect(mayStartAgain([problem(59), problem(58), { ...problem(57), kind: 'page-ended' }, { ...problem(56), area: 'engine' }], now)).toBe(true);
    expect(mayStartAgain([problem(3), problem(2), problem(1)], new Date(Date.UTC(2026, 0, 1, 0, 11, 0)))).toBe(true);
  });
});
