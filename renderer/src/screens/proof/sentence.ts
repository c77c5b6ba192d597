import { formatWhen } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { spokenDuration } from './duration.ts';
import type { Standing } from './standing.ts';

/** The answer to "does getting back work?". */
export function proofSentence(standing: Standing, running: boolean, now: number): string {
  if (running) return t('proof.sentence.running');
  switch (standing.kind) {
    case 'none':
      return t('proof.sentence.none');
    case 'proven':
      return t('proof.sentence.proven', { when: formatWhen(standing.drill.startedAt, now), time: spokenDuration(standing.drill.durationMs) });
    case 'due':
      return t('proof.sentence.due', { when: formatWhen(standing.drill.startedAt, now) });
    case 'old':
    case 'undated':
      return t(`proof.sentence.${standing.kind}`);
    case 'failed':
      return t('proof.sentence.failed', { count: standing.drill.failed });
    case 'broken':
      return t('proof.sentence.broken');
    default:
      return standing satisfies never;
  }
}
