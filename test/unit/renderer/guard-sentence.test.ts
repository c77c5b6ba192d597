import { describe, expect, it } from 'vitest';
import { type GuardLook, guardSentence, type GuardSession } from '../../../renderer/src/screens/guard/sentence.ts';

const at = '2026-05-20T12:01:00.000Z';
const now = Date.parse(at) + 60_000;
const look: GuardLook = { at, tookMs: 1, isFinal: false, verdict: 'nothing-lost', findings: [], tables: 2, records: 9, unsure: [] };
const watching: GuardSession = { id: 'g', app: 'Shop', phase: 'watching', startedAt: at, minutes: 60, wentOn: false, looks: 1, backupAfter: true };
const lookProblem = { at, error: { code: 'network', message: 'The app does not answer.', nextStep: 'Look at the network.' } } as const;

describe('what Change guard says first', () => {
  it('holds while looks succeed, and no longer than that', () => {
    expect(guardSentence({ ...watching, look }, now)).toBe('Nothing was lost so far.');
    expect(guardSentence({ ...watching, look, lookProblem }, now)).toMatch(/^Nothing was lost until .*\d.*\. Since then Holdfast has not seen your app\.$/);
    expect(guardSentence({ ...watching, lookProblem }, now)).toBe('Holdfast cannot see your app now. It tries again by itself.');
  });

  it('is final only after a last look', () => {
    expect(guardSentence({ ...watching, phase: 'ended', look: { ...look, isFinal: true } }, now)).toBe('Nothing was lost.');
    expect(guardSentence({ ...watching, phase: 'ended', look }, now)).toMatch(/^Nothing was lost until /);
    expect(guardSentence({ ...watching, phase: 'ending', look }, now)).toMatch(/^Nothing was lost until /);
    expect(guardSentence({ ...watching, phase: 'ending' }, now)).toBe('The last look is still to come.');
  });

  it('keeps a loss that was seen, whatever came after', () => {
    expect(guardSentence({ ...watching, look: { ...look, verdict: 'few' }, lookProblem }, now)).toBe('A little is gone or blank. Look whether you meant that.');
  });
});
