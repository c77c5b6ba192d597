import { createReadStream } from 'node:fs';
import { throwIfCancelled } from '../../ports/cancel.ts';
import type { ExportEntity } from '../entity.ts';
import { pieceSize } from '../write-file.ts';
import type { TableFacts } from './column-facts.ts';

/** A table whose records lie on the disk as JSON Lines, and what stands in them. */
export interface WrittenTable {
  readonly entity: Omit<ExportEntity, 'records'>;
  /** Of the file with its records. */
  readonly path: string;
  readonly facts: TableFacts;
}

/** The records of a table once more, a batch at a time. */
export async function* writtenRecords({ path }: Pick<WrittenTable, 'path'>, signal: AbortSignal): AsyncGenerator<readonly string[]> {
  let rest = '';
  const stream = createReadStream(path, { encoding: 'utf8', highWaterMark: pieceSize });
  try {
    for await (const piece of stream) {
      throwIfCancelled(signal);
      const lines = (rest + String(piece)).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) yield lines;
    }
  } finally {
    stream.destroy();
  }
}
