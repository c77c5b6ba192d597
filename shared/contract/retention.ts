import { z } from 'zod';
import { call, forApp } from './base.ts';

const number = z.number().int().min(0).max(10_000);

/** How many backups are kept of each sort. Days, weeks and months are those that have a backup. */
const keptNumbers = z.object({
  /** The newest so many, whatever their dates. */
  last: number,
  /** The last backup of so many days, weeks and months. */
  daily: number,
  weekly: number,
  monthly: number,
  /** The newest so many from before a change. */
  preChange: number,
});

/** `keep`: numbers that differ from the preset's. `automatic`: after each scheduled backup, rather than only when a person asks. */
const retentionRule = z.object({ preset: z.enum(['standard', 'a-year']), keep: keptNumbers.partial().optional(), automatic: z.boolean() });

const retentionState = z.object({
  /** null = every backup is kept. */
  rule: retentionRule.nullable(),
  /** What the rule comes to. */
  numbers: keptNumbers.nullable(),
  presets: z.object({ standard: keptNumbers, 'a-year': keptNumbers }),
});

/** Which backups are kept. Looking at what would go, and letting it go, are runs (`retention`, `delete`). */
export const retention = {
  get: call.input(forApp).output(retentionState),
  /** Changes what is kept from now on; removes nothing. `invalid-input` for a rule that would keep almost nothing. */
  set: call.input(forApp.extend({ rule: retentionRule.nullable() })).output(retentionState),
};
