import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Variation } from './data.ts';
import { heading, megabytes, row, say } from './report.ts';
import { has, holdfast, measure, sizeOf, startDemo, time } from './tools.ts';

/**
 * `npm run bench [-- --records N] [--quick] [--only page|vault|bucket|restore|drill|readiness|agent]`: what Holdfast takes, beside restic and beside `zstd -3 | age` on the same data, in one
 * run on one machine. Prints a table; docs/performance.md keeps the numbers with the machine and the date.
 */
const records = Number(argument('--records') ?? 1_000_000);
const quick = process.argv.includes('--quick');
const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
const restic = { RESTIC_PASSWORD: 'bench', RESTIC_REPOSITORY: join(folder, 'restic'), RESTIC_CACHE_DIR: join(folder, 'restic-cache') };

const only = argument('--only');

try {
  if (only === undefined || only === 'vault') await bench();
  if (only === undefined || only === 'bucket') await (await import('./bench-bucket.ts')).benchBucket(folder, { records: Math.min(records, 400_000), rounds: quick ? 1 : 3 });
  if (only === undefined || only === 'restore') await (await import('./restore/bench-restore.ts')).benchRestore(folder, { records: Math.min(records, 100_000), rounds: quick ? 1 : 3 });
  if (only === undefined || only === 'drill') (await import('./bench-drill.ts')).benchDrill(folder, { records: Math.min(records, 100_000), rounds: quick ? 1 : 3 });
  if (only === undefined || only === 'readiness') await (await import('./bench-readiness.ts')).benchReadiness(folder, { apps: 10, rounds: quick ? 3 : 20 });
  if (only === undefined || only === 'page') await (await import('./page/bench-page.ts')).benchPage(...(quick ? [20_000, 50_000] : []));
  // A month takes hours: only when it is asked for.
  if (only === undefined || only === 'agent') (await import('./bench-agent.ts')).benchAgent(Number(argument('--hours') ?? (quick ? 6 : 24)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function bench(): Promise<void> {
  say(`${cpus()[0]?.model ?? 'unknown'} × ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`);
  const about = makeData('none');
  say(`data: ${about.records.toLocaleString('en')} records of the sample business, ${megabytes(about.bytes)} of JSON`);

  heading('First backup of records already read');
  const reading = measure('read', dataFolder('none'));
  const first = backup('none');
  const floor = has('age') && has('zstd') ? timeFloor() : undefined;
  const resticFirst = has('restic') ? timeRestic('none') : undefined;
  row('holdfast, in all', first.ms, `${megabytes(first.uploaded)} sent, peak memory ${first.peakMB} MB${first.verified ? ', read back' : ', NOT VERIFIED'}`);
  row('  of it turning lines into records', reading.result.ms, '(read alone)');
  const own = first.ms - reading.result.ms;
  row('  holdfast beyond reading', own, compare([['restic', resticFirst?.ms, own], ['floor', floor, own]]));
  row('restic backup', resticFirst?.ms, resticFirst === undefined ? '' : `${megabytes(resticFirst.added)} added`);
  row('zstd -3 | age (floor)', floor, '');

  heading('Second backup (all records read again)');
  for (const variation of ['unchanged', 'spread', 'recent'] as const) {
    if (variation !== 'unchanged') makeData(variation);
    const second = backup(variation === 'unchanged' ? 'none' : variation);
    const beside = has('restic') ? timeRestic(variation === 'unchanged' ? 'none' : variation) : undefined;
    const share = beside === undefined || variation === 'unchanged' ? `${((second.uploaded / about.bytes) * 100).toFixed(4)} % of the data` : `${(second.uploaded / beside.added).toFixed(3)} × restic`;
    row(variation === 'unchanged' ? 'nothing changed' : `0.1 % changed, ${variation}`, second.ms, `${megabytes(second.uploaded)} sent, ${share}`);
    row('  restic', beside?.ms, beside === undefined ? '' : `${megabytes(beside.added)} added`);
  }

  heading('Reading');
  makeData('scattered-100');
  backup('none');
  backup('scattered-100');
  const diff = measure('diff', vaultFolder());
  row('compare two backups, 100 scattered records differ', Number(diff.result['diffMs']), `${String(diff.result['changed'])} changed found`);
  const names = measure('diff-names', vaultFolder());
  row('  naming the tables that differ', Number(names.result['namesMs']), `${String(names.result['entities'])} tables`);
  const { aRecord } = JSON.parse(readFileSync(join(dataFolder('none'), 'about.json'), 'utf8')) as { aRecord: { entity: string; id: string } };
  const found = measure('find', vaultFolder(), aRecord.entity, aRecord.id);
  row('one record by its id', Number(found.result['findMs']), `beyond the program's start; ${found.result['found'] === true ? 'found' : 'NOT FOUND'}, ${String(found.result['chunksOpened'])} chunks opened, index included`);
  const check = measure('check', vaultFolder());
  row('check of every byte', check.result.ms, `${check.result['ok'] === true ? 'sound' : 'DAMAGED'}, ${megabytes(Number(check.result['bytes']))}`);
  if (has('restic')) row('  restic check --read-data', time('restic check --read-data -q', restic), '');

  heading('The searchable copy on this computer (two threads; the two backups above)');
  const copy = measure('catalog', vaultFolder());
  const figure = (name: string): number => Number(copy.result[name]);
  row('made of the newest backup', figure('ingestMs'), `${figure('records').toLocaleString('en')} records, ${figure('copyMB')} MB on disk, peak memory ${copy.result.peakMB} MB, engine never stood still longer than ${figure('engineBlockedMs')} ms`);
  row('  the backup before it added', figure('ingestNextMs'), '');
  const shown = (...whats: readonly string[]): string => whats.map((name) => `${name} ${figure(`${name}Ms`)} ms`).join(', ');
  row(`table of ${figure('tableRecords').toLocaleString('en')}`, undefined, shown('firstPage', 'sort', 'sortedDeep', 'filter', 'words'));
  row(`table of ${figure('largeRecords').toLocaleString('en')}`, undefined, shown('deepPage', 'largeSort'));
  row('search in all tables', undefined, shown('searchRare', 'searchCommon', 'searchPrefix', 'searchTwo', 'searchPhrase', 'searchEverywhen', 'searchNothing'));

  heading('Memory');
  row('peak of the first backup', undefined, `${first.peakMB} MB at ${about.records.toLocaleString('en')} records`);
  if (!quick) {
    rmSync(dataFolder('spread'), { recursive: true, force: true });
    rmSync(dataFolder('recent'), { recursive: true, force: true });
    const twice = measure('data', join(folder, 'data-twice'), String(records * 2), 'none');
    const double = measure('backup', join(folder, 'vault-twice'), join(folder, 'data-twice'), join(folder, 'home-twice'));
    row('peak at twice as many', undefined, `${double.result.peakMB} MB at ${Number(twice.result['records']).toLocaleString('en')} records`);
    rmSync(join(folder, 'data-twice'), { recursive: true, force: true });
    await throughTheApi(records);
  }
}

/** The whole way: the sample app serves its records over HTTP on this computer, the command line backs them up. */
async function throughTheApi(count: number): Promise<void> {
  heading('Through the API of the sample app, on loopback');
  const demo = await startDemo(count);
  try {
    const home = join(folder, 'cli-home');
    mkdirSync(join(folder, 'cli-place'), { recursive: true });
    const env = { HOLDFAST_HOME: home, HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE: 'bench', TOKEN: demo.token };
    holdfast(['app', 'add', 'bench', '--platform', 'base44', '--url', demo.url, '--app-id', demo.appId, '--token-env', 'TOKEN'], env);
    holdfast(['destination', 'add', 'disk', '--kind', 'local', '--path', join(folder, 'cli-place')], env);
    for (const what of ['first backup, every record read', 'second backup, only changes read']) {
      const { ms, peakMB, json } = holdfast(['backup', 'bench'], env);
      const total = (json['entities'] as { records: number }[]).reduce((sum, each) => sum + each.records, 0);
      row(what, ms, `${total.toLocaleString('en')} records, ${String(json['outcome'])}, ${megabytes(Number(json['uploadedBytes']))} sent, peak memory ${peakMB ?? '?'} MB`);
    }
  } finally {
    await demo.stop();
  }
}

function backup(variation: Variation): { ms: number; uploaded: number; peakMB: number; verified: boolean } {
  const { result } = measure('backup', vaultFolder(), dataFolder(variation), join(folder, 'home'));
  return { ms: result.ms, uploaded: Number(result['uploadedBytes']), peakMB: result.peakMB, verified: result['verified'] === true };
}

function makeData(variation: Variation): { records: number; bytes: number } {
  const { result } = measure('data', dataFolder(variation), String(records), variation);
  return { records: Number(result['records']), bytes: Number(result['bytes']) };
}

/** restic sees each version of the data under the same path, as it would on a real computer. */
function timeRestic(variation: Variation): { ms: number; added: number } {
  const path = join(folder, 'restic-data');
  rmSync(path, { recursive: true, force: true });
  cpSync(join(dataFolder(variation), 'jsonl'), path, { recursive: true });
  let before = 0;
  try {
    before = sizeOf(restic.RESTIC_REPOSITORY);
  } catch {
    time('restic init -q', restic);
    before = sizeOf(restic.RESTIC_REPOSITORY);
  }
  const ms = time(`restic backup -q --force "${path}"`, restic);
  return { ms, added: sizeOf(restic.RESTIC_REPOSITORY) - before };
}

function timeFloor(): number {
  time(`age-keygen -o "${folder}/floor.key" 2>/dev/null`);
  return time(`cat "${dataFolder('none')}"/jsonl/*.jsonl | zstd -3 -c -q | age -r "$(age-keygen -y "${folder}/floor.key")" > "${folder}/floor.age" && sync "${folder}/floor.age"`);
}

function dataFolder(variation: Variation): string {
  return join(folder, `data-${variation}`);
}

function vaultFolder(): string {
  return join(folder, 'vault');
}

function compare(others: readonly (readonly [string, number | undefined, number])[]): string {
  return others.flatMap(([name, other, ours]) => (other === undefined ? [] : [`${(ours / other).toFixed(2)} × ${name}`])).join(', ');
}

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}
