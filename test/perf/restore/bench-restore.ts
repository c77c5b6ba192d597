import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { heading, row } from '../report.ts';
import { holdfast, measure, type RunningDemo, startDemo } from '../tools.ts';

const lostOrders = 100;
const lostRecords = 500;

interface Figures {
  readonly ms: number;
  /** Milliseconds in which the platform, or its pace, was waited for. */
  readonly waitedMs: number;
  readonly cpuMs: number;
  readonly peakMB: number;
  readonly requests: number;
  readonly found: number;
  readonly records: number;
  readonly written: number;
  readonly verified: number;
}

interface Lost {
  readonly entity: string;
  readonly ids: readonly string[];
}

/**
 * An app that lost 100 orders and 400 of their items: how long it takes to find that, to plan, to fetch them and to bring them back, beside a bare
 * client that makes the very same requests of the same app again and does nothing with the answers. Medians.
 */
export async function benchRestore(folder: string, { records, rounds }: { readonly records: number; readonly rounds: number }): Promise<void> {
  heading(`Restore: ${lostRecords} of ${records.toLocaleString('en')} records lost, median of ${rounds} (load ${loadavg()[0]?.toFixed(1)})`);
  const state = (name: string): string => join(folder, `restore-${name}.state`);
  const port = await usualPort(state('whole'), records);
  const demoOf = async (name: string, work: (demo: RunningDemo) => Promise<void> | void, keep = false): Promise<void> => {
    if (!keep) cpSync(state(name), state('now'));
    const demo = await startDemo(records, ['--state', keep ? state(name) : state('now'), '--port', port]);
    try {
      await work(demo);
    } finally {
      await demo.stop();
    }
  };

  const homes = { unmetered: join(folder, 'restore-home'), pro: join(folder, 'restore-home-pro') };
  let lost: readonly Lost[] = [];
  await demoOf('whole', async (demo) => {
    lost = await chooseLost(demo);
    for (const [plan, home] of Object.entries(homes)) prepare(home, plan, demo, folder);
  });
  for (const name of ['trash', 'gone'] as const) {
    cpSync(state('whole'), state(name));
    await demoOf(name, (demo) => lose(demo, lost, name === 'gone'), true);
  }

  const run = (home: string, what: string, tables: readonly Lost[] = []): Figures => {
    const out = execFileSync(process.execPath, [child, what, home, join(folder, 'requests.json'), JSON.stringify(tables)], { encoding: 'utf8', env: { ...process.env, ...keychain }, stdio: ['ignore', 'pipe', 'inherit'] });
    return JSON.parse(out.trim().split('\n').at(-1) ?? '') as Figures;
  };
  /** In a home as it was before, so that no round learns from the one before it. */
  const once = async (home: string, name: 'trash' | 'gone', what: string, tables?: readonly Lost[]): Promise<{ readonly ours: Figures; readonly bareMs: number }> => {
    const fresh = join(folder, 'restore-fresh');
    rmSync(fresh, { recursive: true, force: true });
    cpSync(home, fresh, { recursive: true });
    let ours: Figures | undefined;
    await demoOf(name, () => {
      ours = run(fresh, what, tables);
    });
    let bareMs = 0;
    if (home === homes.unmetered) await demoOf(name, () => void (bareMs = run(fresh, 'repeat').ms));
    if (ours === undefined) throw new Error('nothing was measured');
    return { ours, bareMs };
  };
  const median = async (home: string, name: 'trash' | 'gone', what: string, tables?: readonly Lost[]): Promise<{ readonly ours: Figures; readonly bareMs: number }> => {
    const taken: { readonly ours: Figures; readonly bareMs: number }[] = [];
    for (let round = 0; round < rounds; round += 1) taken.push(await once(home, name, what, tables));
    const middle = taken.toSorted((a, b) => a.ours.ms - a.bareMs - (b.ours.ms - b.bareMs))[rounds >> 1];
    if (middle === undefined) throw new Error('nothing was measured');
    return middle;
  };

  const compare = await median(homes.unmetered, 'trash', 'compare');
  row('compare the app with its backup', compare.ours.ms, besides(compare, `${compare.ours.found} lost found`));
  for (const [how, name, tables] of [['of all tables, compared anew', 'trash', undefined], ['of these records, from the trash', 'trash', lost], ['of these records, to be made anew', 'gone', lost]] as const) {
    const plan = await median(homes.unmetered, name, 'plan', tables);
    row(`plan ${how}`, plan.ours.ms, besides(plan, `${plan.ours.records} records`));
  }
  for (const [how, name] of [['from the trash', 'trash'], ['made anew', 'gone']] as const) {
    const { ours, bareMs } = await median(homes.unmetered, name, 'restore', lost);
    row(`restore ${how}, no rate limit`, ours.ms, besides({ ours, bareMs }, `${ours.verified} of ${ours.written} written are verified`));
    const paced = await once(homes.pro, name, 'restore', lost);
    const own = paced.ours.ms - paced.ours.waitedMs;
    row('  at the pace of the plan “pro”', paced.ours.ms, `${paced.ours.requests} requests; ${(own / 1000).toFixed(2)} s of it neither platform nor pace: ${((own / paced.ours.waitedMs) * 100).toFixed(1)} % more than those`);
  }

  measure('data', join(folder, 'restore-data'), String(records), 'none');
  measure('backup', join(folder, 'restore-vault'), join(folder, 'restore-data'), join(folder, 'restore-vault-home'));
  const ids = (table: string, count: number): string => [table, ...middleIds(join(folder, 'restore-data', 'jsonl', `${table}.jsonl`), count)].join(',');
  const { result } = measure('find-many', join(folder, 'restore-vault'), ids('Order', lostOrders), ids('OrderItem', lostRecords - lostOrders));
  row(`fetch of ${String(result['found'])} records from the backup`, Number(result['findMs']), '');
  row('  who refers to whom, learnt from the whole backup', Number(result['learnMs']), `${String(result['references'])} fields, peak memory ${result.peakMB} MB`);
}

