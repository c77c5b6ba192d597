import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileDurably } from '../system/durable-file.ts';

/**
 * What a run has finished so far, kept on this computer so that a run that was killed goes on where it was: tables that were
 * read whole are then brought up to date instead of read again. Holds names of tables and chunk ids, no data; losing it costs time only.
 */
const checkpointSchema = z.object({
  format: z.literal('holdfast-checkpoint/1'),
  vaultId: z.string(),
  entities: z.array(
    z.object({
      name: z.string(),
      readStartedAt: z.iso.datetime(),
      schemaHash: z.string(),
      records: z.int().nonnegative(),
      bytes: z.int().nonnegative(),
      index: z.array(z.string().regex(/^[0-9a-f]{64}$/)),
    }),
  ),
});
type Checkpoint = z.infer<typeof checkpointSchema>;
export type CheckpointEntity = Checkpoint['entities'][number];

export async function saveCheckpoint(home: string, vaultId: string, entities: readonly CheckpointEntity[]): Promise<void> {
  await mkdir(join(home, 'runs'), { recursive: true, mode: 0o700 });
  const checkpoint: Checkpoint = { format: 'holdfast-checkpoint/1', vaultId, entities: [...entities] };
  await writeFileDurably(pathOf(home, vaultId), JSON.stringify(checkpoint));
}

/** The entities an unfinished run had read whole; none when there was no such run or its note is unreadable. */
export async function loadCheckpoint(home: string, vaultId: string): Promise<readonly CheckpointEntity[]> {
  try {
    const checkpoint = checkpointSchema.parse(JSON.parse(await readFile(pathOf(home, vaultId), 'utf8')));
    return checkpoint.vaultId === vaultId ? checkpoint.entities : [];
  } catch {
    return [];
  }
}

export async function clearCheckpoint(home: string, vaultId: string): Promise<void> {
  await rm(pathOf(home, vaultId), { force: true });
}

function pathOf(home: string, vaultId: string): string {
  return join(home, 'runs', `${vaultId}.json`);
}
