import { lastLookIn } from '../schedule/ledger-files.ts';
import type { Clock } from '../ports/clock.ts';
import { readServiceOwner, type ServiceOwner } from '../system/service-lock.ts';

export interface ScheduleHealth {
  /** A program is there and looked at the clock not long ago. Says nothing of the backups. */
  readonly ok: boolean;
  readonly owner?: ServiceOwner;
  /** The last look at the clock that was noted: once a minute, while all is well. */
  readonly lookedAt?: string;
}

/** Three looks were missed then. */
const patienceMs = 3 * 60_000;

/** Does somebody keep the schedule of this home? Reads two small files, locks nothing. */
export async function scheduleHealth(home: string, clock: Clock): Promise<ScheduleHealth> {
  const [owner, lookedAt] = await Promise.all([readServiceOwner(home), lastLookIn(home).read()]);
  const now = clock.now().getTime();
  const isRecent = lookedAt !== undefined && Math.abs(now - lookedAt.getTime()) < patienceMs;
  const ok = owner !== undefined && isAlive(owner.pid) && (isRecent || now - Date.parse(owner.since) < patienceMs);
  return { ok, ...(owner === undefined ? {} : { owner }), ...(lookedAt === undefined ? {} : { lookedAt: lookedAt.toISOString() }) };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be asked, but it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
