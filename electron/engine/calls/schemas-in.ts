import type { JsonValue } from '../../../shared/model/record.ts';
import { parseObject } from '../vault/entity-reader.ts';

/** The schema of each table, from the lines of a backup's `schema` part. */
export async function schemasIn(batches: AsyncIterable<readonly string[]>): Promise<ReadonlyMap<string, JsonValue>> {
  const schemas = new Map<string, JsonValue>();
  for await (const lines of batches) {
    for (const line of lines) {
      const { name, value } = parseObject(line);
      if (typeof name === 'string' && isJson(value)) schemas.set(name, value);
    }
  }
  return schemas;
}

/** What was parsed from JSON is JSON; this tells the compiler so. */
function isJson(value: unknown): value is JsonValue {
  return value !== undefined;
}
