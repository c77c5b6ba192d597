import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { openLocalFolder } from '../../electron/engine/destinations/local-folder/local-folder.ts';
import type { BackupReport } from '../../electron/engine/engine.ts';
import { FakeClock } from '../support/fake-clock.ts';
import type { MemorySource } from '../support/memory-source.ts';
import { backupTask, orderRecord, smallApp } from '../support/small-app.ts';
import { type FileCall, watchedFileSystem } from '../support/watched-file-system.ts';

/**
 * A process of its own that backs up into a folder, for tests that kill it.
 *   PLACE HOME first|second START KILL-AT THREADS
 * SIGKILL before its KILL-AT-th object gets its name (0: not at all). Prints JSON: the report, and how many objects there were.
 */
export type Stage = 'first' | 'second';

export interface Survived {
  readonly report: BackupReport;
  readonly objects: number;
}

/** The app as it is for the first backup, or as it is an hour later for the second. */
export function appAt(stage: Stage): MemorySource {
  const source = smallApp(200);
  if (stage === 'first') return source;
  const updated_date = '2026-03-01T10:30:00.000Z';
  source.put('Order', orderRecord(5, { title: 'changed', updated_date }), orderRecord(500, { created_date: updated_date, updated_date, photo: 'mem://files/new' }));
  source.remove('Order', ({ id }) => id === orderRecord(120)['id']);
  source.put('Nothing', orderRecord(1, { updated_date }));
  source.setFile('mem://files/new', { name: 'new', body: new Uint8Array(1000).fill(1) });
  return source;
}

/**
 * Gives an object its name: before it lies a finished temporary file, after it (which is before the next one) a stored object. What
 * a kill in the middle of one put leaves is shown in local-folder.test.ts.
 */
function names(call: FileCall): boolean {
  return call.name === 'link' || call.name === 'rename';
}

async function main([place = '', home = '', stage = 'first', start = '', killAt = '0', threads = '0']: readonly string[]): Promise<Survived> {
  let objects = 0;
  const { fs } = watchedFileSystem({
    before(call) {
      if (!names(call)) return;
      objects += 1;
      if (objects === Number(killAt)) process.kill(process.pid, 'SIGKILL');
    },
  });
  const clock = new FakeClock({ start });
  const task = backupTask({ source: appAt(stage === 'second' ? 'second' : 'first'), stores: [], home, clock });
  const report = await runBackup({ ...task, places: [{ name: 'folder', open: () => openLocalFolder({ path: place, create: true }, fs) }], threads: Number(threads) });
  return { report, objects };
}

if (import.meta.main) process.stdout.write(JSON.stringify(await main(process.argv.slice(2))));
