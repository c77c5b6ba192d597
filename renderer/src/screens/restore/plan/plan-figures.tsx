import type { ReactNode } from 'react';
import { Card } from '../../../components/card.tsx';
import { formatCount, formatDuration } from '../../../strings/numbers.ts';
import { t } from '../../../strings/translate.ts';
import classes from '../restore.module.css';
import type { PlanFigures as Figures } from './left-out.ts';

const kinds = ['untrash', 'create', 'update', 'mend', 'remove'] as const;

/** The whole plan in a handful of numbers. What it sets off is one of them, also when it is none. */
export function PlanFigures({ figures: { byKind, setsOff, maySetOff, seconds } }: { readonly figures: Figures }): ReactNode {
  const effects = setsOff > 0 ? 'some' : maySetOff > 0 ? 'unknown' : 'none';
  return (
    <Card title={t('restore.plan.figures')}>
      <dl className={classes.figures}>
        {kinds.map((kind) =>
          byKind[kind] === 0 ? null : (
            <Figure key={kind} value={formatCount(byKind[kind])} term={t(`restore.plan.${kind}`)} tone={kind === 'create' ? 'attention' : undefined} />
          ),
        )}
        <Figure value={formatCount(effects === 'some' ? setsOff : maySetOff)} term={t(`restore.plan.effects.${effects}`)} tone={effects === 'none' ? 'safe' : 'attention'} />
        <Figure value={`≈ ${formatDuration(Math.max(1, seconds) * 1000)}`} term={t('restore.plan.time')} />
      </dl>
    </Card>
  );
}

function Figure({ value, term, tone }: { readonly value: string; readonly term: string; readonly tone?: 'safe' | 'attention' | undefined }): ReactNode {
  return (
    <div className={classes.figure} data-tone={tone}>
      <dd className={classes.number}>{value}</dd>
      <dt className={classes.term}>{term}</dt>
    </div>
  );
}
