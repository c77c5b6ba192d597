import type { DrillCheck } from '../drill-desk.ts';
import { failed, moment, notChecked, passed } from '../words.ts';

export interface FreshFacts {
  /** When the backup that was restored began to read. */
  readonly readStartedAt: string;
  /** From when on the place itself says that a newer one is missing. */
  readonly expectedBy: string | undefined;
  /** When the place says that its newest complete backup began to read. */
  readonly recoveryPoint: string | null | undefined;
  /** Hours that may lie between two backups by the app's schedule, or that the founder accepts to lose; the smaller one. Undefined: nothing says. */
  readonly hours: number | undefined;
  readonly now: Date;
}

/** A backup is late when so many periods went by; the same as everywhere. */
const lateness = 1.25;

/** Is the backup as fresh as its place and the app's rule say it must be? */
export function checkAge({ readStartedAt, expectedBy, recoveryPoint, hours, now }: FreshFacts): DrillCheck {
  const what = { id: 'fresh', kind: 'fresh', name: 'The backup is as fresh as it should be' } as const;
  const stale = (detail: string): DrillCheck =>
    failed(what, { detail, consequence: `From this place you would fall back to ${moment(readStartedAt)}; everything since would be lost.`, nextStep: 'Back up now, and look under Schedule why the backups of late are missing.' });
  if (typeof recoveryPoint === 'string' && recoveryPoint > readStartedAt) return stale(`The place says that it holds a complete backup of ${moment(recoveryPoint)}. The newest that can be restored is of ${moment(readStartedAt)}.`);
  const late = [...(expectedBy === undefined ? [] : [Date.parse(expectedBy)]), ...(hours === undefined ? [] : [Date.parse(readStartedAt) + lateness * hours * 3_600_000])];
  if (late.length === 0) {
    const unsaid = `It is of ${moment(readStartedAt)}. Neither a schedule nor an objective says how old it may be.`;
    return recoveryPoint === undefined ? notChecked(what, unsaid) : passed(what, `${unsaid} It is the one that the place says is its newest.`);
  }
  const due = Math.min(...late);
  return due < now.getTime() ? stale(`It is of ${moment(readStartedAt)}. A newer one should have been here by ${moment(new Date(due))}.`) : passed(what, `It is of ${moment(readStartedAt)}; a newer one is due by ${moment(new Date(due))}.`);
}
