import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Source, SourcePage, SourceRecord } from '../../electron/engine/ports/source.ts';
import type { EntityDescription } from '../../shared/model/app.ts';

/**
 * Records that were read already: a folder with one file of `key<TAB>json` lines per entity, sorted by key. What a backup of it
 * takes is the backup's own time, and what turning bytes into records costs (`readEverything` measures that alone).
 */
export async function linesSource(folder: string): Promise<Source> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tsv')).toSorted();
  const entities = names.map((name) => describe(basename(name, '.tsv')));
  return {
    capabilities: { changedSince: false, consistent: true, listsKeys: false, ordered: true, maxConcurrency: 1 },
    describe: async () => ({ appId: 'bench', title: undefined, entities, coverage: [], notes: [] }),
    records: (entity) => pages(join(folder, `${entity.name}.tsv`)),
    keys: () => none(),
    count: async () => undefined,
    fileReferences: () => [],
    openFile: () => Promise.reject(new Error('no files here')),
    config: async () => ({ items: [], coverage: [] }),
  };
}

/** Reads every record and does nothing with it. */
export async function readEverything(folder: string): Promise<number> {
  const source = await linesSource(folder);
  const signal = new AbortController().signal;
  let records = 0;
  for (const entity of (await source.describe({ signal })).entities) {
    for await (const page of source.records(entity, { signal })) records += page.kind === 'records' ? page.records.length : 0;
  }
  return records;
}

function describe(name: string): EntityDescription {
  return {
    name,
    key: [
      { field: 'created_date', type: 'text' },
      { field: 'id', type: 'text' },
    ],
    identity: ['id'],
    schema: {},
  };
}

async function* none(): AsyncGenerator<readonly string[]> {}

/** Each record's text is decoded by itself, as JSON.stringify would have made it: a slice of a larger text costs more later. */
async function* pages(path: string): AsyncGenerator<SourcePage> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const part of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    const bytes = Buffer.concat([rest, part as Buffer]);
    const records: SourceRecord[] = [];
    let start = 0;
    for (let end = bytes.indexOf(0x0a, start); end >= 0; end = bytes.indexOf(0x0a, start)) {
      const tab = bytes.indexOf(0x09, start);
      records.push({ key: bytes.toString('latin1', start, tab), json: bytes.toString('utf8', tab + 1, end) });
      start = end + 1;
    }
    rest = bytes.subarray(start);
    yield { kind: 'records', records };
  }
}
