import { Button, Menu, Skeleton } from '@mantine/core';
import { IconChartBar, IconFilter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { Screen } from '../../components/screen.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { t } from '../../strings/translate.ts';
import { ComparisonCard } from '../../components/comparison/comparison-card.tsx';
import type { Backup } from './axis.ts';
import { BackupDetail } from './backup-detail.tsx';
import { BackupList } from './backup-list.tsx';
import { DeleteBackups } from './delete-backups.tsx';
import { Legend } from './legend.tsx';
import { kindLooks } from './looks.ts';
import { inOrder, picksOf, type Tally, tallyOf } from './picks.ts';
import { TimeAxis } from './time-axis.tsx';
import classes from './timeline.module.css';

/** Every backup of an app: as bars over time and as a list; one of them in full, or two compared. */
export function Timeline(): ReactNode {
  const { app } = useParams({ from: '/shell/app/$app/timeline' });
  const list = useQuery(query.backups.list.queryOptions({ input: { app } }));
  const backups = list.data?.backups;
  const [hidden, setHidden] = useState<ReadonlySet<Backup['kind']>>(new Set());
  const title = t('timeline.title');
  if (backups === undefined) {
    return (
      <Screen title={title} app={app} sentence={list.error === null ? <Skeleton height="1.75rem" width="18rem" /> : t('timeline.sentence.unknown')}>
        {list.error === null ? <Loading /> : <ProblemPanel problem={toProblem(list.error)} action={{ label: t('common.try-again'), onClick: () => void list.refetch(), loading: list.isFetching }} />}
      </Screen>
    );
  }
  if (backups.length === 0) {
    return (
      <Screen title={title} app={app} sentence={t('timeline.sentence.none')}>
        <Card>
          <EmptyState icon={IconChartBar} title={t('timeline.empty.title')} action={<Button renderRoot={(props) => <Link to="/app/$app/home" params={{ app }} {...props} />}>{t('timeline.empty.action')}</Button>}>
            {t('timeline.empty.text')}
          </EmptyState>
        </Card>
      </Screen>
    );
  }
  const shown = backups.filter(({ kind }) => !hidden.has(kind));
  return (
    <Screen title={title} app={app} sentence={list.error === null ? sentenceOf(tallyOf(backups)) : t('timeline.sentence.unknown')} actions={<KindFilter backups={backups} hidden={hidden} onChange={setHidden} />}>
      {list.error === null ? null : <ProblemPanel problem={toProblem(list.error)} action={{ label: t('common.try-again'), onClick: () => void list.refetch(), loading: list.isFetching }} />}
      {shown.length === 0 ? (
        <Card>
          <EmptyState icon={IconFilter} title={t('timeline.none-of-kind')} action={<Button variant="default" onClick={() => setHidden(new Set())}>{t('timeline.all-kinds')}</Button>}>
            {null}
          </EmptyState>
        </Card>
      ) : (
        <Backups app={app} all={backups} shown={shown} />
      )}
    </Screen>
  );
}

function sentenceOf({ all, readBack, incomplete, unreadable }: Tally): string {
  const parts = [
    readBack === all ? (all === 1 ? t('timeline.sentence.one') : t('timeline.sentence.all', { count: all })) : t('timeline.sentence.some', { backups: t('count.backups', { count: all }), count: readBack }),
    ...(incomplete > 0 ? [t('timeline.sentence.incomplete', { count: incomplete })] : []),
    ...(unreadable > 0 ? [t('timeline.sentence.unreadable', { count: unreadable })] : []),
  ];
  return parts.join(' ');
}

function Backups({ app, all, shown }: { readonly app: string; readonly all: readonly Backup[]; readonly shown: readonly Backup[] }): ReactNode {
  const search = useSearch({ from: '/shell/app/$app/timeline' });
  const navigate = useNavigate({ from: '/app/$app/timeline' });
  const [deleting, setDeleting] = useState<Backup>();
  const places = useMemo(() => new Map(all.map((backup, index) => [backup.id, index])), [all]);
  const olderOf = (backup: Backup): Backup | undefined => all[(places.get(backup.id) ?? all.length) + 1];
  const picks = picksOf(shown, search) ?? { one: 0 };
  const picked = shown[picks.one];
  const newest = all[0];
  const order = inOrder(picks);
  const from = order === undefined ? undefined : shown[order.older];
  const to = order === undefined ? undefined : shown[order.newer];

  function pick(index: number, extend: boolean): void {
    const backup = shown[index];
    if (backup === undefined || picked === undefined) return;
    void navigate({ search: extend ? { backup: picked.id, with: backup.id } : { backup: backup.id }, replace: true });
  }

  return (
    <>
      <Card flush>
        <TimeAxis backups={shown} picks={picks} onPick={pick} />
        <Legend backups={shown} />
      </Card>
      <div className={classes.columns}>
        <div className={classes.list}>
          <Card flush>
            <BackupList app={app} backups={shown} olderOf={olderOf} picks={picks} onPick={pick} />
            <p className={classes.how} id="timeline-how">
              {t('timeline.how')}
            </p>
          </Card>
        </div>
        <div className={classes.detail}>
          {from !== undefined && to !== undefined ? (
            <ComparisonCard app={app} from={from} to={to} onClose={() => void navigate({ search: { backup: to.id }, replace: true })} />
          ) : picked === undefined || newest === undefined ? null : (
            <BackupDetail key={picked.id} app={app} backup={picked} older={olderOf(picked)} newest={newest} onDelete={() => setDeleting(picked)} onCompare={(other) => void navigate({ search: { backup: picked.id, with: other.id }, replace: true })} />
          )}
        </div>
      </div>
      <DeleteBackups app={app} backup={deleting} all={all} onClose={() => setDeleting(undefined)} />
    </>
  );
}

function KindFilter({ backups, hidden, onChange }: { readonly backups: readonly Backup[]; readonly hidden: ReadonlySet<Backup['kind']>; readonly onChange: (hidden: ReadonlySet<Backup['kind']>) => void }): ReactNode {
  const kinds = [...new Set(backups.map(({ kind }) => kind))];
  if (kinds.length < 2) return null;
  return (
    <Menu position="bottom-end" closeOnItemClick={false} withinPortal>
      <Menu.Target>
        <Button variant="default" leftSection={<IconFilter size="1.0625rem" stroke={1.75} />}>
          {hidden.size === 0 ? t('timeline.all-kinds') : t('timeline.some-kinds', { count: kinds.filter((kind) => !hidden.has(kind)).length })}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds.map((kind) => (
          <Menu.CheckboxItem
            key={kind}
            checked={!hidden.has(kind)}
            onChange={(checked) => {
              const next = new Set(hidden);
              if (checked) next.delete(kind);
              else next.add(kind);
              onChange(next);
            }}
          >
            {t(kindLooks[kind].word)}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Loading(): ReactNode {
  return (
    <>
      <Skeleton height="10rem" radius="var(--hf-radius-card)" />
      <div className={classes.columns}>
        <Card>
          <SkeletonLines lines={8} />
        </Card>
        <Card>
          <SkeletonLines lines={8} />
        </Card>
      </div>
    </>
  );
}
