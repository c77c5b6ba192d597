import type * as Numbers from '../../../renderer/src/strings/numbers.ts';
import type * as Words from '../../../renderer/src/strings/translate.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

// The catalogue asks for the person's locale when it is loaded; other tests of this process have loaded it, or will.
vi.stubGlobal('navigator', { language: 'de-DE' });
vi.resetModules();
afterAll(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

let words: typeof Words;
let numbers: typeof Numbers;

beforeAll(async () => {
  words = await import('../../../renderer/src/strings/translate.ts');
  numbers = await import('../../../renderer/src/strings/numbers.ts');
});

describe('words of the page', () => {
  it('chooses the plural and writes numbers as the region does', () => {
    expect(words.t('count.records', { count: 1 })).toBe('1 record');
    expect(words.t('count.records', { count: 12_345 })).toBe('12.345 records');
  });

  it('lets no name turn a sentence around or run out of the screen', () => {
    expect(words.t('run.backup.running', { app: 'a\u202Eb\u0007' })).toBe('Backing up a⟨202E⟩b␇');
    expect(words.t('run.backup.running', { app: 'x'.repeat(5000) }).length).toBeLessThan(300);
  });

  it('puts a name into a sentence as it is, braces and dollars too', () => {
    expect(words.t('run.backup.running', { app: '{app} $& $1' })).toBe('Backing up {app} $& $1');
  });
});

describe('times and sizes', () => {
  const now = new Date(2026, 4, 20, 15, 0).getTime();
  const ago = (ms: number): string => numbers.formatWhen(new Date(now - ms).toISOString(), now);

  it.each([
    [5_000, 'just now'],
    [8 * 60_000, '8 minutes ago'],
    [3 * 3_600_000, '3 hours ago'],
    [24 * 3_600_000, 'yesterday 15:00'],
  ])('%i ms ago is "%s"', (ms, text) => {
    expect(ago(ms)).toBe(text);
  });

  it('says the day of what is further away', () => {
    expect(ago(10 * 86_400_000)).toContain('10 May');
    expect(ago(400 * 86_400_000)).toContain('2025');
  });

  it.each([
    [400, 'under a second'],
    [61_000, '1 min 1 s'],
    [5 * 60_000, '5 min'],
    [3 * 3_600_000 + 46 * 60_000, '3 h 46 min'],
    [50 * 3_600_000, '2 d 2 h'],
  ])('%i ms last "%s"', (ms, text) => {
    expect(numbers.formatDuration(ms)).toBe(text);
  });

  it('gives sizes the unit a person reads best', () => {
    expect(numbers.formatBytes(999)).toBe('999 bytes');
    expect(numbers.formatBytes(4_230_000)).toBe('4,2 MB');
  });

  it('says until when it is paused by the clock of the person’s region, with the day where it is another one', async () => {
    const { clockTime } = await import('../../../renderer/src/strings/age.ts');
    const nine = new Date(2026, 4, 20, 9, 0).getTime();
    const until = (hours: number): string => words.t('shell.paused-until', { when: clockTime(new Date(nine + hours * 3_600_000).toISOString(), nine) });
    expect(until(5.5)).toBe('Paused until 14:30');
    expect(until(24)).toMatch(/^Paused until 21 May,? (at )?09:00$/u);
  });
});
