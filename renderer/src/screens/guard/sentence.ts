import type { Answers } from '../../app/connection/client.ts';
import { t } from '../../strings/translate.ts';

export type GuardSession = NonNullable<Answers['guard']['get']['open']>;
export type GuardLook = NonNullable<GuardSession['look']>;
export type GuardFinding = GuardLook['findings'][number];
export type SchemaChange = Answers['schemas']['compare']['changes'][number];

/** What the screen says first; never more than a look has compared. */
export function guardSentence(session: GuardSession | undefined): string {
  if (session === undefined) return t('guard.sentence.idle');
  switch (session.phase) {
    case 'backing-up':
      return t('guard.sentence.backing-up');
    case 'asks':
      return t(session.backup === undefined ? 'guard.sentence.asks.none' : 'guard.sentence.asks.partly');
    case 'watching':
      return session.look === undefined ? t(session.wentOn ? 'guard.sentence.watching.partly' : 'guard.sentence.watching') : verdictSentence(session.look);
    case 'ending':
      return session.look === undefined ? t('guard.sentence.ending') : verdictSentence(session.look);
    case 'ended':
    case 'abandoned':
      return session.look === undefined ? t('guard.sentence.idle') : verdictSentence(session.look);
  }
}

export function verdictSentence({ verdict, findings, isFinal }: GuardLook): string {
  switch (verdict) {
    case 'nothing-lost':
      return t(isFinal ? 'guard.sentence.nothing-lost.final' : 'guard.sentence.nothing-lost');
    case 'few':
      return t('guard.sentence.few');
    case 'unsure':
      return t('guard.sentence.unsure');
    case 'lost':
      return t('guard.sentence.lost', { count: findings.filter(({ weight }) => weight === 'loss').length });
  }
}
