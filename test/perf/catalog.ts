import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeIn } from '../../electron/engine/catalog/take-in.ts';
import { CopyThread } from '../../electron/engine/catalog/thread/copies.ts';
import { openReader } from '../../electron/engine/vault/open-reader.ts';
import { listSnapshots, readManifest, type Vault } from '../../electron/engine/vault/vault.ts';
import type { Manifest } from '../../shared/model/snapshot.ts';

const signal = new AbortController().signal;

/** Takes the newest backup of a vault, then the one before it, into a searchable copy, and asks it what a screen asks. */
export async function measureCatalog(vault: Vault): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-catalog-'));
  const file = join(folder, 'copy.sqlite');
  const [writer, reader] = [new CopyThread(), new CopyThread()];
  const opened = await openReader(vault, signal);
  try {
    const figures: Record<string, number> = {};
    const time = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
      const began = performance.now();
      const found = await work();
      figures[what] = Math.round((performance.now() - began) * 10) / 10;
      return found;
    };
    const take = (manifest: Manifest, neighbour?: Manifest) =>
      takeIn({ writer, file, vaultId: vault.header.vaultId, direction: neighbour === undefined ? 'first' : 'older', reader: opened.reader, manifest, neighbour, signal, onProgress: () => undefined });
    const names = await listSnapshots(vault, signal);
    const newest = await readManifest(vault, names[0]?.name ?? '', signal);
    // What blocks the engine is what a page feels: how late a timer comes at worst while the first backup is taken in.
    let latest = 0;
    let due = performance.now() + 5;
    const watch = setInterval(() => {
      latest = Math.max(latest, performance.now() - due);
      due = performance.now() + 5;
    }, 5);
    await time('ingestMs', () => take(newest));
    clearInterval(watch);
    figures['engineBlockedMs'] = Math.round(latest);
    figures['records'] = newest.entities.reduce((sum, { records }) => sum + records, 0);
    figures['copyMB'] = Math.round((await stat(file)).size / 1e6);
    if (names[1] !== undefined) {
      const older = await readManifest(vault, names[1].name, signal);
      await time('ingestNextMs', () => take(older, newest));
    }
    const backup = newest.id;
    const bySize = newest.entities.toSorted((a, b) => b.records - a.records);
    const large = bySize[0]?.name ?? '';
    const middle = bySize.toSorted((a, b) => Math.abs(a.records - 100_000) - Math.abs(b.records - 100_000))[0];
    const table = middle?.name ?? '';
    figures['tableRecords'] = middle?.records ?? 0;
    figures['largeRecords'] = bySize[0]?.records ?? 0;
    const page = (name: string, of: number, offset: number, selecting: object = {}) => time(name, () => reader.ask('page', { file, backup, table: of === 1 ? large : table, offset, limit: 100, selecting }));
    await time('showMs', () => reader.ask('show', { file, backup }));
    await page('firstPageMs', 0, 0);
    await page('deepPageMs', 1, Math.floor((bySize[0]?.records ?? 0) * 0.9));
    await page('sortMs', 0, 0, { sort: { field: 'updated_date', descending: true } });
    await page('sortedDeepMs', 0, 50_000, { sort: { field: 'updated_date', descending: true } });
    await page('filterMs', 0, 0, { filters: [{ field: 'status', op: 'is-not', value: 'x' }] });
    await page('wordsMs', 0, 0, { words: '2025' });
    await page('largeSortMs', 1, 0, { sort: { field: 'updated_date', descending: true } });
    const search = (name: string, query: string, everywhen = false) => time(name, () => reader.ask('search', { file, backup, searching: { query, limit: 50, everywhen } }));
    await search('searchRareMs', 'francois');
    await search('searchCommonMs', '2025');
    await search('searchPrefixMs', '20');
    await search('searchTwoMs', 'harbour exam');
    await search('searchPhraseMs', '2025-05');
    await search('searchAddressMs', 'francois.daboville.0@post.example');
    await search('searchEverywhenMs', '2025', true);
    await search('searchNothingMs', 'zzzzqq');
    return figures;
  } finally {
    await Promise.all([writer.close(), reader.close(), opened.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}
