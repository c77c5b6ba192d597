import { z } from 'zod';
import { appName, count, instant, placeName } from './base.ts';
import { plainError } from './errors.ts';

/** What only a person can put right, the most urgent first. The page has the words for each kind. */
export const need = z.discriminatedUnion('kind', [
  /** A person declared an emergency, and it is not over. */
  z.object({ kind: z.literal('emergency-open'), app: appName, emergency: z.string().max(80), since: instant }),
  z.object({ kind: z.literal('no-place'), app: appName }),
  z.object({ kind: z.literal('no-backup'), app: appName }),
  z.object({ kind: z.literal('kit-not-proved'), app: appName }),
  /** The proof is older than a quarter. */
  z.object({ kind: z.literal('kit-proof-due'), app: appName, provedAt: instant }),
  /** The kit that was saved last names places that are no longer used (`gone`), lacks some, or names other deputies than are let in. */
  z.object({ kind: z.literal('kit-outdated'), app: appName, gone: z.array(placeName), lacking: z.array(placeName), people: z.boolean() }),
  /** A check found damage. Only another one of the same place, which may be none by name, shows that it is gone. */
  z.object({ kind: z.literal('damaged'), app: appName, runId: z.string(), at: instant, problems: count, place: placeName.optional() }),
  /** `over`: what stopped it is seen to be over, though no backup was made since; `nextAt` is then when one is tried again (null: nobody knows, or only by hand). */
  z.object({ kind: z.literal('run-failed'), app: appName, runId: z.string(), at: instant, error: plainError, over: z.enum(['place-away', 'network']).optional(), nextAt: instant.nullable().optional() }),
  z.object({ kind: z.literal('run-interrupted'), app: appName, runId: z.string(), at: instant }),
  z.object({ kind: z.literal('incomplete'), app: appName, at: instant, tables: z.array(z.object({ name: z.string(), reason: z.string() })) }),
  /** The place cannot be looked into or lacks the newest backup. `back` = the error was the last backup's; the place can be looked into again. `removed` = when the backup was made that is not there any more, although it was read back from there. */
  z.object({ kind: z.literal('place-behind'), app: appName, place: placeName, error: plainError.optional(), back: z.literal(true).optional(), removed: instant.optional() }),
  /** Removing old backups by itself waits: more would go than is usual. */
  z.object({ kind: z.literal('retention-asks'), app: appName, runId: z.string(), at: instant, backups: count }),
  /** Old backups could not be removed by themselves, for a reason that does not pass. */
  z.object({ kind: z.literal('retention-stopped'), app: appName, runId: z.string(), at: instant, error: plainError }),
  z.object({ kind: z.literal('overdue'), app: appName, since: instant }),
  /** A restore was begun and did not come to its end: it can go on or be taken back. */
  z.object({ kind: z.literal('restore-stopped'), app: appName, restore: z.string(), at: instant, asked: count, written: count }),
  /**
   * The key of the app's backups cannot be had. `locked`: unlock the keychain. `missing`: it is the keychain it was, and the key is gone from it. `changed`: it is another
   * keychain (another user, another computer). `unavailable`: there is none that works. After `missing` and `changed` the key can be given again (`kit.restore`).
   */
  z.object({ kind: z.literal('keychain'), app: appName, state: z.enum(['locked', 'missing', 'changed', 'unavailable']), error: plainError }),
  /** A backup that is whole, and so unlike the others before it that somebody should look. `value` and `usual` are milliseconds for `slow`, bytes otherwise. */
  z.object({ kind: z.literal('unusual'), app: appName, what: z.enum(['slow', 'large', 'small']), runId: z.string(), at: instant, value: z.number().min(0), usual: z.number().min(0) }),
  /** The data changed as people do not change it. `says`: what, in a sentence of names and figures; never a record. `backup`: the one in which it was seen first. */
  z.object({ kind: z.literal('anomaly'), app: appName, alarm: z.string().max(100), at: instant, backup: z.string(), says: z.string().max(500) }),
  /** A channel through which somebody is to hear of all this does not work. */
  z.object({ kind: z.literal('channel-failing'), channel: z.string(), name: z.string(), since: instant, error: plainError }),
  /** The last drill of a place found something wrong, and none of the same place passed since. Names and figures; never a record. */
  z.object({
    kind: z.literal('drill-failed'),
    app: appName,
    drill: z.string(),
    at: instant,
    place: placeName,
    /** So many checks failed; the first of them. */
    failed: count,
    failures: z.array(z.object({ name: z.string(), table: z.string().optional(), consequence: z.string(), nextStep: z.string() })).min(1).max(3),
  }),
  /** No drill came to its end for 1.25 times as long as the app's rule allows. */
  z.object({ kind: z.literal('drill-overdue'), app: appName, since: instant }),
  z.object({ kind: z.literal('settings'), error: plainError }),
]);
