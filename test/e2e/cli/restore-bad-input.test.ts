import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { type RunningSampleApp, type SampleDataset, type SampleRecord, startSampleApp } from '../../../electron/sample-app/index.ts';
import { type Desk, makeDesk } from '../../support/run-cli.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { at, hexId, people, workshop } from '../../support/workshop.ts';

// What stands in the way of a restore is said in the plan or the receipt, the rest is done, and nothing is overwritten unasked.

const text = { type: 'string' } as const;
const player = { type: 'object', properties: { name: text, phone: text, age: { type: 'integer' } } } as const;
const club = { type: 'object', properties: { name: text } } as const;

function dataset(): SampleDataset {
  const system = (n: number) => ({ id: hexId(n), created_date: at(n), updated_date: at(n), created_by: people.owner, created_by_id: hexId(1), is_sample: false });
  return {
    ...workshop(),
    entities: [
      {
        name: 'Player',
        schema: player,
        *records(): Iterable<SampleRecord> {
          for (let n = 0; n < 8; n += 1) yield { ...system(30_000 + n), name: `Player ${n}`, phone: `0${n}`, age: 20 + n };
        },
      },
      {
        name: 'Club',
        schema: club,
        *records(): Iterable<SampleRecord> {
          for (let n = 0; n < 3; n += 1) yield { ...system(40_000 + n), name: `Club ${n}` };
        },
      },
      {
        // So long that they lie in several parts of the backup.
        name: 'Match',
        schema: { type: 'object', properties: { report: text } },
        *records(): Iterable<SampleRecord> {
          const random = seededRandom(7);
          const words = (): string => Array.from({ length: 1200 }, () => random().toString(36).slice(2, 12)).join(' ');
          for (let n = 0; n < 24; n += 1) yield { ...system(50_000 + n), report: words() };
        },
      },
    ],
  };
}

const reportShape = z.object({
  plan: z.looseObject({ steps: z.array(z.looseObject({ kind: z.string(), records: z.int() })), refused: z.looseObject({ code: z.string() }).optional() }),
  receipt: z.looseObject({ written: z.int(), verified: z.int(), skipped: z.int(), failed: z.int(), leftAlone: z.array(z.looseObject({ entity: z.string(), reason: z.string(), records: z.int() })) }).optional(),
});

let app: RunningSampleApp;
let desk: Desk;

async function run(code: number, ...args: readonly string[]): Promise<unknown> {
  const end = await desk.json(args, { env: { TOKEN: app.token } });
  expect([end.code, end.code === code ? '' : JSON.stringify(end.value)]).toEqual([code, '']);
  return end.value;
}

