import { mkdir, writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { createBusiness } from '../../electron/sample-app/business/index.ts';
import { canonicalJson, recordKey } from '../../shared/model/record.ts';

/** Which records of the data set differ from the first version. */
export type Variation = 'none' | 'spread' | 'recent' | 'scattered-100';

const key = [
  { field: 'created_date', type: 'text' },
  { field: 'id', type: 'text' },
] as const;

/**
 * Writes the sample business of about `records` records twice: as `key<TAB>json` lines for Holdfast (`tsv/`), and as JSON Lines
 * for the tools beside it (`jsonl/`). The variation changes one field of: one record in a thousand, spread evenly over all; the
 * same number, the most recently created ones; or a hundred, spread evenly.
 */
export async function writeData(folder: string, records: number, variation: Variation): Promise<{ records: number; bytes: number; aRecord: { entity: string; id: string } }> {
  await mkdir(join(folder, 'tsv'), { recursive: true });
  await mkdir(join(folder, 'jsonl'), { recursive: true });
  let total = 0;
  let bytes = 0;
  let aRecord = { entity: '', id: '' };
  const { entities } = createBusiness({ records, seed: 1 });
  for (const entity of entities) {
    const lines: { key: string; json: string }[] = [];
    for (const record of entity.records()) {
      const stored = { ...record, created_date: `${record.created_date}Z`, updated_date: `${record.updated_date}Z` };
      lines.push({ key: recordKey(key, stored), json: canonicalJson(stored) });
      if (entity.name === 'OrderItem' && lines.length === 1000) aRecord = { entity: entity.name, id: record.id };
    }
    lines.sort((a, b) => (a.key < b.key ? -1 : 1));
    const isChanged = choose(variation, lines.length, records);
    const tsv = createWriteStream(join(folder, 'tsv', `${entity.name}.tsv`));
    const jsonl = createWriteStream(join(folder, 'jsonl', `${entity.name}.jsonl`));
    for (let i = 0; i < lines.length; i += 2000) {
      const part = lines.slice(i, i + 2000).map((line, j) => (isChanged(i + j) ? { ...line, json: changed(line.json) } : line));
      const text = part.map(({ json }) => `${json}\n`).join('');
      bytes += Buffer.byteLength(text);
      if (!tsv.write(part.map((line) => `${line.key}\t${line.json}\n`).join(''))) await once(tsv, 'drain');
      if (!jsonl.write(text)) await once(jsonl, 'drain');
    }
    total += lines.length;
    tsv.end();
    jsonl.end();
    await Promise.all([once(tsv, 'close'), once(jsonl, 'close')]);
  }
  await writeFile(join(folder, 'about.json'), JSON.stringify({ records: total, bytes, aRecord }));
  return { records: total, bytes, aRecord };
}

/** Another value in a field that every record has. */
function changed(json: string): string {
  return json.replace('"is_sample":false', '"is_sample":true');
}

function choose(variation: Variation, size: number, records: number): (index: number) => boolean {
  switch (variation) {
    case 'none':
      return () => false;
    case 'spread':
      return (index) => index % 1000 === 500;
    case 'recent':
      return (index) => index >= size - Math.floor(size / 1000);
    case 'scattered-100': {
      const every = Math.floor(records / 100);
      return (index) => index % every === Math.floor(every / 2);
    }
  }
}
