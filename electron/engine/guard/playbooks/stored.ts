import { z } from 'zod';
import { changeKind } from '../../../../shared/contract/guard.ts';
import { plainError } from '../../../../shared/contract/errors.ts';
import { count, instant } from '../../../../shared/contract/base.ts';

/** What was seen the last time somebody looked; absent what was not looked at, or could not be. */
export const evidenceSeen = z.object({
  at: instant,
  /** Complete, verified backups since the playbook was begun, oldest first. */
  backups: z.array(z.object({ id: z.string(), startedAt: instant, kind: z.string(), pinned: z.boolean() })),
  /** How the app describes the table: its fields, or null where it has none of that name. Absent where it does not say. */
  fields: z.array(z.string()).nullable().optional(),
  /** Records with a value in the old field; and of those, with the same in the new one, and with any. */
  values: z.object({ of: count, same: count, filled: count }).optional(),
  /** Tables in which something else is gone or blank. */
  lost: z.array(z.string()).optional(),
  problem: plainError.optional(),
});
export type EvidenceSeen = z.infer<typeof evidenceSeen>;

/** A checklist as it is kept. */
export const storedPlaybook = z.object({
  id: z.string(),
  kind: changeKind,
  table: z.string(),
  field: z.string().optional(),
  newField: z.string().optional(),
  startedAt: instant,
  state: z.enum(['open', 'done', 'abandoned']),
  /** What a person said is done, and when. */
  said: z.array(z.object({ step: z.string(), at: instant })),
  /** Since when the program sees a step done, without a break. */
  since: z.array(z.object({ step: z.string(), at: instant })),
  seen: evidenceSeen.optional(),
});
export type StoredPlaybook = z.infer<typeof storedPlaybook>;
