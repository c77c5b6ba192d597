import type { Decay } from './rubric.ts';

const dayMs = 86_400_000;

/** How much of evidence of that time counts, 1 to 0. What is to come counts in full: whether it can be, is judged where it is gathered. */
export function keptOf({ full, none }: Decay, at: string, now: Date): number {
  const days = (now.getTime() - Date.parse(at)) / dayMs;
  if (!(days > full)) return Number.isNaN(days) ? 0 : 1;
  return days >= none ? 0 : (none - days) / (none - full);
}

export function expiresAt({ none }: Decay, at: string): string {
  return new Date(Date.parse(at) + none * dayMs).toISOString();
}

/** In words for people. */
export function decayWords({ full, none }: Decay): string {
  return `Counts in full for ${full} days, for nothing after ${none}, and less with each day between.`;
}
