import { z } from 'zod';
import { call, count, forApp, instant, placeName } from './base.ts';
import { plainError } from './errors.ts';

const personName = z.string().min(1).max(60);

const deputy = z.object({
  name: personName,
  /** age1… */
  recipient: z.string(),
  addedAt: instant,
  revokedAt: instant.optional(),
  /** Places where the backups from before they were let in (or, once shut out, those from before that) were written anew since. */
  rewrittenIn: z.array(z.string()),
});

/** `later`: with the next backup; `error` says why not now. */
const change = z.object({ deputy, places: z.array(z.object({ name: z.string(), outcome: z.enum(['told', 'empty', 'later']), error: plainError.optional() })) });

/** Whose keys open the backups of an app. Writing backups anew for those of now is a run (`rekey`). */
export const keys = {
  list: call
    .input(forApp)
    .output(z.object({ app: z.string(), recipient: z.string(), kitProvedAt: instant.optional(), deputies: z.array(deputy), rewritten: z.array(z.object({ place: placeName, at: instant })) })),
  /** A new key for a deputy, as a kit to hand over; kept nowhere. They are let in by `recipient`, with `add`. */
  makeKit: call.input(forApp.extend({ name: personName, format: z.enum(['pdf', 'txt']) })).output(z.object({ fileName: z.string(), mediaType: z.string(), base64: z.base64(), recipient: z.string() })),
  /** From now on everything that is written opens with this key too. */
  add: call.input(forApp.extend({ name: personName, recipient: z.string().min(1).max(500) })).output(change),
  /** `deputy`: public key. What is written from now on does not open with it any more. */
  revoke: call.input(forApp.extend({ deputy: z.string().min(1).max(500) })).output(change),
};

/** What writing backups anew came to in each place. */
export const rekeyResult = z.object({
  kind: z.literal('rekey'),
  places: z.array(
    z.object({
      name: z.string(),
      outcome: z.enum(['done', 'partly', 'failed', 'empty']),
      written: count,
      writtenBytes: count,
      /** Objects that the place did not let be overwritten. */
      refused: count,
      damaged: count,
      /** Bytes of old copies that stay until old backups are removed. */
      leftBytes: count,
      error: plainError.optional(),
    }),
  ),
});
