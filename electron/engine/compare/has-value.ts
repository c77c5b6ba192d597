/** Is there something to lose? Zero and `false` are values; null, an empty text, list or object is none. */
export function hasValue(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return false;
  if (typeof value !== 'object' || JSON.isRawJSON(value)) return true;
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0;
}
