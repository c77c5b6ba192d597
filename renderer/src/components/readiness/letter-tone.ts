import type { Need } from '../../app/data/status-types.ts';
import type { Letter, Question } from './types.ts';

export type LetterTone = 'safe' | 'quiet' | 'attention' | 'alarm';

const own = { A: 'safe', B: 'safe', C: 'attention', D: 'alarm', F: 'alarm' } as const satisfies Record<Letter, LetterTone>;
const gravity = ['safe', 'quiet', 'attention', 'alarm'] as const;

/** The colour of a letter: its own, unless what is true this minute is worse. No letter is green beside something that needs a person. */
export function letterTone(letter: Letter, now: LetterTone): LetterTone {
  return gravity.indexOf(now) > gravity.indexOf(own[letter]) ? now : own[letter];
}

/** The question that a need speaks against; where several do, each. */
const against: Readonly<Record<Need['kind'], readonly Question['id'][]>> = {
  'no-place': ['where'],
  'no-backup': ['what', 'often'],
  'kit-not-proved': ['where', 'who'],
  'kit-proof-due': ['where', 'who'],
  'kit-outdated': ['where', 'who'],
  damaged: ['where', 'works'],
  'run-failed': ['often'],
  'run-interrupted': ['often'],
  incomplete: ['what'],
  'place-behind': ['where'],
  'retention-asks': [],
  'retention-stopped': [],
  overdue: ['often'],
  'restore-stopped': ['works'],
  'drill-failed': ['works'],
  'drill-overdue': ['works'],
  keychain: ['where', 'works'],
  unusual: ['what'],
  anomaly: ['what'],
  'emergency-open': [],
  'channel-failing': [],
  settings: ['often', 'where'],
};

/** The same for one question: only what speaks against it takes its green. `others`: questions that something else speaks against. */
export function questionTone({ id, grade }: Pick<Question, 'id' | 'grade'>, needs: readonly Need[], others: readonly Question['id'][] = []): LetterTone {
  return letterTone(grade, others.includes(id) || needs.some(({ kind }) => against[kind].includes(id)) ? 'attention' : 'safe');
}