async function ask(address: string, method: string, body?: unknown): Promise<void> {
  const answer = await fetch(`${app.url}/api/apps/${app.appId}/${address}`, { method, headers: { authorization: `Bearer ${app.token}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  expect([address, answer.status < 300]).toEqual([address, true]);
}

const idOf = (n: number): string => hexId(30_000 + n);
const players = (): ReadonlyMap<unknown, SampleRecord> => new Map(app.edit.records('Player').map((record) => [record['name'], record]));

beforeEach(async () => {
  app = await startSampleApp({ dataset: dataset(), bypassRls: true });
  desk = await makeDesk();
  await run(0, 'destination', 'add', 'disk', '--kind', 'local', '--path', desk.at('place'));
  await run(0, 'app', 'add', 'shop', '--platform', 'base44', '--url', app.url, '--app-id', app.appId, '--token-env', 'TOKEN');
  await run(0, 'backup', 'shop');
});
afterEach(async () => {
  await app?.stop();
  await desk?.remove();
});

it('a schema that changed and a table that is gone: what still fits comes back, the rest is named with its reason', async () => {
  app.edit.remove('Player', idOf(0));
  await ask(`entities/Player/${idOf(0)}/permanent`, 'DELETE');
  app.edit.remove('Player', idOf(1));
  app.edit.update('Player', idOf(2), { phone: '' });
  app.edit.update('Player', idOf(3), { age: null });
  await ask('entity-schemas', 'PUT', { entityNameToSchema: { Player: { type: 'object', properties: { name: text, age: text, nick: text }, required: ['nick'] } } });

  const { receipt } = reportShape.parse(await run(3, 'restore', 'shop', '--snapshot', 'latest', '--yes'));
  const reasons = new Map(receipt?.leftAlone.map(({ entity, reason, records }) => [`${entity} ${reason}`, records]));
  expect(Object.fromEntries(reasons)).toMatchObject({ 'Club table-gone': 3, 'Player undeclared-field': 1, 'Player required-field-missing': 1, 'Player type-changed': 1 });
  expect(receipt).toMatchObject({ written: 1, verified: 1, failed: 0 });
  expect([players().has('Player 1'), players().has('Player 0'), players().get('Player 3')?.['age'] ?? null]).toEqual([true, false, null]);
});

it('a backup that is damaged where some of the lost records lie: the others come back, and how many do not is said', async () => {
  const lost = app.edit.records('Match').map(({ id }) => id);
  for (const id of lost) app.edit.remove('Match', id);
  const files = (await readdir(desk.at('place'), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const segments = files.filter((file) => file.includes('segments'));
  const sized = await Promise.all(segments.map(async (file) => ({ file, bytes: await readFile(file) })));
  const [largest] = sized.toSorted((a, b) => b.bytes.length - a.bytes.length);
  if (largest === undefined) throw new Error('no segment');
  const middle = largest.bytes.length >> 1;
  largest.bytes[middle] = (largest.bytes[middle] ?? 0) ^ 1;
  await chmod(largest.file, 0o600);
  await writeFile(largest.file, largest.bytes);

  const { receipt } = reportShape.parse(await run(3, 'restore', 'shop', '--snapshot', 'latest', '--yes'));
  const damaged = receipt?.leftAlone.find(({ entity, reason }) => entity === 'Match' && reason === 'damaged')?.records ?? 0;
  expect(damaged).toBeGreaterThan(0);
  expect(damaged).toBeLessThan(lost.length);
  expect(receipt).toMatchObject({ written: lost.length - damaged, verified: lost.length - damaged, failed: 0 });
  expect(app.edit.records('Match')).toHaveLength(lost.length - damaged);
});

it('an app that is edited while it is restored: what was edited stays, the rest comes back', async () => {
  for (const n of [1, 2]) app.edit.update('Player', idOf(n), { phone: '' });
  app.edit.remove('Player', idOf(0));
  app.faults.onRequest(({ kind }) => {
    if (kind === 'restore-many') app.edit.update('Player', idOf(1), { phone: 'newer' });
  });
  const { receipt } = reportShape.parse(await run(3, 'restore', 'shop', '--snapshot', 'latest', '--yes'));
  expect(receipt).toMatchObject({ written: 2, verified: 2, skipped: 1, failed: 0, leftAlone: [{ entity: 'Player', reason: 'edited-meanwhile', records: 1 }] });
  expect(['Player 0', 'Player 1', 'Player 2'].map((name) => players().get(name)?.['phone'])).toEqual(['00', 'newer', '02']);
});

it('a token that may not write any more: the plan says so, and nothing is written', async () => {
  app.edit.remove('Player', idOf(0));
  app.faults.add({ on: {}, do: { kind: 'token-read-only' }, times: 1 });
  const { plan } = reportShape.parse(await run(0, 'restore', 'shop', '--snapshot', 'latest'));
  expect(plan.refused).toMatchObject({ code: 'permission-denied' });
  expect(await run(1, 'restore', 'shop', '--snapshot', 'latest', '--yes')).toMatchObject({ error: { code: 'permission-denied' } });
  expect([players().has('Player 0'), app.stats().webhooks]).toEqual([false, []]);
  expect(await run(0, 'restores', 'shop')).toEqual({ restores: [] });
});
