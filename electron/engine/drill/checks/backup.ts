import type { CheckProblem } from '../../engine.ts';
import type { DrillCheck } from '../drill-desk.ts';
import type { FoundBackup } from '../find-backup.ts';
import { backUpAgain, failed, moment, notChecked, otherPlace, passed, some } from '../words.ts';

const whole = { id: 'backup', kind: 'backup', name: 'A complete backup is there and opens with your key' } as const;

/** Is there one that is whole and opens? */
export function checkBackup({ manifest, damaged }: FoundBackup): DrillCheck {
  const [unopened] = damaged;
  if (manifest === undefined && unopened !== undefined) {
    return failed(whole, { detail: `None of the ${damaged.length === 1 ? 'backups' : `${damaged.length} newest backups`} here can be opened. The newest, of ${moment(unopened.startedAt)}: ${unopened.problem}`, consequence: 'Nothing would come back from this place.', nextStep: otherPlace });
  }
  if (manifest === undefined) return failed(whole, { detail: 'There is no backup in this place.', consequence: 'Nothing would come back from this place.', nextStep: 'Back up, then drill again.' });
  if (manifest.outcome === 'complete') return passed(whole, `The backup of ${moment(manifest.readStartedAt)} is complete, opens, and bears the seal of your key.`);
  const lacking = manifest.entities.filter(({ status }) => status !== 'complete');
  const named = lacking.map(({ name, reason }) => (reason === undefined ? `“${name}”` : `“${name}” (${reason})`));
  return failed({ ...whole, table: lacking.length === 1 ? lacking[0]?.name : undefined }, {
    detail: `No backup here is complete. In the newest, of ${moment(manifest.readStartedAt)}, these tables are not whole: ${some(named, 5)}.`,
    consequence: `Records of ${some(lacking.map(({ name }) => `“${name}”`), 5)} would be missing after a restore, and nobody can say how many.`,
    nextStep: 'Put right what keeps those tables from being read whole (the backup says what), then back up again.',
  });
}

/** Of newer ones that are of no use; none where the newest is the one that was restored. */
export function checkNewer({ manifest, damaged, incomplete }: FoundBackup): readonly DrillCheck[] {
  if (manifest === undefined) return [];
  const broken = damaged.map(({ name, startedAt, problem }) =>
    failed({ id: `backup-damaged-${name}`.slice(0, 200), kind: 'backup', name: 'Every newer backup can be opened' }, {
      detail: `The backup of ${moment(startedAt)} lies here and cannot be opened: ${problem}`,
      consequence: `From this place you would fall back to ${moment(manifest.readStartedAt)} in all tables.`,
      nextStep: backUpAgain,
    }),
  );
  const [newest] = manifest.outcome === 'complete' ? incomplete : [];
  if (newest === undefined) return broken;
  const lacking = newest.entities.filter(({ status }) => status !== 'complete');
  return [
    ...broken,
    failed({ id: 'backup-newest-whole', kind: 'backup', name: 'The newest backup is whole', table: lacking.length === 1 ? lacking[0]?.name : undefined }, {
      detail: `The newest backup, of ${moment(newest.readStartedAt)}, is not whole: ${some(lacking.map(({ name, reason }) => (reason === undefined ? `“${name}”` : `“${name}” (${reason})`)), 5)}.`,
      consequence: `In ${some(lacking.map(({ name }) => `“${name}”`), 5)} you would fall back to ${moment(manifest.readStartedAt)}.`,
      nextStep: 'Put right what keeps those tables from being read whole, then back up again.',
    }),
  ];
}

const descriptions: Readonly<Record<string, { readonly name: string; readonly consequence: string }>> = {
  'vault.json': { name: 'The description of the backups is as Holdfast wrote it', consequence: 'On a new computer these backups may not open, or somebody may have let themselves in.' },
  'README.txt': { name: 'How to read the backups without Holdfast is as Holdfast wrote it', consequence: 'Whoever follows it without Holdfast may be led astray.' },
  'status.json': { name: 'What the place says of its backups is true', consequence: 'A second computer that watches this place would be told something untrue.' },
  'status.html': { name: 'What the place says of its backups is true', consequence: 'Whoever opens that page would be told something untrue.' },
  'golden.age': { name: 'Your golden checks are as you saved them', consequence: 'This drill could not hold the backup against all that you know of your data.' },
};

