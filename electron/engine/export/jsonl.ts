import type { RecordBatches } from './records.ts';
import { inPieces, writeNewFile } from './write-file.ts';

/** One record a line, in the order of the key: what the vault holds, byte for byte. */
export async function writeJsonLines(path: string, records: RecordBatches, signal: AbortSignal): Promise<void> {
  await writeNewFile(path, inPieces(linesOf(records)), signal);
}

async function* linesOf(records: RecordBatches): AsyncGenerator<string> {
  for await (const batch of records) if (batch.length > 0) yield `${batch.join('\n')}\n`;
}
