import { describe, expect, it } from 'vitest';

import { failure, renderReport, succeeded, type StageReport } from '../../suite/report.ts';

const report = (over: Partial<StageReport>): StageReport => ({ stage: 'unit', durationMs: 1234, passed: 0, failures: [], skips: [], ...over });

describe('the report at the end of npm test', () => {
  it('ends in one line of totals over all stages', () => {
    const text = renderReport([
      report({ stage: 'lint', passed: 1 }),
      report({ passed: 40, failures: ['vault > reads back'], skips: [{ name: 'age > opens', reason: 'needs age: apt-get install age' }] }),
    ]);
    expect(text.trimEnd().split('\n').at(-1)).toBe('41 passed, 1 failed, 1 skipped');
  });

  it('names each failure, and each skip with its reason', () => {
    const text = renderReport([report({ failures: ['vault > reads back'], skips: [{ name: 'age > opens', reason: 'needs age' }, { name: 'mute', reason: '' }] })]);
    expect(text).toContain('Failed:\n  - vault > reads back');
    expect(text).toMatch(/age > opens\n\s+needs age/);
    expect(text).toMatch(/mute\n\s+gives no reason/);
  });

  it('says why each failed, in a line without colours', () => {
    const text = renderReport([report({ failures: [failure('cli > try', '\u001b[31mexpected 1 to be +0\u001b[39m\n\n  Expected 0'), failure('mute', undefined), failure('long', 'x'.repeat(5000))] })]);
    expect(text).toContain('  - cli > try\n      expected 1 to be +0 · Expected 0\n  - mute\n');
    expect(text.length).toBeLessThan(1000);
  });

  it('names what passed only at its second try, with what went wrong at first', () => {
    const text = renderReport([report({ passed: 1, unsteady: [{ name: 'a walk', firstTry: 'the dialog was late' }] })]);
    expect(text).toMatch(/second try, to be mended:\n {2}- a walk\n\s+the dialog was late/);
  });

  it('is a success only when something passed and nothing failed', () => {
    expect(succeeded([report({ passed: 1 })])).toBe(true);
    expect(succeeded([report({ passed: 1, skips: [{ name: 'a', reason: 'b' }] })])).toBe(true);
    expect(succeeded([report({ passed: 9, failures: ['a'] })])).toBe(false);
    expect(succeeded([report({}), report({ skips: [{ name: 'a', reason: 'b' }] })])).toBe(false);
    expect(succeeded([])).toBe(false);
  });
});
