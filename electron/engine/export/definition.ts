import { join } from 'node:path';
import { writeJsonLines } from './jsonl.ts';
import { configName, type ExportIndex, schemaName } from './output-folder.ts';
import type { RecordBatches } from './records.ts';

/** What the backup holds of the app beside records, as lines of JSON (`{name, value}`): schemas; settings, functions and agents. */
export interface Definition {
  readonly schema: RecordBatches;
  readonly config: RecordBatches;
}

/** Always as JSON Lines, whatever the records are written as: a schema is no table. */
export async function writeDefinition(staging: string, definition: Definition | undefined, signal: AbortSignal): Promise<ExportIndex['definition']> {
  if (definition === undefined) return [];
  await writeJsonLines(join(staging, schemaName), definition.schema, signal);
  await writeJsonLines(join(staging, configName), definition.config, signal);
  return [schemaName, configName];
}
