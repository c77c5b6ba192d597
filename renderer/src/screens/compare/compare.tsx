import { Button, Skeleton } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { useApps } from '../../app/use-app.ts';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { Screen } from '../../components/screen.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { useNow, When } from '../../components/when.tsx';
import { formatDuration } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { ChangedRecords } from './changed-records.tsx';
import classes from './compare.module.css';
import { Comparing } from '../../components/comparison/comparing.tsx';
import { formatMoment, formatSpan } from '../../strings/moment.ts';
import { SidePicker } from './side-picker.tsx';
import { TableChanges } from '../../components/comparison/table-changes.tsx';
import { type Comparison, useComparison } from '../../components/comparison/use-comparison.ts';
import { verdictOf } from '../../components/comparison/verdict.ts';
import { VerdictSentence } from '../../components/comparison/verdict-sentence.tsx';

type Backup = Answers['backups']['list']['backups'][number];

/** What is different between two backups, or between a backup and the app as it is now; down to a record's fields. */
export function Compare(): ReactNode {
  const { app } = useParams({ from: '/shell/app/$app/compare' });
  const search = useSearch({ from: '/shell/app/$app/compare' });
  const navigate = useNavigate({ from: '/app/$app/compare' });
  const list = useQuery(query.backups.list.queryOptions({ input: { app } }));
  const { apps } = useApps();
  const backups = list.data?.backups;
  const canReadLive = apps?.find(({ name }) => name === app)?.platform !== 'opened';
  const from = backups?.find(({ id }) => id === search.from);
  const to = search.to === 'live' ? 'live' : backups?.find(({ id }) => id === search.to);
  const isSet = from !== undefined && to !== undefined && (to === 'live' || to.id !== from.id);
  const comparison = useComparison(isSet ? { app, from: from.id, to: to === 'live' ? 'live' : to.id, records: false } : undefined);
  const now = useNow();
  const title = t('compare.title');
  if (backups === undefined) {
    return (
      <Screen title={title} app={app} sentence={list.error === null ? <Skeleton height="1.75rem" width="18rem" /> : t('compare.sentence.unknown')}>
        {list.error === null ? (
          <Card>
            <SkeletonLines lines={6} />
          </Card>
        ) : (
          <ProblemPanel problem={toProblem(list.error)} action={{ label: t('common.try-again'), onClick: () => void list.refetch(), loading: list.isFetching }} />
        )}
      </Screen>
    );
  }
  if (backups.length === 0) {
    return (
      <Screen title={title} app={app} sentence={t('compare.sentence.nothing-yet')}>
        <Card>
          <EmptyState icon={IconArrowsDiff} title={t('compare.empty.title')} action={<Button renderRoot={(props) => <Link to="/app/$app/home" params={{ app }} {...props} />}>{t('timeline.empty.action')}</Button>}>
            {t('compare.empty.text')}
          </EmptyState>
        </Card>
      </Screen>
    );
  }
  const isBackwards = isSet && to !== 'live' && Date.parse(to.startedAt) < Date.parse(from.startedAt);
  const { result } = comparison;
  const sentence =
    !isSet ? t('compare.sentence.choose') : result === undefined ? t('compare.sentence.working') : <VerdictSentence verdict={verdictOf(result.tables)} span={spanOf(from, to, now)} />;
  return (
    <Screen title={title} app={app} sentence={<span role="status">{sentence}</span>}>
      <SidePicker
        backups={backups}
        from={from?.id}
        to={search.to === 'live' ? 'live' : to === 'live' ? 'live' : to?.id}
        canReadLive={canReadLive}
        onChange={(newFrom, newTo) => void navigate({ search: { ...(newFrom === undefined ? {} : { from: newFrom }), ...(newTo === undefined ? {} : { to: newTo }) }, replace: true })}
      />
      {search.from !== undefined && from === undefined ? <ProblemPanel problem={{ message: t('compare.unknown-backup'), nextStep: t('compare.unknown-backup.step') }} tone="attention" /> : null}
      {from !== undefined && to !== undefined && !isSet ? <ProblemPanel problem={{ message: t('compare.same-backup'), nextStep: t('compare.same-backup.step') }} tone="attention" /> : null}
      {isBackwards ? (
        <ProblemPanel
          problem={{ message: t('compare.backwards'), nextStep: t('compare.backwards.step') }}
          tone="attention"
          action={{ label: t('compare.swap'), onClick: () => void navigate({ search: { from: to.id, to: from.id }, replace: true }) }}
        />
      ) : null}
      {search.from === undefined && search.to === undefined ? <Suggestions app={app} backups={backups} canReadLive={canReadLive} /> : null}
      {isSet ? <Result app={app} from={from} to={to} comparison={comparison} {...(search.table === undefined ? {} : { table: search.table })} /> : null}
    </Screen>
  );
}

/** Where to begin: what most people want to know. */
function Suggestions({ app, backups, canReadLive }: { readonly app: string; readonly backups: readonly Backup[]; readonly canReadLive: boolean }): ReactNode {
  const [newest, before] = backups.filter(({ outcome }) => outcome !== 'unreadable');
  if (newest === undefined) return null;
  return (
    <Card>
      <EmptyState
        icon={IconArrowsDiff}
        title={t('compare.choose.title')}
        action={
          <div className={classes.suggestions}>
            {canReadLive ? <Button renderRoot={(props) => <Link to="/app/$app/compare" params={{ app }} search={{ from: newest.id, to: 'live' }} {...props} />}>{t('compare.choose.live')}</Button> : null}
            {before === undefined ? null : (
              <Button variant="default" renderRoot={(props) => <Link to="/app/$app/compare" params={{ app }} search={{ from: before.id, to: newest.id }} {...props} />}>
                {t('compare.choose.newest')}
              </Button>
            )}
          </div>
        }
      >
        {t('compare.choose.text')}
      </EmptyState>
    </Card>
  );
}

function spanOf(from: Backup, to: Backup | 'live', now: number): string {
  if (to === 'live') return t('compare.span.since', { from: formatMoment(from.startedAt, now) });
  return formatSpan(from.startedAt, to.startedAt, now);
}

interface ResultProps {
  readonly app: string;
  readonly from: Backup;
  readonly to: Backup | 'live';
  readonly comparison: Comparison;
  readonly table?: string;
}

function Result({ app, from, to, comparison, table }: ResultProps): ReactNode {
  const { run, result, again } = comparison;
  const toId = to === 'live' ? 'live' : to.id;
  if (result === undefined) {
    return (
      <Card flush>
        <Comparing comparison={comparison} />
      </Card>
    );
  }
  const opened = result.tables.find(({ name }) => name === table);
  return (
    <>
      {opened === undefined ? (
        <Card flush>
          <TableChanges app={app} from={from.id} to={toId} tables={result.tables} />
        </Card>
      ) : (
        <ChangedRecords key={opened.name} app={app} from={from} to={to} diff={opened} />
      )}
      <div className={classes.foot}>
        <span>{t('compare.took', { time: formatDuration(result.tookMs) })}</span>
        {to === 'live' && run?.endedAt !== undefined ? (
          <>
            <span>
              {t('compare.read-live')} <When at={run.endedAt} />
            </span>
            <Button variant="subtle" size="compact-sm" onClick={again}>
              {t('compare.again')}
            </Button>
          </>
        ) : null}
      </div>
    </>
  );
}
