import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { openLocalFolder } from '../../electron/engine/destinations/local-folder/local-folder.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import { fileKey, segmentKey, snapshotKey } from '../../electron/engine/vault/format/names.ts';
import { loadLocations } from '../../electron/engine/vault/locations.ts';
import { openVault } from '../../electron/engine/vault/vault.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { backupTask, testKeys } from '../support/small-app.ts';
import { type SnapshotView, viewVault } from '../support/vault-view.ts';
import { goldenApp, goldenStages, goldenTimes } from './app.ts';

/**
 * Makes the golden vault of the format this build writes: `node test/golden/make.ts v1`. Run once for each format, by hand, and
 * commit what it makes; from then on every build must read it (test/contract/vault-format/golden.test.ts). Encryption is never the
 * same twice, so running it again gives other bytes and proves nothing.
 */
const never = new AbortController().signal;

async function main([version = '']: readonly string[]): Promise<void> {
  if (!/^v\d+$/.test(version)) throw new Error('usage: node test/golden/make.ts v1');
  const folder = join(import.meta.dirname, version);
  await mkdir(folder);
  const home = await mkdtemp(join(tmpdir(), 'holdfast-golden-'));
  const store = await openLocalFolder({ path: join(folder, 'vault'), create: true });
  try {
    for (const stage of goldenStages) {
      const task = backupTask({ source: goldenApp(stage), stores: [store], home, clock: new FakeClock({ start: goldenTimes[stage] }) });
      await runBackup({ ...task, ...(stage === 'changed' ? { kind: 'pre-change', label: 'Größe' } : {}) });
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
  await writeFile(join(folder, 'key.txt'), `# The key of the golden vault. It protects nothing.\n${testKeys.identity}\n`);
  const views = await viewVault(store, testKeys.identity);
  for (const view of views) await writeExpected(join(folder, 'expected'), view);
  await writeFile(join(folder, 'damaged.json'), `${JSON.stringify(await damages(store, views), null, 2)}\n`);
}

/** What a snapshot holds: tables as JSON Lines, each distinct one once, and a summary that says which is which. */
async function writeExpected(folder: string, view: SnapshotView): Promise<void> {
  await mkdir(join(folder, 'tables'), { recursive: true });
  const keep = async (lines: readonly string[]): Promise<string> => {
    const text = lines.map((line) => `${line}\n`).join('');
    const file = `${createHash('sha256').update(text).digest('hex').slice(0, 12)}.jsonl`;
    await writeFile(join(folder, 'tables', file), text);
    return file;
  };
  const { kind, label, outcome, entities } = view.manifest;
  const tables: object[] = [];
  for (const { name, status, records, index } of entities) tables.push({ name, status, records, index, file: await keep(view.entities[name] ?? []) });
  const files = Object.fromEntries(Object.entries(view.files).map(([url, content]) => [url, Buffer.from(content).toString('base64')]));
  const summary = { kind, label, outcome, tables, schema: await keep(view.schema), config: await keep(view.config), files };
  await writeFile(join(folder, `${view.name}.json`), `${JSON.stringify(summary, null, 2)}\n`);
}

/** What to damage, by the part that the object plays. Which backups that hurts is what `hurts` says. */
async function damages(store: ObjectStore, views: readonly SnapshotView[]): Promise<readonly object[]> {
  const { locations } = await loadLocations(await openVault(store, testKeys.identity, never), never);
  const names = views.map(({ name }) => name);
  const [first, changed, incomplete] = views;
  if (first === undefined || changed === undefined || incomplete === undefined) throw new Error('three snapshots');
  const segmentOf = (chunk: string | undefined): string => segmentKey(locations.get(chunk ?? '')?.segment ?? '');
  const eventIndex = first.manifest.entities.find(({ name }) => name === 'Event')?.index[0];
  const eventChunk = first.chunks['Event']?.find((chunk) => changed.chunks['Event']?.includes(chunk));
  const changedChunk = changed.chunks['Event']?.find((chunk) => first.chunks['Event']?.includes(chunk) === false);
  const photo = fileKey(first.fileRecords['mem://photos/zoe.png']?.file ?? '');
  return [
    { name: 'a pack of the first backup that later ones use, one bit', object: segmentOf(eventChunk), how: 'flip', at: -1 },
    { name: 'a pack of the first backup that later ones use, cut off', object: segmentOf(eventChunk), how: 'truncate', at: 300 },
    { name: 'a pack of the first backup that later ones use, lost', object: segmentOf(eventChunk), how: 'remove', at: 0 },
    { name: 'a list of packs, one bit in its head', object: segmentOf(eventIndex), how: 'flip', at: 40 },
    { name: 'a pack of the second backup, lost', object: segmentOf(changedChunk), how: 'remove', at: 0 },
    { name: 'the second backup itself, one bit', object: snapshotKey(changed.name), how: 'flip', at: -1 },
    { name: 'the last backup itself, cut off', object: snapshotKey(incomplete.name), how: 'truncate', at: 100 },
    { name: 'an uploaded file, one bit', object: photo, how: 'flip', at: -1 },
    { name: 'an uploaded file, lost', object: photo, how: 'remove', at: 0 },
  ].map((damage) => ({ ...damage, hurts: hurt(damage.object, names) }));

  function hurt(object: string, all: readonly string[]): readonly string[] {
    const own = all.filter((name) => snapshotKey(name) === object);
    if (own.length > 0) return own;
    return views
      .filter((view) => {
        const chunks = [...Object.values(view.chunks).flat(), ...view.manifest.schema.index, ...view.manifest.config.index, ...view.manifest.files.index];
        return chunks.some((chunk) => segmentOf(chunk) === object) || Object.values(view.fileRecords).some(({ file }) => fileKey(file) === object);
      })
      .map(({ name }) => name);
  }
}

await main(process.argv.slice(2));