/** What is not encrypted, or lies there for people: each is under a seal. @param problems of a check of those objects */
export function checkPlainObjects(problems: readonly CheckProblem[]): readonly DrillCheck[] {
  const described = problems.map(({ object, problem }) => {
    const about = descriptions[object];
    if (about !== undefined) return failed({ id: `sealed-${object}`, kind: 'backup', name: about.name }, { detail: `${object}: ${problem}`, consequence: about.consequence, nextStep: backUpAgain });
    return failed({ id: `backup-gone-${object}`.slice(0, 200), kind: 'backup', name: 'No backup is gone that was once read back here' }, {
      detail: `${object}: ${problem}`,
      consequence: 'This place was put back to an earlier state, or somebody removed a backup: what is here may be older than it seems.',
      nextStep: 'Find out who can write to this place. Drill another place, and back up again.',
    });
  });
  const fine = passed({ id: 'sealed', kind: 'backup', name: 'The place was not put back or changed by somebody else' }, 'Everything that lies there unencrypted bears the seal of your key, and no backup is gone that was read back from there.');
  return described.length > 0 ? described : [fine];
}

export interface StatusFacts {
  /** What the place says it holds last; undefined: it says nothing, or nothing that bears the seal. */
  readonly status: { readonly snapshot: string; readonly verified: readonly string[] } | undefined;
  /** There is a status at all. */
  readonly isThere: boolean;
  readonly snapshots: readonly { readonly name: string; readonly startedAt: Date }[];
  /** The newest backup of these that this computer ever saw in this place, or made; undefined where it remembers none. */
  readonly seen: string | undefined;
  /** Names of backups that were removed on purpose. */
  readonly removed: readonly string[];
  readonly now: Date;
}

/** A backup that goes on has written its manifest and not its status yet. */
const inFlightMs = 6 * 3_600_000;

/** Was the place put back to an earlier state? A stranger can tell only where its parts do not fit each other; this computer may remember more. */
export function checkRollback({ status, isThere, snapshots, seen, removed, now }: StatusFacts): readonly DrillCheck[] {
  const what = { id: 'backup-rolled-back', kind: 'backup', name: 'The place is not older than it was' } as const;
  const names = new Set(snapshots.map(({ name }) => name));
  const [newest] = snapshots.toSorted((a, b) => (a.name < b.name ? 1 : -1));
  if (seen !== undefined && !names.has(seen) && !removed.includes(seen) && (newest === undefined || newest.name < seen)) {
    return [
      failed(what, {
        detail: `A newer backup than any that lies here was made: ${seen}. ${newest === undefined ? 'None lies here.' : `The newest that lies here is ${newest.name}.`}`,
        consequence: 'This place was put back to an earlier state, or lacks the newest backup: from here you would fall back further than you think.',
        nextStep: 'Back up again: the place is given what it lacks. If that was read back from here before, find out who put it back.',
      }),
    ];
  }
  if (status === undefined) {
    // Said for itself where it is forged.
    return isThere ? [] : [notChecked(what, 'The place does not say which backups were read back from it, so it cannot be seen from here whether it was put back to an earlier state.')];
  }
  const verified = new Set(status.verified);
  const unknown = snapshots.find(({ name, startedAt }) => name > status.snapshot && !verified.has(name) && startedAt.getTime() < now.getTime() - inFlightMs);
  if (unknown === undefined) return [passed(what, `Its newest backup is the one that was read back from it last${seen === undefined ? '; this computer remembers none that is newer' : ''}.`)];
  return [
    failed(what, {
      detail: `What the place says of its backups is older than they are: it does not know of the one of ${moment(unknown.startedAt)}.`,
      consequence: 'That backup was not read back from here, or what the place says was put back to an earlier state.',
      nextStep: 'Back up again, and drill once more.',
    }),
  ];
}
