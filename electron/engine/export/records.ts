import { parseJson } from '../../../shared/model/record.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { throwIfCancelled } from '../ports/cancel.ts';

/** Records as lines of JSON, in the order of the key, a batch at a time. */
export type RecordBatches = AsyncIterable<readonly string[]>;

/** A record with its fields; numbers that a double does not hold are kept as JSON.rawJSON. */
export type ParsedRecord = Readonly<Record<string, unknown>>;

/** @throws corrupt when the line is no JSON object. */
export function parseRecord(line: string): ParsedRecord {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (error) {
    throw noRecord(error);
  }
  if (!isRecord(value)) throw noRecord(undefined);
  return value;
}

function isRecord(value: unknown): value is ParsedRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);
}

function noRecord(cause: unknown): HoldfastError {
  return new HoldfastError('corrupt', 'A record in the backup is not readable.', { cause });
}

/** Passes batches on, counts their records and stops when the signal fires. */
export async function* counted(records: RecordBatches, signal: AbortSignal, add: (count: number) => void): AsyncGenerator<readonly string[]> {
  for await (const batch of records) {
    throwIfCancelled(signal);
    add(batch.length);
    yield batch;
  }
}
