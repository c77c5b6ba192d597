import type { z } from 'zod';
import type { changeKind, guardFinding, guardLook, guardSession, playbook } from '../../../shared/contract/guard.ts';

export type GuardSession = z.infer<typeof guardSession>;
export type GuardLook = z.infer<typeof guardLook>;
export type GuardFinding = z.infer<typeof guardFinding>;
export type ChangeKind = z.infer<typeof changeKind>;
export type Playbook = z.infer<typeof playbook>;

/** How long a window is unless somebody says otherwise. */
export const defaultMinutes = 60;

/** The app is looked at this often, or at a tenth of the time where a look takes long. */
const lookEveryMs = 3 * 60_000;

/** When the next look is due after one that began then and took so long. */
export function nextLook(at: Date, tookMs: number): Date {
  return new Date(at.getTime() + Math.max(lookEveryMs, tookMs * 10));
}

/** A window that is not over. */
export function isOpen({ phase }: GuardSession): boolean {
  return phase !== 'ended' && phase !== 'abandoned';
}
