import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../electron/engine/readiness/evidence.ts';
import { gradeOf } from '../../../electron/engine/readiness/grade.ts';
import { type CheckId, letters, questions } from '../../../electron/engine/readiness/rubric.ts';
import { shownRubric } from '../../../electron/engine/readiness/shown-rubric.ts';
import { cloud, daysAgo, disk, drill, hoursAgo, now, perfect } from './perfect.ts';

/** For each check: what is to be lacking, how many points are left, and what is said then. */
const lacking: Readonly<Record<CheckId, readonly [Partial<Evidence>, number, string]>> = {
  tables: [{ coverage: { ...perfect.coverage, lacking: ['Order'] } }, 13.3, 'The newest backup is not whole: “Order” lacks records.'],
  listed: [{ coverage: { ...perfect.coverage, listedAt: daysAgo(8) } }, 7.5, 'The platform was asked what tables there are 8 days ago.'],
  files: [{ coverage: { ...perfect.coverage, lacksFiles: true } }, 0, 'Some uploaded files are not in the backup.'],
  settings: [{ coverage: { ...perfect.coverage, lacksSettings: true } }, 0, 'The app’s settings are not in the backup.'],
  named: [{ coverage: { ...perfect.coverage, gaps: undefined } }, 0, 'What the backup leaves out is not known.'],
  calm: [{ alarms: ['Orders lost 40 of 100 records.'] }, 0, 'Orders lost 40 of 100 records.'],
  automatic: [{ everyHours: null }, 0, 'Backups are made only when somebody remembers.'],
  enough: [{ objectiveHours: 2 }, 0, 'You accept to lose 2 hours of work, and backups begin only every 6 hours.'],
  fresh: [{ newest: { ...perfect.newest, at: hoursAgo(12.75) } }, 7.5, 'A backup is overdue: the newest complete one began 12 hours ago.'],
  reasons: [{ windows: { all: 100, made: 99, missed: 1 } }, 15, '1 planned backup of 100 failed or was missed without a reason.'],
  made: [{ windows: { all: 100, made: 45, missed: 0 } }, 5, '45 of 100 planned backups were made.'],
  owned: [{ newest: undefined }, 0, 'No complete backup was read back from a place that you own.'],
  second: [{ places: [cloud] }, 0, 'There is only one place.'],
  elsewhere: [{ places: [disk, { ...cloud, lies: 'other-disk' }] }, 7.5, '“Cloud” is another disk: not lost with this computer, but with the room it stands in.'],
  logins: [{ places: [disk, { ...cloud, login: disk.login }] }, 0, 'One login opens all of the places.'],
  encrypted: [{ newest: undefined }, 0, 'There is no complete backup yet.'],
  undeletable: [{ places: [disk, { ...cloud, protection: 'versions' }] }, 5, '“Cloud” keeps old versions of what is deleted; a key that may delete those can still do it.'],
  key: [{ kitProvedAt: undefined }, 0, 'Nobody has proved that the recovery kit is in a person’s hands.'],
  'read-back': [{ places: [{ ...disk, readBackAt: daysAgo(26) }, cloud] }, 5, 'All places were read back, the longest ago 26 days ago.'],
  drilled: [{ drills: [drill('Cloud', 29.5), drill('Disk', 40)] }, 20, 'A drill from “Cloud” passed 29 days ago, in 1 minute.'],
  'every-place': [{ drills: [drill('Cloud', 1)] }, 7.5, 'No drill passed from “Disk”.'],
  golden: [{ drills: [drill('Cloud', 1, { golden: { passed: 0, failed: 0, notChecked: 0 } })] }, 0, 'You have no golden checks: nothing that you know to be true of your data is looked for.'],
  timed: [{ measured: undefined }, 0, 'Nobody has measured how long it takes until you are back.'],
  'in-time': [{ backWithinHours: 0.01 }, 0, 'You want to be back within 0.01 hours; measured: at most 1 minute.'],
  'all-read': [{ drills: [drill('Cloud', 40), drill('Disk', 40)], allReadAt: daysAgo(29.5) }, 7.5, 'Every byte was read and found right 29 days ago.'],
  people: [{ runbook: { ...perfect.runbook, lacks: ['Nobody is named who restores.'] } }, 10.5, 'The runbook is not complete: Nobody is named who restores.'],
  reread: [{ runbook: { ...perfect.runbook, rereadAt: daysAgo(105) } }, 10, 'The runbook was re-read 105 days ago.'],
  stored: [{ runbook: { ...perfect.runbook, storedIn: ['Disk'] } }, 7.5, '“Cloud” does not have it as it is now.'],
  deputy: [{ deputies: 0 }, 0, 'Nobody beside you can open the backups.'],
  proved: [{ runbook: { ...perfect.runbook, deputyProvedAt: undefined } }, 0, 'No deputy has proved that their key opens anything.'],
};

