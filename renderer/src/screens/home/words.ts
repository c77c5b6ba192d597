import { t } from '../../strings/translate.ts';
import { ageInWords, clockTime } from '../../strings/age.ts';
import type { Situation } from './situation.ts';

/** The sentence of the screen. */
export function sentenceOf(situation: Situation, now: number): string {
  const { kind } = situation;
  switch (kind) {
    case 'opened':
    case 'looking':
    case 'first-running':
    case 'no-key':
    case 'no-place':
    case 'no-backup':
    case 'first-failed':
    case 'first-incomplete':
    case 'places-lost':
    case 'clock':
    case 'blocked':
    case 'damaged':
      return t(`home.sentence.${kind}`);
    case 'first-interrupted':
    case 'interrupted':
      return t(`home.sentence.${kind}`, { time: clockTime(situation.at, now) });
    case 'places-gone':
    case 'place-gone':
    case 'place-behind':
      return t(`home.sentence.${kind}`, { age: ageInWords(situation.ageMs), count: situation.places });
    default:
      return t(`home.sentence.${kind}`, { age: ageInWords(situation.ageMs) });
  }
}

export interface Verdict {
  readonly word: string;
  readonly why: string;
}

/** What stands beside the sign: one word for the state, and why. */
export function verdictOf(situation: Situation, now: number): Verdict {
  switch (situation.kind) {
    case 'safe':
      return { word: t('home.verdict.safe', { count: situation.places }), why: t('home.verdict.safe.why') };
    case 'running':
    case 'first-running':
      return { word: t('home.verdict.running'), why: t('home.verdict.running.why') };
    case 'looking':
    case 'opened':
      return { word: t(`home.verdict.${situation.kind}`), why: t(`home.verdict.${situation.kind}.why`) };
    case 'paused':
      return { word: t('home.verdict.paused'), why: t('home.verdict.paused.why', { until: clockTime(situation.until, now) }) };
    default:
      return { word: t(`home.verdict.${situation.tone}`), why: t(`home.verdict.why.${situation.kind}`) };
  }
}
