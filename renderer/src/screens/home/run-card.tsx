import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Run } from '../../app/data/use-run.ts';
import { Card } from '../../components/card.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { RunProgress } from '../../components/run-progress.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { When } from '../../components/when.tsx';
import { formatBytes, formatDuration } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { LinkButton } from '../../components/links.tsx';
import { PhaseSteps } from './phase-steps.tsx';
import classes from './run-card.module.css';

/** The backup going on, or how it ended. */
export function RunCard({ run, onDismiss, onAgain }: { readonly run: Run; readonly onDismiss: () => void; readonly onAgain: () => void }): ReactNode {
  if (run.state === 'running') {
    return (
      <Card title={t('home.run.title')} aside={<Origin run={run} />}>
        <PhaseSteps run={run} />
        <RunProgress run={run} phases="none" />
      </Card>
    );
  }
  if (run.state === 'failed') {
    return (
      <ProblemPanel problem={run.error ?? { message: t('home.result.failed'), nextStep: t('home.need.again') }} action={{ label: t('home.need.again'), onClick: onAgain }} />
    );
  }
  return (
    <Card>
      <div className={classes.result} role="status">
        <StatusBadge status={run.state === 'done' ? 'verified' : run.state} />
        <div className={classes.words}>
          <div className={classes.head}>{headlineOf(run)}</div>
          <Facts run={run} />
        </div>
        {run.state === 'done' || run.state === 'incomplete' ? (
          <LinkButton variant="default" to="/app/$app/timeline" params={{ app: run.request.app }}>
            {t('home.result.compare')}
          </LinkButton>
        ) : (
          <Button variant="default" onClick={onAgain}>
            {t('home.need.again')}
          </Button>
        )}
        <Tooltip label={t('home.result.dismiss')}>
          <ActionIcon variant="subtle" onClick={onDismiss} aria-label={t('home.result.dismiss')}>
            <IconX size="1rem" />
          </ActionIcon>
        </Tooltip>
      </div>
    </Card>
  );
}

function Origin({ run }: { readonly run: Run }): ReactNode {
  if (run.by === 'schedule') return t('home.run.by-schedule');
  const { request } = run;
  if (request.kind === 'backup' && request.label !== undefined) return withNodes(t('home.run.for-change', { label: node('label') }), { label: <PlainText value={request.label} longest={60} /> });
  return withNodes(t('home.run.by-person', { when: node('when') }), { when: <When at={run.startedAt} /> });
}

function headlineOf({ state, request, result }: Run): string {
  switch (state) {
    case 'done':
      return t(request.kind === 'backup' && request.reason === 'pre-change' ? 'home.result.done.change' : 'home.result.done');
    case 'incomplete':
      // Whole, but not in every place.
      if (result?.kind !== 'backup' || result.outcome !== 'complete') return t('home.result.incomplete');
      return t('home.result.incomplete.place', { count: result.places.filter(({ outcome }) => outcome === 'failed').length });
    case 'cancelled':
    case 'interrupted':
    case 'failed':
      return t(`home.result.${state}`);
    default:
      return '';
  }
}

function Facts({ run: { result } }: { readonly run: Run }): ReactNode {
  if (result?.kind !== 'backup') return null;
  const records = result.tables.reduce((sum, table) => sum + table.records, 0);
  return <div className={classes.facts}>{t('home.result.facts', { records: t('count.records', { count: records }), uploaded: formatBytes(result.uploadedBytes), time: formatDuration(result.durationMs) })}</div>;
}
