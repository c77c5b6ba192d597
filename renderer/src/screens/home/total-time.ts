import type { Readiness } from '../../components/readiness/types.ts';

/** Getting the data out of the backup, as measured, and writing it into the platform, where that is known. Undefined: nobody has measured it. */
export function totalTime({ measured, writeBack }: Readiness['recoveryTime']): { readonly leastMs: number; readonly mostMs: number } | undefined {
  if (measured === undefined) return undefined;
  return { leastMs: measured.leastMs + (writeBack?.leastMs ?? 0), mostMs: measured.mostMs + (writeBack?.mostMs ?? 0) };
}
