import { createReadStream } from 'node:fs';
import type { EntityDescription } from '../../shared/model/app.ts';
import type { Source, SourcePage, SourceRecord } from '../../electron/engine/ports/source.ts';

/**
 * Records that were read already: a file of `key<TAB>json` lines, sorted by key. What a backup of it takes is the backup's own
 * time, with next to nothing for reading.
 */
export function linesSource(path: string, entityName: string): Source {
  const entity: EntityDescription = {
    name: entityName,
    key: [
      { field: 'created_date', type: 'text' },
      { field: 'id', type: 'text' },
    ],
    identity: ['id'],
    schema: {},
  };
  return {
    capabilities: { changedSince: false, consistent: true, listsKeys: false, ordered: true, maxConcurrency: 1 },
    describe: async () => ({ appId: 'bench', title: undefined, entities: [entity], coverage: [], notes: [] }),
    records: () => pages(path),
    keys: () => none(),
    count: async () => undefined,
    fileReferences: () => [],
    openFile: () => Promise.reject(new Error('no files here')),
    config: async () => ({ items: [], coverage: [] }),
  };
}

async function* none(): AsyncGenerator<readonly string[]> {}

/** Each record's text is decoded by itself, as JSON.stringify would have made it: a slice of a larger text costs more later. */
async function* pages(path: string): AsyncGenerator<SourcePage> {
  let rest = Buffer.alloc(0);
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
