import { describe, expect, it } from 'vitest';
import { wentWrong } from '../../../renderer/src/screens/activity/went-wrong.ts';

describe('what a line of Activity may say of itself', () => {
  it.each([
    { kind: 'run-ended', outcome: 'failed' },
    { kind: 'run-ended', outcome: 'incomplete' },
    { kind: 'run-ended', outcome: 'interrupted' },
    { kind: 'alarm-raised' },
    { kind: 'emergency-declared' },
    { kind: 'engine-crashed' },
  ] as const)('never that nothing went wrong: $kind $outcome', (event) => {
    expect(wentWrong(event)).toBe(true);
  });

  it.each([{ kind: 'run-ended', outcome: 'done' }, { kind: 'run-ended', outcome: 'cancelled' }, { kind: 'paused' }] as const)('that nothing did: $kind $outcome', (event) => {
    expect(wentWrong(event)).toBe(false);
  });
});