const rows = questions.flatMap(({ id: question, checks }) => Object.entries(checks).map(([id, { weight }]: [string, { readonly weight: number }]) => ({ question, id, weight })));

function checkOf(evidence: Evidence, id: string) {
  return gradeOf(evidence, now).questions.flatMap(({ checks }) => checks).find((check) => check.id === id);
}

describe('the rubric', () => {
  it('gives full marks where all is well', () => {
    const grade = gradeOf(perfect, now);
    expect(grade.questions.map(({ id, score, grade: letter }) => [id, score, letter])).toEqual(['what', 'often', 'where', 'works', 'who'].map((id) => [id, 100, 'A']));
    expect(grade).toMatchObject({ grade: 'A', sentence: 'If this went wrong today, you would get back.' });
    expect(grade.nextStep).toBeUndefined();
  });

  it('has a hundred points for each question, a name of its own for each check, and a case for each below', () => {
    for (const { checks } of shownRubric().questions) expect(checks.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    expect(Object.keys(lacking).toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
    expect(letters.map(({ least }) => least)).toEqual([90, 75, 60, 40, 0]);
  });

  for (const { question, id, weight } of rows) {
    const [patch, left, says] = lacking[id as CheckId];
    it(`${question}: ${id} gives ${left} of ${weight} points, and says why`, () => {
      expect(checkOf(perfect, id)?.points).toBe(weight);
      const evidence: Evidence = { ...perfect, ...patch };
      expect(checkOf(evidence, id)).toMatchObject({ weight, points: left, says });
      const before = gradeOf(perfect, now).questions.find((each) => each.id === question);
      const after = gradeOf(evidence, now).questions.find((each) => each.id === question);
      expect(after?.score).toBeLessThan(before?.score ?? 0);
      expect(after?.evidence).not.toBe('');
    });
  }

  it('says from when on evidence counts for nothing', () => {
    expect(checkOf(perfect, 'drilled')).toMatchObject({ at: daysAgo(1), expiresAt: daysAgo(1 - 45) });
  });
});

describe('the overall letter', () => {
  it('is at most one better than the worst question', () => {
    const { grade, limitedBy } = gradeOf({ ...perfect, runbook: undefined, deputies: 0 }, now);
    expect(grade).toBe('D');
    expect(limitedBy).toMatchObject({ question: 'who' });
    expect(limitedBy.says).toMatch(/^“Who acts\?” is an F, and the grade is at most one letter better\.$/);
  });

  it('is an F without a complete backup in a place that the founder owns, whatever else holds', () => {
    for (const patch of [{ newest: undefined }, { newest: undefined, places: [{ ...disk, insidePlatform: true }] }, { newest: undefined, places: [] }]) {
      expect(gradeOf({ ...perfect, ...patch }, now)).toMatchObject({ grade: 'F', sentence: 'If this went wrong today, everything would be lost.' });
    }
  });
});
