/**
 * The text of a record that is searched: its values, those inside of others too, not the names of its fields. Truth values are left out:
 * nobody looks for them by word.
 */
export function recordText(record: unknown): string {
  const parts: string[] = [];
  // A list of what is still to do instead of recursion: a record may be nested to any depth.
  const todo: unknown[] = [record];
  for (let value = todo.pop(); value !== undefined; value = todo.pop()) {
    if (typeof value === 'string') {
      if (value !== '') parts.push(value);
    } else if (typeof value === 'number') {
      parts.push(String(value));
    } else if (typeof value === 'object' && value !== null) {
      if (JSON.isRawJSON(value)) parts.push(JSON.stringify(value));
      else for (const inner of Object.values(value).toReversed()) todo.push(inner ?? null);
    }
  }
  return parts.join(' ');
}
