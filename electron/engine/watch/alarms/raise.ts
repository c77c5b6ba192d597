import { createHash } from 'node:crypto';
import { type Alarm, type AlarmCause, causeKey } from './alarm.ts';

export interface Raised {
  readonly alarms: readonly Alarm[];
  /** Those that were not open before. */
  readonly fresh: readonly Alarm[];
}

/** Where causes were found. */
export interface FoundIn {
  readonly causes: readonly AlarmCause[];
  /** Undefined when it was seen in the app, and no backup has it yet. */
  readonly snapshot: string | undefined;
  readonly healthy: string | null;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/**
 * Adds what was found: a cause that is open already is not raised a second time. What shows beside the same backup is the same loss; beside a
 * newer one it came on top.
 */
export function raise(alarms: readonly Alarm[], { causes, snapshot, healthy, at }: FoundIn): Raised {
  const all = [...alarms];
  const fresh: Alarm[] = [];
  for (const cause of causes) {
    const key = causeKey(cause);
    const index = all.findIndex((alarm) => alarm.answer === undefined && causeKey(alarm) === key);
    const open = all[index];
    if (open === undefined) {
      const id = createHash('sha256').update(JSON.stringify([key, healthy, snapshot ?? at])).digest('hex').slice(0, 12);
      const alarm: Alarm = { ...cause, id, raisedAt: at, ...(snapshot === undefined ? {} : { snapshot }), healthy, pinnedByAlarm: false };
      all.push(alarm);
      fresh.push(alarm);
    } else if (cause.slowly === true && open.snapshot !== undefined) {
      // Counted since long ago: what is told of already is among it.
      if (cause.records > open.records) all[index] = { ...open, records: cause.records, of: Math.max(open.of, cause.of), ...(snapshot === undefined || snapshot === open.snapshot ? {} : { latest: snapshot }) };
    } else if (open.snapshot === undefined) {
      // Seen in the app before; now a backup tells how much it is.
      all[index] = { ...open, ...(snapshot === undefined ? {} : { snapshot }), records: snapshot === undefined ? Math.max(open.records, cause.records) : cause.records, of: cause.of, ...(cause.incident === undefined ? {} : { incident: cause.incident }) };
    } else if (snapshot !== undefined && snapshot !== open.snapshot && snapshot !== open.latest) {
      all[index] = { ...open, latest: snapshot, records: healthy === open.healthy ? Math.max(open.records, cause.records) : Math.min(open.of, open.records + cause.records) };
    }
  }
  return { alarms: all, fresh };
}
