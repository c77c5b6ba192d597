import type { z } from 'zod';
import type { data } from '../../../../shared/contract/data.ts';
import type { EntityStatus, Outcome } from '../../../../shared/model/snapshot.ts';

export type HistoryEntry = z.input<NonNullable<typeof data.history['~orpc']['outputSchema']>>['versions'][number];

/** A backup, and what it says of one table and one record in it. */
export interface Moment {
  readonly backup: string;
  readonly startedAt: string;
  readonly outcome: Outcome;
  /** Undefined when the backup has no such table. */
  readonly status: EntityStatus | undefined;
  readonly json: string | undefined;
}

/**
 * A record's life, newest first. What a backup says that did not read the table whole is believed where it has the record; that it has it
 * not says nothing.
 * @param moments oldest first
 */
export function lifeOf(moments: readonly Moment[]): HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  let wasKnownAbsent = false;
  for (const { backup, startedAt, outcome, status, json } of moments) {
    const isWhole = status === 'complete' || (status === undefined && outcome === 'complete');
    if (json === undefined && !isWhole) continue;
    const last = entries.at(-1);
    if (last !== undefined && last.json === json) {
      last.lastBackup = backup;
      last.lastStartedAt = startedAt;
    } else if (json === undefined) {
      if (last !== undefined) entries.push({ backup, startedAt, lastBackup: backup, lastStartedAt: startedAt, change: 'deleted' });
      wasKnownAbsent = true;
    } else {
      const change = last !== undefined && last.change !== 'deleted' ? 'changed' : wasKnownAbsent ? 'created' : 'first-seen';
      entries.push({ backup, startedAt, lastBackup: backup, lastStartedAt: startedAt, change, json });
    }
  }
  return entries.toReversed();
}
