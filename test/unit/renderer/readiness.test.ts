import { describe, expect, test } from 'vitest';
import { gradeWords } from '../../../renderer/src/components/readiness/grade-words.ts';
import { letterTone, questionTone } from '../../../renderer/src/components/readiness/letter-tone.ts';
import { dayTicks, spansOfNothing, ticksUpTo, worstPerDay } from '../../../renderer/src/screens/grade/chart-figures.ts';
import { totalTime } from '../../../renderer/src/screens/home/total-time.ts';
import { letter, questionId } from '../../../shared/contract/readiness.ts';

const hour = 3_600_000;

describe('the colour of a letter', () => {
  test('a letter is green only where nothing that holds this minute says otherwise', () => {
    for (const each of letter.options) {
      expect(letterTone(each, 'safe') === 'safe').toBe(each === 'A' || each === 'B');
      for (const now of ['quiet', 'attention', 'alarm'] as const) expect(letterTone(each, now)).not.toBe('safe');
    }
    expect([letterTone('A', 'attention'), letterTone('A', 'alarm'), letterTone('D', 'attention'), letterTone('C', 'quiet')]).toEqual(['attention', 'alarm', 'alarm', 'attention']);
  });

  test('a need takes the green of the question that it speaks against, and of no other', () => {
    const away = [{ kind: 'place-behind', app: 'Shop', place: 'Drive' }] as const;
    const tones = questionId.options.map((id) => [id, questionTone({ id, grade: 'A' }, away)]);
    expect(Object.fromEntries(tones)).toEqual({ what: 'safe', often: 'safe', where: 'attention', works: 'safe', who: 'safe' });
  });
});

test('what holds a grade back is said once, and nothing that was said is left out', () => {
  const says = '“How often?” is the weakest. Nothing was backed up for a long time.';
  expect(gradeWords({ sentence: 'Do not count on it. Nothing was backed up for a long time.', limitedBy: { says } })).toEqual({ answer: 'Do not count on it.', why: says });
  expect(gradeWords({ sentence: 'You would be back. One place is behind.', limitedBy: { says: 'Nothing does.' } })).toEqual({ answer: 'You would be back.', why: 'One place is behind. Nothing does.' });
  expect(gradeWords({ sentence: 'You would be back.', limitedBy: { says } }).why).toBe(says);
});

test('how long until one is back is not known before somebody measured it, however fast the platform takes data in', () => {
  const writeBack = { leastMs: 60_000, mostMs: 90_000, says: '' };
  expect(totalTime({ writeBack })).toBeUndefined();
  expect(totalTime({ writeBack, measured: { leastMs: 1000, mostMs: 2000, at: '2026-03-10T09:00:00.000Z', from: 'drill', phases: [], records: 1, scale: 1 } })).toEqual({ leastMs: 61_000, mostMs: 92_000 });
});

describe('what the charts show', () => {
  // As of the zone of this computer, as the page reads them.
  const local = (day: number, hours: number): string => new Date(2026, 2, day, hours).toISOString();

  test('the worst of each day has the hours before midnight in it, and days without a point', () => {
    const points = [
      { at: local(1, 12), ms: 0 },
      { at: local(4, 0), ms: 60 * hour },
      { at: local(4, 0), ms: hour },
      { at: local(4, 6), ms: 7 * hour },
    ];
    expect(worstPerDay(points).map(({ ms }) => Math.round((ms ?? -hour) / hour))).toEqual([12, 36, 60, 60]);
  });

  test('a day with nothing to fall back on is never said in hours', () => {
    const points = [
      { at: local(1, 6), ms: null },
      { at: local(1, 9), ms: 0 },
      { at: local(1, 12), ms: 3 * hour },
      { at: local(2, 1), ms: null },
    ];
    expect(worstPerDay(points).map(({ ms }) => ms)).toEqual([null, null]);
    expect(spansOfNothing(points, Date.parse(local(3, 0)))).toEqual([
      { from: Date.parse(local(1, 6)), to: Date.parse(local(1, 9)) },
      { from: Date.parse(local(2, 1)), to: Date.parse(local(3, 0)) },
    ]);
  });

  test('ticks are round, few, and reach above the longest', () => {
    for (const longest of [0, 900, 61_000, 19 * hour, 24 * 25 * hour, 24 * 400 * hour]) {
      const ticks = ticksUpTo(longest);
      expect(ticks[0]).toBe(0);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(Math.max(longest, 1));
      expect(ticks.length).toBeLessThanOrEqual(15);
    }
    const days = dayTicks(Date.parse(local(1, 5)), Date.parse(local(31, 5)));
    expect(days.length).toBeLessThanOrEqual(7);
    expect(days.every((day) => new Date(day).getHours() === 0)).toBe(true);
  });
});
