import { z } from 'zod';
import { call, count, instant } from './base.ts';
import { plainError } from './errors.ts';

export const activityKinds = [
  'app-added', 'app-opened', 'app-removed', 'app-reconnected', 'place-added', 'place-removed', 'place-tested', 'place-reconnected', 'run-started', 'run-ended',
  'kit-saved', 'kit-proved', 'kit-proof-failed', 'key-used', 'key-restored', 'deputy-added', 'deputy-revoked', 'deputy-proved', 'deputy-proof-failed', 'runbook-changed', 'runbook-reread', 'runbook-saved', 'schedule-changed', 'schedule-taken-over', 'paused', 'settings-changed', 'settings-copied', 'settings-taken-over', 'settings-put-back', 'backup-pinned', 'backup-unpinned', 'retention-changed', 'alarm-raised', 'alarm-answered', 'emergency-declared', 'emergency-ended', 'engine-started', 'engine-crashed', 'access-refused',
] as const;

/** Something that happened. Names and figures only: never a record, never a secret. */
export const activityEvent = z.object({
  id: z.string(),
  at: instant,
  kind: z.enum(activityKinds),
  app: z.string().optional(),
  place: z.string().optional(),
  runId: z.string().optional(),
  runKind: z.enum(['backup', 'check', 'compare', 'incidents', 'retention', 'delete', 'preview', 'rekey', 'drill', 'restore-plan', 'restore', 'undo', 'resume', 'export']).optional(),
  /** For run-ended. */
  outcome: z.enum(['done', 'incomplete', 'failed', 'cancelled', 'interrupted']).optional(),
  records: count.optional(),
  bytes: count.optional(),
  /** For run-ended of removing backups: how many went, bytes that go a day later, what places did not let go, and how many wait for a person's yes. */
  removal: z.object({ backups: count, waitingBytes: count, refused: count, asks: count }).optional(),
  durationMs: z.number().optional(),
  error: plainError.optional(),
  detail: z.string().max(500).optional(),
  /** Done by a command, not here. */
  via: z.literal('command-line').optional(),
});

export const activity = {
  /** Newest first; `before` = the id of the last one got. */
  list: call
    .input(z.object({ app: z.string().max(60).optional(), kinds: z.array(z.enum(activityKinds)).optional(), before: z.string().max(100).optional(), limit: z.number().int().min(1).max(500) }))
    .output(z.object({ events: z.array(activityEvent), more: z.boolean() })),
};
