import { z } from 'zod';
import { HoldfastError } from '../../../../shared/model/errors.ts';

const count = z.int().nonnegative().max(10_000);

/** How many backups are kept of each sort. Days, weeks and months are those that have a backup, so that an app which rests loses nothing. */
export const retentionPolicySchema = z.strictObject({
  /** The newest so many, whatever their dates. */
  last: count,
  /** The last backup of so many days, weeks (from Monday) and months. */
  daily: count,
  weekly: count,
  monthly: count,
  /** The newest so many that were made before a change or before bringing data back. */
  preChange: count,
});
export type RetentionPolicy = Readonly<z.infer<typeof retentionPolicySchema>>;

export const retentionPresets = {
  standard: { last: 0, daily: 7, weekly: 4, monthly: 3, preChange: 5 },
  'a-year': { last: 0, daily: 30, weekly: 0, monthly: 12, preChange: 5 },
} as const satisfies Readonly<Record<string, RetentionPolicy>>;

/** Whatever a policy says: never fewer complete, verified backups than this are left. */
export const fewestKept = 3;

/** @throws invalid-input for numbers that are none, and for a policy that would keep nothing. */
export function parsePolicy(input: unknown): RetentionPolicy {
  const parsed = retentionPolicySchema.safeParse(input);
  if (!parsed.success) {
    throw new HoldfastError('invalid-input', 'That cannot be kept: each number of backups must be a whole number from 0 to 10000.', { nextStep: 'Say how many daily, weekly and monthly backups to keep.' });
  }
  const { last, daily, weekly, monthly } = parsed.data;
  if (last + daily + weekly + monthly > 0) return parsed.data;
  throw new HoldfastError('invalid-input', 'That would keep almost nothing.', { nextStep: 'Keep at least one daily, weekly or monthly backup, or some of the newest.', details: { reason: 'empty-policy' } });
}
