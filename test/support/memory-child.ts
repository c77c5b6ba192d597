import { tmpdir } from 'node:os';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { openLocalFolder } from '../../electron/engine/destinations/local-folder/local-folder.ts';
import type { Source, SourceRecord } from '../../electron/engine/ports/source.ts';
import { recordKey } from '../../shared/model/record.ts';
import { FakeClock } from './fake-clock.ts';
import { backupTask } from './small-app.ts';

/**
 * A process of its own that backs up an app whose records are made while they are read, and says how much memory it took:
 *   RECORDS ordered|shuffled
 * Prints JSON: megabytes in use before, and at most, during a first backup and a second one with nothing changed.
 */
export interface MemoryUsed {
  readonly before: number;
  readonly first: number;
  readonly second: number;
  readonly bytes: number;
}

const key = [{ field: 'id', type: 'text' }] as const;
const pageRecords = 1000;
const words = 'order invoice customer delivered pending street number note total shipped paid open'.split(' ');

/** Some 400 bytes that compress like business data do. */
function recordAt(n: number): SourceRecord {
  const id = n.toString(16).padStart(24, '0');
  const note = Array.from({ length: 40 }, (_, i) => words[(n * 31 + i * (1 + (n % 7))) % words.length]).join(' ');
  const json = JSON.stringify({ amount: n / 4, created_date: '2026-01-01T00:00:00.000Z', id, note, status: words[n % words.length] });
  return { key: recordKey(key, { id }), json };
}

function generated(total: number, ordered: boolean): Source {
  // A number without a common factor with the total visits every record once.
  const at = (i: number): number => (ordered ? i : (i * 7_919) % total);
  return {
    capabilities: { changedSince: true, consistent: false, listsKeys: true, ordered, maxConcurrency: 1 },
    describe: async () => ({ appId: 'generated', title: undefined, entities: [{ name: 'Row', key, identity: ['id'], schema: {} }], coverage: [], notes: [] }),
    async *records(_entity, { since }) {
      for (let from = 0; from < total && since === undefined; from += pageRecords) {
        yield { kind: 'records', records: Array.from({ length: Math.min(pageRecords, total - from) }, (_, i) => recordAt(at(from + i))) };
      }
    },
    async *keys() {
      for (let from = 0; from < total; from += pageRecords) yield Array.from({ length: Math.min(pageRecords, total - from) }, (_, i) => recordAt(from + i).key);
    },
    count: async () => total,
    fileReferences: () => [],
    openFile: () => Promise.reject(new Error('there are no files')),
    config: async () => ({ items: [], coverage: [] }),
  };
}

async function main(total: number, ordered: boolean): Promise<MemoryUsed> {
  const home = await mkdtemp(join(tmpdir(), 'holdfast-memory-'));
  try {
    const store = await openLocalFolder({ path: join(home, 'place'), create: true });
    const clock = new FakeClock();
    const most: number[] = [];
    const before = process.memoryUsage.rss() / 1e6;
    let bytes = 0;
    for (let i = 0; i < 2; i += 1) {
      await clock.advance(60_000);
      const report = await runBackup({ ...backupTask({ source: generated(total, ordered), stores: [store], home: join(home, 'home'), clock }), threads: 2 });
      if (report.outcome !== 'complete' || report.entities[0]?.records !== total) throw new Error(JSON.stringify(report));
      bytes = Math.max(bytes, report.reusedBytes);
      most.push(process.resourceUsage().maxRSS / 1e3);
    }
    return { before, first: most[0] ?? 0, second: most[1] ?? 0, bytes };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

if (import.meta.main) process.stdout.write(JSON.stringify(await main(Number(process.argv[2]), process.argv[3] !== 'shuffled')));
