import { hourMs } from '../schedule/next-run.ts';
import { isToCome } from './safety.ts';

/** A proof that somebody has the kit counts for a quarter. */
const proofDays = 92;

/** When the kit has to be proved again. */
export function kitProofDueAt(provedAt: string): Date {
  return new Date(Date.parse(provedAt) + proofDays * 24 * hourMs);
}

/** Is it time? A proof whose time is still to come was made under a wrong clock: how old it is, nobody knows. */
export function isKitProofDue(provedAt: string, now: Date): boolean {
  return isToCome(provedAt, now) || kitProofDueAt(provedAt) <= now;
}
