import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeFileDurably } from '../system/durable-file.ts';

/** How many records each table had when it was last looked at, so that a backup can tell how far it is. Losing it costs only that. */
export type ExpectedRecords = ReadonlyMap<string, number>;

const fileSchema = z.object({ format: z.literal('holdfast-expected/1'), entities: z.array(z.tuple([z.string(), z.int().nonnegative()])) });

export async function loadExpected(home: string, vaultId: string): Promise<ExpectedRecords> {
  try {
    return new Map(fileSchema.parse(JSON.parse(await readFile(fileOf(home, vaultId), 'utf8'))).entities);
  } catch {
    return new Map();
  }
}

/** Never throws: a backup that is done must not fail for it. */
export async function saveExpected(home: string, vaultId: string, entities: readonly { readonly name: string; readonly records: number | null }[]): Promise<void> {
  const known = entities.flatMap(({ name, records }): [string, number][] => (records === null ? [] : [[name, records]]));
  await writeFileDurably(fileOf(home, vaultId), JSON.stringify({ format: 'holdfast-expected/1', entities: known })).catch(() => undefined);
}

function fileOf(home: string, vaultId: string): string {
  return path.join(home, 'runs', `${vaultId}-expected.json`);
}
