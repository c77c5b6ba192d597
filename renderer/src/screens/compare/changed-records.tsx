import { Tabs } from '@mantine/core';
import { IconArrowBackUp, IconArrowLeft } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { useApps } from '../../app/use-app.ts';
import { Card } from '../../components/card.tsx';
import { LinkButton } from '../../components/links.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { formatCount } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
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
  const [marked, setMarked] = useState(nothingMarked);
  const now = marked.change === change ? marked : { ...nothingMarked, change };
  // What is not among them any more is not asked for.
  const ticked = new Set([...now.records].filter((id) => ids?.includes(id) === true));
  const count = ticked.size === 0 ? diff[change] : ticked.size;
  const only = { ...(ticked.size === 0 ? {} : { records: [...ticked] }), ...(now.fields.size === 0 ? {} : { fields: [...now.fields] }) };
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
          <LinkButton className={classes.restore} to="/app/$app/restore" params={{ app }} search={{ step: 'plan', backup: from.id, to: toId, table: diff.name, change, ...only }} leftSection={<IconArrowBackUp size="1rem" stroke={1.75} aria-hidden />}>
            {now.fields.size === 0 ? t(ticked.size === 0 ? 'restore.from-compare' : 'restore.from-compare.ticked', { count }) : t('restore.from-compare.fields', { count, fields: [...now.fields].map((field) => visible(field, 40)).join(', ') })}
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
                ticked={canRestore && change !== 'created' ? ticked : undefined}
                onTick={(id) => setMarked({ ...now, records: toggled(ticked, id) })}
                onPick={(record) => void navigate({ search: { ...base, change, record }, replace: true })}
              />
              <RecordVersions key={picked} app={app} canRestore={canRestore} from={from} to={to} table={diff.name} id={picked} change={change} fields={now.fields} onField={(field) => setMarked({ ...now, fields: toggled(now.fields, field) })} />
            </div>
          )}
        </Tabs.Panel>
      </Tabs>
    </Card>
  );
}

/** What is ticked of one kind of change: records, and fields. */
interface Marked {
  readonly change: ChangeKind | undefined;
  readonly records: ReadonlySet<string>;
  readonly fields: ReadonlySet<string>;
}

const nothingMarked: Marked = { change: undefined, records: new Set(), fields: new Set() };

function toggled(set: ReadonlySet<string>, one: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(one)) next.add(one);
  return next;
}
