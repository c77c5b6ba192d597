import type { z } from 'zod';
import { goldenCheck } from '../../../../shared/contract/drills.ts';
import type { GoldenObject } from '../../vault/golden.ts';

/** What a founder knows to be true of their data, as a drill holds a backup against it. */
export type GoldenCheck = z.infer<typeof goldenCheck>;
export type GoldenRule = GoldenCheck['rule'];

/** A list of golden checks as it was understood. */
export interface GoldenList {
  /** 0 where there never was one. */
  readonly revision: number;
  readonly checks: readonly GoldenCheck[];
  /** As they lie there: of kinds that only a newer version knows. */
  readonly newer: readonly unknown[];
}

export const noGolden: GoldenList = { revision: 0, checks: [], newer: [] };

export function goldenListOf({ revision, checks }: GoldenObject): GoldenList {
  const known: GoldenCheck[] = [];
  const newer: unknown[] = [];
  for (const each of checks) {
    const parsed = goldenCheck.safeParse(each);
    if (parsed.success) known.push(parsed.data);
    else newer.push(each);
  }
  return { revision, checks: known, newer };
}
