import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeFileDurably } from '../system/durable-file.ts';
import type { BackupFigures } from './figures/figures.ts';
import { directoryOf } from './watch-memory.ts';

const count = z.int().nonnegative();
const maybe = count.nullable();
const stored: z.ZodType<BackupFigures> = z.object({
  snapshot: z.string(),
  startedAt: z.string(),
  comparedWith: z.string().nullable(),
  outcome: z.enum(['complete', 'incomplete']),
  size: z.object({ records: count, bytes: count, durationMs: count, usual: z.object({ backups: count, bytes: count, durationMs: count }).exactOptional() }),
  tables: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['compared', 'new', 'gone', 'unread']),
      before: maybe,
      after: maybe,
      created: maybe,
      changed: maybe,
      deleted: maybe,
      isWhole: z.boolean(),
      unsure: z.object({ created: count, deleted: count }).exactOptional(),
      sawAllItMay: z.boolean(),
      blanked: z.array(z.object({ field: z.string(), records: count })),
      appeared: z.array(z.string()),
      vanished: z.array(z.string()),
      typeChanges: z.array(z.object({ field: z.string(), from: z.string(), to: z.string(), records: count })),
      machineMade: z.object({ records: count, placeholder: count, sameSecond: count, alike: count }),
      note: z.string().exactOptional(),
    }),
  ),
  incidents: z.array(z.object({ id: z.string(), kind: z.enum(['table-gone', 'records-deleted', 'field-gone', 'fields-blanked', 'fields-overwritten']), tables: z.array(z.object({ name: z.string(), fields: z.array(z.string()) })) })),
});
const file = z.object({ format: z.literal('holdfast-figures/1'), figures: stored });

/** A year of hourly backups would be many small files; older figures are measured again when somebody asks. */
const mostKept = 400;

/** Figures that were measured. A cache: what is not there, or cannot be read, is measured anew from the backups. */
export async function loadFigures(home: string, vaultId: string, snapshot: string): Promise<BackupFigures | undefined> {
  try {
    return file.parse(JSON.parse(await readFile(fileOf(home, vaultId, snapshot), 'utf8'))).figures;
  } catch {
    return undefined;
  }
}

/** Never throws: figures can be measured again. */
export async function saveFigures(home: string, vaultId: string, figures: BackupFigures): Promise<void> {
  const directory = figuresFolder(home, vaultId);
  try {
    await writeFileDurably(fileOf(home, vaultId, figures.snapshot), JSON.stringify({ format: 'holdfast-figures/1', figures }));
    // Names begin with the time.
    const names = (await readdir(directory)).filter((name) => name.endsWith('.json')).toSorted();
    for (const name of names.slice(0, Math.max(0, names.length - mostKept))) await rm(path.join(directory, name), { force: true });
  } catch {
    // As said.
  }
}

/** A file for each backup whose figures are kept, named as the backup is. */
export function figuresFolder(home: string, vaultId: string): string {
  return path.join(directoryOf(home, vaultId), 'figures');
}

function fileOf(home: string, vaultId: string, snapshot: string): string {
  return path.join(figuresFolder(home, vaultId), `${snapshot}.json`);
}
