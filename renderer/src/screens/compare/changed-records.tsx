import { Tabs } from '@mantine/core';
import { IconArrowBackUp, IconArrowLeft } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { useApps } from '../../app/use-app.ts';
import { Card } from '../../components/card.tsx';
import { LinkButton } from '../../components/links.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { formatCount } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import classes from './changed-records.module.css';
import { Comparing } from '../../components/comparison/comparing.tsx';
import { RecordList } from './record-list.tsx';
import { RecordVersions } from './record-versions.tsx';
import type { ChangeKind } from '../../components/comparison/table-changes.tsx';
import { useComparison } from '../../components/comparison/use-comparison.ts';
import type { TableDiff } from '../../components/comparison/verdict.ts';

type Backup = Answers['backups']['list']['backups'][number];

const changes = ['deleted', 'changed', 'created'] as const satisfies readonly ChangeKind[];

interface ChangedRecordsProps {
  readonly app: string;
  readonly from: Backup;
  readonly to: Backup | 'live';
  readonly diff: TableDiff;
}

/** The records of one table that were created, changed or deleted, and of the picked one its two versions. */
export function ChangedRecords({ app, from, to, diff }: ChangedRecordsProps): ReactNode {
  const search = useSearch({ from: '/shell/app/$app/compare' });
  const navigate = useNavigate({ from: '/app/$app/compare' });
  const toId = to === 'live' ? 'live' : to.id;
  const { apps } = useApps();
  const canRestore = apps?.find(({ name }) => name === app)?.platform !== 'opened';
  const comparison = useComparison({ app, from: from.id, to: toId, records: true });
  const records = comparison.result?.tables.find(({ name }) => name === diff.name)?.records;
  const change = changes.find((one) => one === search.change) ?? changes.find((one) => diff[one] > 0) ?? 'changed';
  const ids = records?.[change];
  const picked = search.record !== undefined && ids?.includes(search.record) === true ? search.record : ids?.[0];
  const base = { from: from.id, to: toId, table: diff.name };
  return (
    <Card flush>
      <div className={classes.head}>
        <Link to="/app/$app/compare" params={{ app }} search={{ from: from.id, to: toId }} className={classes.back}>
          <IconArrowLeft size="1rem" stroke={1.75} aria-hidden /> {t('compare.all-tables')}
        </Link>
        <h2 className={classes.title}>
          <PlainText value={diff.name} longest={120} />
        </h2>
        {canRestore && change !== 'created' && diff[change] > 0 ? (
          <LinkButton className={classes.restore} to="/app/$app/restore" params={{ app }} search={{ step: 'plan', backup: from.id, to: toId, table: diff.name, change }} leftSection={<IconArrowBackUp size="1rem" stroke={1.75} aria-hidden />}>
            {t('restore.from-compare', { count: diff[change] })}
          </LinkButton>
        ) : null}
      </div>
      <Tabs
        value={change}
        onChange={(value) => {
          const next = changes.find((one) => one === value);
          if (next !== undefined) void navigate({ search: { ...base, change: next }, replace: true });
        }}
        keepMounted={false}
      >
        <Tabs.List className={classes.tabs}>
          {changes.map((one) => (
            <Tabs.Tab key={one} value={one} disabled={diff[one] === 0}>
              {t(`compare.${one}`)} {formatCount(diff[one])}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={change}>
          {ids === undefined ? (
            <Comparing comparison={comparison} />
          ) : picked === undefined ? (
            <p className={classes.nothing}>{t('compare.no-records')}</p>
          ) : (
            <div className={classes.columns}>
              <RecordList
                app={app}
                backup={change === 'created' ? toId : from.id}
                table={diff.name}
                ids={ids}
                picked={picked}
                onPick={(record) => void navigate({ search: { ...base, change, record }, replace: true })}
              />
              <RecordVersions key={picked} app={app} canRestore={canRestore} from={from} to={to} table={diff.name} id={picked} change={change} />
            </div>
          )}
        </Tabs.Panel>
      </Tabs>
    </Card>
  );
}
