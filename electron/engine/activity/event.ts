import { z } from 'zod';
import { activityEvent, type activityKinds } from '../../../shared/contract/activity.ts';
import { plainError } from '../../../shared/contract/errors.ts';
import { runRequest, stoppedBy } from '../../../shared/contract/runs.ts';

const count = z.number().int().min(0);
const instant = z.iso.datetime();

/** What of a backup is remembered after its run, whether or not its places answer later. */
export const rememberedBackup = z.object({
  id: z.string(),
  startedAt: instant,
  complete: z.boolean(),
  records: count,
  tables: count,
  storedBytes: count,
  /** Tables that are not whole. */
  lacking: z.array(z.object({ name: z.string(), reason: z.string() })),
  places: z.array(z.object({ name: z.string(), verified: z.boolean(), error: plainError.optional() })),
});
export type RememberedBackup = z.infer<typeof rememberedBackup>;

/** An event as it lies in the journal: what the contract tells, and what the engine itself needs to know after a restart. */
export const storedEvent = activityEvent.extend({
  /** For run-started; without a list of records. */
  request: runRequest.optional(),
  by: z.enum(['person', 'schedule']).optional(),
  /** For run-ended of a backup. */
  backup: rememberedBackup.optional(),
  /** For run-ended of what failed: where that may pass by itself. */
  stoppedBy: stoppedBy.optional(),
  /** For run-ended of a check: how many problems it found. */
  problems: count.optional(),
  /** For run-ended of a check: the place that was looked at. One that names none looks at the first that answers. */
  checkedPlace: z.string().optional(),
});
export type StoredEvent = z.infer<typeof storedEvent>;
export type NewEvent = Omit<StoredEvent, 'id' | 'at'>;
export type ActivityKind = (typeof activityKinds)[number];

/** What of it may be shown. */
export function shownEvent(event: StoredEvent): z.infer<typeof activityEvent> {
  const { request: _request, by: _by, backup: _backup, problems: _problems, checkedPlace: _checkedPlace, stoppedBy: _stoppedBy, ...shown } = event;
  return shown;
}
