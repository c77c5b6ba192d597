import type { JsonValue } from '../../../../../shared/model/record.ts';

/** What parseJson made of an answer is JSON through and through; its type only does not say so. */
export function asJson(value: unknown): JsonValue {
  return isJson(value) ? value : null;
}

function isJson(value: unknown): value is JsonValue {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol' && typeof value !== 'bigint';
}
