import type { EntityStatus } from '../../../shared/model/snapshot.ts';

/** One side of a comparison, as far as its reader must know it. */
export interface SideState {
  readonly status: EntityStatus;
  /** Why it is not whole. */
  readonly reason?: string | undefined;
}

/** How the two sides are called. */
export interface SideNames {
  readonly from: string;
  readonly to: string;
}

export const backupNames: SideNames = { from: 'the older backup', to: 'the newer backup' };
export const liveNames: SideNames = { from: 'the backup', to: 'the app as it is now' };

/** What must be said about an entity of which a side could not be read whole, with what that leaves open. */
export function wholenessNote(from: SideState, to: SideState, unsure: { readonly created: number; readonly deleted: number }, names: SideNames): string | undefined {
  const sentences: string[] = [];
  for (const [side, name] of [[from, names.from], [to, names.to]] as const) {
    if (side.status === 'complete') continue;
    const how = side.status === 'failed' ? 'could not be read' : 'may not have been read whole';
    sentences.push(`In ${name} this table ${how}${side.reason === undefined ? '.' : `: ${ended(side.reason)}`}`);
  }
  const { created, deleted } = unsure;
  if (created > 0) sentences.push(`${records(created)} only in ${names.to}; nobody knows whether ${created === 1 ? 'it is' : 'they are'} new.`);
  if (deleted > 0) sentences.push(`${records(deleted)} only in ${names.from}; nobody knows whether ${deleted === 1 ? 'it was' : 'they were'} deleted.`);
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

function records(count: number): string {
  return count === 1 ? '1 record is' : `${count} records are`;
}

function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
