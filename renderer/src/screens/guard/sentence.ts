import type { Answers } from '../../app/connection/client.ts';
import { clockTime } from '../../strings/age.ts';
import { t } from '../../strings/translate.ts';

export type GuardSession = NonNullable<Answers['guard']['get']['open']>;
export type GuardLook = NonNullable<GuardSession['look']>;
export type GuardFinding = GuardLook['findings'][number];
export type SchemaChange = Answers['schemas']['compare']['changes'][number];

/** What the screen says first; never more than a look has compared. */
export function guardSentence(session: GuardSession | undefined, now: number): string {
  if (session === undefined) return t('guard.sentence.idle');
  switch (session.phase) {
    case 'backing-up':
      return t('guard.sentence.backing-up');
    case 'asks':
      return t(session.backup === undefined ? 'guard.sentence.asks.none' : 'guard.sentence.asks.partly');
    case 'watching':
      if (session.look !== undefined) return verdictSentence(session, session.look, now);
      return t(session.lookProblem !== undefined ? 'guard.sentence.blind' : session.wentOn ? 'guard.sentence.watching.partly' : 'guard.sentence.watching');
    case 'ending':
      return session.look === undefined ? t('guard.sentence.ending') : verdictSentence(session, session.look, now);
    case 'ended':
    case 'abandoned':
      return session.look === undefined ? t('guard.sentence.idle') : verdictSentence(session, session.look, now);
  }
}

/** What a look found. That nothing was lost holds until that look, which is said where a later one failed or none came after. */
export function verdictSentence({ phase, lookProblem }: Pick<GuardSession, 'phase' | 'lookProblem'>, { at, verdict, findings, isFinal }: GuardLook, now: number): string {
  const isOld = lookProblem !== undefined || (!isFinal && phase !== 'watching');
  switch (verdict) {
    case 'nothing-lost':
      if (isOld) return t('guard.sentence.nothing-lost.until', { time: clockTime(at, now) });
      return t(isFinal ? 'guard.sentence.nothing-lost.final' : 'guard.sentence.nothing-lost');
    case 'few':
      return t('guard.sentence.few');
    case 'unsure':
      return t('guard.sentence.unsure');
    case 'lost':
      return t('guard.sentence.lost', { count: findings.filter(({ weight }) => weight === 'loss').length });
  }
}
