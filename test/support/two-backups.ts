import type { ChunkReader } from '../../electron/engine/vault/chunk-reader.ts';
import type { Manifest } from '../../shared/model/snapshot.ts';
import { createStoredApp } from './stored-app.ts';

/** Two backups of the same app, of several chunks, that differ all over; the same in every process. */
export async function twoBackups(): Promise<{ readonly reader: ChunkReader; readonly older: Manifest; readonly newer: Manifest }> {
  const app = createStoredApp();
  const records = (note: string) => Array.from({ length: 60 }, (_, n) => ({ id: String(n).padStart(3, '0'), created_date: '2026-01-01', note: n % 3 === 0 ? note : 'same' }));
  const older = await app.snapshot('2026-03-01T00-00-00Z_x_manual', { Order: { records: records('before') }, Gone: { records: records('x') } });
  const newer = await app.snapshot('2026-03-02T00-00-00Z_x_manual', { Order: { records: records('after').slice(5) }, New: { records: records('y') } });
  return { reader: app.reader, older, newer };
}
