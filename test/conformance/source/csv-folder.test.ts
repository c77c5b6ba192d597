import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { readdir, readFile } from 'node:fs/promises';
import { openCsvFolder } from '../../../electron/engine/sources/csv-folder/index.ts';
import { describeSource } from './describe-source.ts';

const chinook = path.join(import.meta.dirname, '../../data/chinook');

describeSource('folder of CSV files: Chinook', async () => ({
  source: openCsvFolder({ path: chinook }),
  truth: async () => {
    const names = (await readdir(chinook)).filter((name) => name.endsWith('.csv'));
    return new Map(await Promise.all(names.map(async (name) => [path.parse(name).name, await typed(path.join(chinook, name))] as const)));
  },
  close: async () => undefined,
}));

describeSource('folder of CSV files: rows in any order, alike, ragged and large', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-test-'));
  const numbers = Array.from({ length: 3000 }, (_, at) => ({ n: (at * 1007) % 3000, text: `row "${at}", é` }));
  await writeFile(path.join(folder, 'Numbers.csv'), `n;text\r\n${numbers.map(({ n, text }) => `${n};"${text.replaceAll('"', '""')}"\r\n`).join('')}`);
  await writeFile(path.join(folder, 'Log.tsv'), `day\twhat\n${'Mon\ttea\n'.repeat(600)}`);
  await writeFile(path.join(folder, 'Ragged.csv'), 'id,a\n2\n1,x,y\n');
  const big = 'lorem ipsum '.repeat(200_000);
  await writeFile(path.join(folder, 'Big.csv'), `id,text\n${[1, 2, 3].map((id) => `${id},${big}\n`).join('')}`);
  return {
    source: openCsvFolder({ path: folder }),
    truth: async () =>
      new Map<string, readonly Readonly<Record<string, unknown>>[]>([
        ['Numbers', numbers],
        ['Log', Array.from({ length: 600 }, (_, at) => ({ '#': at + 1, day: 'Mon', what: 'tea' }))],
        ['Ragged', [{ id: 2 }, { id: 1, a: 'x', 'column 3': 'y' }]],
        ['Big', [1, 2, 3].map((id) => ({ id, text: big }))],
      ]),
    close: () => rm(folder, { recursive: true, force: true }),
  };
});

/** What another program reads, each column as numbers when all its values are written as JSON writes them. */
async function typed(file: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const rows: readonly Readonly<Record<string, string>>[] = parse(await readFile(file), { columns: true });
  const fields = Object.keys(rows[0] ?? {});
  const numeric = new Set(fields.filter((field) => rows.every((row) => row[field] === '' || JSON.stringify(Number(row[field])) === row[field])));
  return rows.map((row) => Object.fromEntries(fields.map((field) => [field, row[field] === '' ? null : numeric.has(field) ? Number(row[field]) : row[field]])));
}
