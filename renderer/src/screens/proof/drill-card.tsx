import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { useNow, When } from '../../components/when.tsx';
import { formatMoment } from '../../strings/moment.ts';
import { t } from '../../strings/translate.ts';
import { Checks } from './checks.tsx';
import { spokenDuration } from './duration.ts';
import classes from './proof.module.css';
import { DrillBadge } from './result.tsx';
import type { DrillSummary } from './types.ts';

interface DrillCardProps {
  readonly app: string;
  readonly summary: DrillSummary;
  /** A person asked for this one, and can go back to the last. */
  readonly isChosen: boolean;
  readonly onBack: () => void;
}

/** One drill: what came back, in which time, and what was looked at. */
export function DrillCard({ app, summary, isChosen, onBack }: DrillCardProps): ReactNode {
  const now = useNow();
  const report = useQuery(query.drills.get.queryOptions({ input: { app, drill: summary.id } }));
  const golden = useQuery(query.drills.golden.list.queryOptions({ input: { app } }));
  const title = isChosen ? t('proof.chosen.title', { when: formatMoment(summary.startedAt, now) }) : t('proof.last.title');
  return (
    <Card
      title={title}
      aside={
        isChosen ? (
          <Button variant="subtle" size="compact-sm" onClick={onBack}>
            {t('proof.chosen.back')}
          </Button>
        ) : (
          <DrillBadge drill={summary} />
        )
      }
    >
      <Facts drill={summary} />
      {summary.error === undefined ? null : <ProblemPanel problem={summary.error} />}
      {report.error === null ? null : <ProblemPanel problem={toProblem(report.error)} />}
      {report.data === undefined ? report.error === null ? <SkeletonLines lines={4} /> : null : <Checks app={app} checks={report.data.checks} names={new Map((golden.data?.checks ?? []).map(({ id, name }) => [`golden-${id}`, name]))} />}
    </Card>
  );
}

function Facts({ drill: { backup, durationMs, place, startedAt, ok } }: { readonly drill: DrillSummary }): ReactNode {
  return (
    <div className={classes.facts}>
      {backup === undefined ? (
        <p className={classes.figure}>{t('proof.last.nothing')}</p>
      ) : (
        <p className={classes.figure}>
          {t('proof.last.records', { count: backup.records })} <span>{t(ok ? 'proof.last.back' : 'proof.last.looked', { time: spokenDuration(durationMs) })}</span>
        </p>
      )}
      <dl className={classes.details}>
        <div>
          <dt>{t('proof.history.place')}</dt>
          <dd>
            <PlainText value={place} longest={60} />
          </dd>
        </div>
        <div>
          <dt>{t('proof.last.when')}</dt>
          <dd>
            <When at={startedAt} />
          </dd>
        </div>
        {backup === undefined ? null : (
          <>
            <div>
              <dt>{t('proof.last.backup')}</dt>
              <dd>
                <When at={backup.startedAt} />
              </dd>
            </div>
            <div>
              <dt>{t('proof.last.holds')}</dt>
              <dd>{[t('proof.last.tables', { count: backup.tables }), t('proof.last.files', { count: backup.files })].join(', ')}</dd>
            </div>
          </>
        )}
      </dl>
    </div>
  );
}
