import type { SourceRecord } from '../ports/source.ts';

/**
 * The batch without repeated keys, or undefined when it is out of order.
 * @param last the key before the batch, if there was one
 */
export function ascending(batch: readonly SourceRecord[], last: string | undefined): readonly SourceRecord[] | undefined {
  let before = last;
  let repeats = false;
  for (const { key } of batch) {
    if (before !== undefined && key < before) return undefined;
    repeats ||= key === before;
    before = key;
  }
  if (!repeats) return batch;
  let kept = last;
  return batch.filter(({ key }) => {
    const isNew = key !== kept;
    kept = key;
    return isNew;
  });
}
