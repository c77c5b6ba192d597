import { createHash } from 'node:crypto';
import { canonicalJson, type JsonValue } from '../../../../shared/model/record.ts';

/** What a manifest keeps to tell that a table's schema changed: SHA-256 of the canonical schema, hex. */
export function schemaHash(schema: JsonValue): string {
  return createHash('sha256').update(canonicalJson(schema)).digest('hex');
}
