import { z } from 'zod';
import { errorCodes } from '../../../../shared/model/errors.ts';
import { leftAloneReasons, stepKinds } from '../restore-desk.ts';

/** An id as the backup has it, and the id the app has it under. */
const pair = z.tuple([z.string(), z.string()]);

const step = { step: z.enum(stepKinds), entity: z.string() };

/** What came of some records of a step. Together with the plan it says what is left to do. */
const outcome = z.object({
  kind: z.literal('outcome'),
  /** The intent it answers; absent where nothing was asked for. */
  of: z.int().optional(),
  ...step,
  /** Written. */
  done: z.array(pair),
  /** Were as they should be already. */
  already: z.array(pair),
  left: z.array(z.tuple([z.string(), z.enum(leftAloneReasons)])),
  failed: z.array(z.tuple([z.string(), z.enum(errorCodes), z.string()])),
});
export type Outcome = z.infer<typeof outcome>;

/** A line of the journal. Ids, names and keyed hashes only: never a value. */
export const journalEntry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('begun'), at: z.iso.datetime() }),
  /** The backup that the restore can be taken back with. */
  z.object({ kind: z.literal('safety'), snapshot: z.string() }),
  /** On disk before its request is sent. `since`: the platform's clock, to find what a create made whose answer never came. */
  z.object({ kind: z.literal('intent'), n: z.int(), ...step, ids: z.array(z.string()), since: z.iso.datetime() }),
  outcome,
  /** Which fields of records are about to be pointed at new ids. */
  z.object({ kind: z.literal('mending'), entity: z.string(), records: z.array(z.tuple([z.string(), z.array(z.string())])) }),
  /**
   * What a record read back as, as keyed hashes of the whole record and of the fields that were written (empty for whole records); for whoever
   * takes it back, to see whether somebody changed it since.
   */
  z.object({ kind: z.literal('verified'), entity: z.string(), records: z.array(z.tuple([z.string(), z.string(), z.string()])) }),
  z.object({ kind: z.literal('unverified'), entity: z.string(), records: z.array(pair) }),
  /** An uploaded file that was gone and got a new address. */
  z.object({ kind: z.literal('uploaded'), from: z.string(), to: z.string() }),
  z.object({ kind: z.literal('not-uploaded'), from: z.string(), says: z.string() }),
  z.object({ kind: z.literal('ended'), at: z.iso.datetime() }),
]);
export type JournalEntry = z.infer<typeof journalEntry>;