const child = join(import.meta.dirname, 'restore-child.ts');
const keychain = { HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE: 'bench' };

function besides({ ours, bareMs }: { readonly ours: Figures; readonly bareMs: number }, what: string): string {
  return `${what}; the same ${ours.requests} requests alone ${(bareMs / 1000).toFixed(2)} s: ${((ours.ms - bareMs) / 1000).toFixed(2)} s beyond; ${(ours.cpuMs / 1000).toFixed(2)} s of processor, peak memory ${ours.peakMB} MB`;
}

/** Makes the app, so that each measurement begins with the same one, at the same address. */
async function usualPort(stateFile: string, records: number): Promise<string> {
  const demo = await startDemo(records, ['--state', stateFile]);
  await ask(demo, 'Category', 'POST', { name: 'so that there is something to save' });
  await demo.stop();
  return new URL(demo.url).port;
}

function prepare(home: string, plan: string, demo: RunningDemo, folder: string): void {
  const place = join(folder, `restore-place-${plan}`);
  mkdirSync(place, { recursive: true });
  const env = { ...keychain, HOLDFAST_HOME: home, TOKEN: demo.token };
  holdfast(['app', 'add', 'bench', '--platform', 'base44', '--url', demo.url, '--app-id', demo.appId, '--token-env', 'TOKEN', '--plan', plan], env);
  holdfast(['destination', 'add', 'disk', '--kind', 'local', '--path', place], env);
  const { json } = holdfast(['backup', 'bench'], env);
  if (json['outcome'] !== 'complete') throw new Error(`the backup is ${String(json['outcome'])}`);
}

/** Orders in the middle of the table with the items that are theirs, and as many other items as make the number. */
async function chooseLost(demo: RunningDemo): Promise<readonly Lost[]> {
  const list = async (table: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const all: Readonly<Record<string, unknown>>[] = [];
    for (;;) {
      const page = (await ask(demo, `${table}?sort=created_date&limit=5000&skip=${all.length}`)) as Readonly<Record<string, unknown>>[];
      all.push(...page);
      if (page.length < 5000) return all;
    }
  };
  const orders = await list('Order');
  const begin = Math.floor(orders.length / 2);
  const chosen = orders.slice(begin, begin + lostOrders).map(({ id }) => String(id));
  const isTheirs = new Set(chosen);
  const items = await list('OrderItem');
  const theirs = items.filter((item) => isTheirs.has(String(item['order_id'])));
  const others = items.filter((item) => !isTheirs.has(String(item['order_id'])));
  return [{ entity: 'Order', ids: chosen }, { entity: 'OrderItem', ids: [...theirs, ...others].slice(0, lostRecords - lostOrders).map(({ id }) => String(id)) }];
}

async function lose(demo: RunningDemo, lost: readonly Lost[], forGood: boolean): Promise<void> {
  for (const { entity, ids } of lost) {
    await ask(demo, entity, 'DELETE', { id: { $in: ids } });
    if (forGood) for (const id of ids) await ask(demo, `${entity}/${id}/permanent`, 'DELETE');
  }
}

async function ask(demo: RunningDemo, address: string, method = 'GET', body?: unknown): Promise<unknown> {
  const answer = await fetch(`${demo.url}/api/apps/${demo.appId}/entities/${address}`, {
    method,
    headers: { authorization: `Bearer ${demo.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status}`);
  return answer.json();
}

function middleIds(file: string, count: number): readonly string[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.slice(lines.length >> 1, (lines.length >> 1) + count).map((line) => (JSON.parse(line) as { id: string }).id);
}
