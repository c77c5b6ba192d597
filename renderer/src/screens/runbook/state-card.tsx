import { Button } from '@mantine/core';
import { IconAlertTriangle, IconChecks, IconCircleCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { useNow, When } from '../../components/when.tsx';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import type { RunbookAnswer } from './draft.ts';
import classes from './runbook.module.css';

/** What the page lacks to be of use, and whether a person has read it and said that it holds. */
export function StateCard({ app, runbook, isDirty }: { readonly app: string; readonly runbook: RunbookAnswer; readonly isDirty: boolean }): ReactNode {
  const reread = useMutation(query.runbook.reread.mutationOptions());
  const { lacks, rereadAt, changedSinceReread } = runbook;
  return (
    <Card title={lacks.length === 0 ? t('runbook.state') : t('runbook.state.lacks')}>
      <ul className={classes.lacks}>
        {lacks.length === 0 ? <Line tone="safe">{t('runbook.state.whole')}</Line> : lacks.map((one) => <Line key={one} tone="attention">{visible(one)}</Line>)}
        <ReadLine runbook={runbook} />
      </ul>
      {reread.error === null ? null : <ProblemPanel problem={toProblem(reread.error)} />}
      <div className={classes.row}>
        <Button variant={lacks.length === 0 && !isDirty && (rereadAt === undefined || changedSinceReread) ? 'filled' : 'default'} leftSection={<IconChecks size="1.0625rem" stroke={1.75} aria-hidden />} disabled={isDirty} loading={reread.isPending} onClick={() => reread.mutate({ app })}>
          {t('runbook.reread')}
        </Button>
        {isDirty ? <span className={classes.muted}>{t('runbook.reread.first')}</span> : null}
      </div>
    </Card>
  );
}

function ReadLine({ runbook: { rereadAt, rereadDueAt, changedSinceReread } }: { readonly runbook: RunbookAnswer }): ReactNode {
  const now = useNow();
  if (rereadAt === undefined) return <Line tone="attention">{t('runbook.state.never')}</Line>;
  const isDue = rereadDueAt !== undefined && Date.parse(rereadDueAt) <= now;
  return (
    <>
      <Line tone={isDue ? 'attention' : 'safe'}>{withNodes(t(isDue ? 'runbook.state.reread.due' : 'runbook.state.reread', { when: node('when') }), { when: <When at={rereadAt} /> })}</Line>
      {changedSinceReread ? <Line tone="attention">{t('runbook.state.reread.changed')}</Line> : null}
    </>
  );
}

function Line({ tone, children }: { readonly tone: 'safe' | 'attention'; readonly children: ReactNode }): ReactNode {
  const Sign = tone === 'safe' ? IconCircleCheck : IconAlertTriangle;
  return (
    <li className={classes.line} data-tone={tone}>
      <Sign size="1.125rem" stroke={1.75} aria-hidden />
      <span>{children}</span>
    </li>
  );
}
