import type { ReactNode } from 'react';
import { Card } from '../../../components/card.tsx';
import { formatCount, formatDuration } from '../../../strings/numbers.ts';
import { t } from '../../../strings/translate.ts';
import classes from '../restore.module.css';
import type { PlanFigures as Figures, SetOff } from './left-out.ts';

const kinds = ['untrash', 'create', 'update', 'mend', 'remove'] as const;

/** The whole plan in a handful of numbers. What it sets off is one of them, also when it is none. */
export function PlanFigures({ figures: { byKind, webhooks, automations, seconds } }: { readonly figures: Figures }): ReactNode {
  return (
    <Card title={t('restore.plan.figures')}>
      <dl className={classes.figures}>
        {kinds.map((kind) =>
          byKind[kind] === 0 ? null : (
            <Figure key={kind} value={formatCount(byKind[kind])} term={t(`restore.plan.${kind}`)} tone={kind === 'create' ? 'attention' : undefined} />
          ),
        )}
        <Effect what="webhooks" setOff={webhooks} />
        <Effect what="automations" setOff={automations} />
        <Figure value={`≈ ${formatDuration(Math.max(1, seconds) * 1000)}`} term={t('restore.plan.time')} />
      </dl>
      <p className={classes.note}>{t(webhooks.surely + webhooks.maybe + automations.surely > 0 ? 'restore.plan.quiet.mostly' : automations.maybe > 0 ? 'restore.plan.quiet.automations' : 'restore.plan.quiet')}</p>
    </Card>
  );
}

/** How many changes set it off: for certain, perhaps, or none. */
function Effect({ what, setOff: { surely, maybe } }: { readonly what: 'webhooks' | 'automations'; readonly setOff: SetOff }): ReactNode {
  if (surely > 0) return <Figure value={formatCount(surely)} term={t(`restore.plan.${what}.some`)} tone="attention" />;
  if (maybe > 0) return <Figure value={t('restore.plan.at-most', { count: maybe })} term={t(`restore.plan.${what}.unknown`)} />;
  return <Figure value="0" term={t(`restore.plan.${what}.none`)} tone="safe" />;
}

function Figure({ value, term, tone }: { readonly value: string; readonly term: string; readonly tone?: 'safe' | 'attention' | undefined }): ReactNode {
  return (
    <div className={classes.figure} data-tone={tone}>
      <dd className={classes.number}>{value}</dd>
      <dt className={classes.term}>{term}</dt>
    </div>
  );
}
