import type { ManifestEntity } from '../../../shared/model/snapshot.ts';

/** A sentence about a table that a backup does not have whole. */
export function incompleteness({ name, status, reason }: ManifestEntity): string[] {
  if (status === 'complete') return [];
  const what = status === 'failed' ? `“${name}” could not be read when this backup was made` : `“${name}” is not complete in this backup`;
  return [`${what}${reason === undefined ? '.' : `: ${reason}`}`];
}
