import type { JsonValue, KeyField } from '../../../shared/model/record.ts';
import type { RecordBatches } from './records.ts';

/** A table to be written. */
export interface ExportEntity {
  /** Any text at all. */
  readonly name: string;
  readonly schema: JsonValue;
  readonly key: readonly KeyField[];
  readonly identity: readonly string[];
  /** Asked for once. */
  readonly records: RecordBatches;
}

/** An uploaded file to be written. */
export interface ExportUpload {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly body: AsyncIterable<Uint8Array>;
  /** As records refer to it. */
  readonly address?: string;
}
