import { z } from 'zod';
import { count, instant } from './base.ts';

/** Something that happened to the data and was not made good since. */
export const incident = z.object({
  /** The same again when the same is found again. */
  id: z.string(),
  kind: z.enum(['table-gone', 'records-deleted', 'field-gone', 'fields-blanked', 'fields-overwritten']),
  /** Those it befell; where several went together, first the one that the others refer to. `edited`: more records got other values in these fields, as people give them. */
  tables: z.array(z.object({ name: z.string(), records: count, of: count, fields: z.array(z.string()), edited: count.optional() })),
  /** It happened between these moments: as narrow as the platform tells, else between the two readings that show it. */
  window: z.object({ from: instant, to: instant }),
  /** The last backup that has what is lost. */
  backup: z.string(),
});
