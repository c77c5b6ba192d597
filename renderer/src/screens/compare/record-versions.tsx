import { Button, Checkbox } from '@mantine/core';
import { IconArrowBackUp, IconDatabase } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useId, useState } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { CopyableText } from '../../components/copyable-text.tsx';
import { LinkButton } from '../../components/links.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { useNow } from '../../components/when.tsx';
import { t } from '../../strings/translate.ts';
import { FieldTable } from '../../components/record/field-table.tsx';
import { pairsOf } from '../../components/record/fields.ts';
import { capital, formatMoment, formatMoments } from '../../strings/moment.ts';
import classes from './record-versions.module.css';
import type { ChangeKind } from '../../components/comparison/table-changes.tsx';

type Backup = Answers['backups']['list']['backups'][number];

interface RecordVersionsProps {
  readonly app: string;
  readonly canRestore: boolean;
  readonly from: Backup;
  readonly to: Backup | 'live';
  readonly table: string;
  readonly id: string;
  readonly change: ChangeKind;
  /** Fields that are ticked, to be brought back alone. */
  readonly fields: ReadonlySet<string>;
  readonly onField: (field: string) => void;
}

/** A record before and after, field by field. Of the app as it is now only ids are known, which is said. */
export function RecordVersions({ app, canRestore, from, to, table, id, change, fields, onField }: RecordVersionsProps): ReactNode {
  const now = useNow();
  const headingId = useId();
  const [everything, setEverything] = useState(change !== 'changed');
  const before = useQuery(query.data.record.queryOptions({ input: { app, backup: from.id, table, id }, enabled: change !== 'created' }));
  const after = useQuery(query.data.record.queryOptions({ input: { app, backup: to === 'live' ? '' : to.id, table, id }, enabled: change !== 'deleted' && to !== 'live' }));
  const wanted = [...(change === 'created' ? [] : [before]), ...(change === 'deleted' || to === 'live' ? [] : [after])];
  const failed = wanted.find(({ error }) => error !== null);
  const isLoading = wanted.some(({ isPending }) => isPending);
  const left = change === 'created' ? undefined : before.data?.record?.json;
  const right = change === 'deleted' || to === 'live' ? undefined : after.data?.record?.json;
  const both = left !== undefined && right !== undefined;
  const pairs = left === undefined && right === undefined ? [] : pairsOf(left, right);
  const shown = both && !everything ? pairs.filter(({ differs }) => differs) : pairs;
  const moments = to === 'live' ? { from: formatMoment(from.startedAt, now), to: t('compare.now') } : formatMoments(from.startedAt, to.startedAt, now);
  const lookIn = change === 'created' && to !== 'live' ? to.id : from.id;
  return (
    <section className={classes.record} aria-labelledby={headingId}>
      <div className={classes.head}>
        <h3 id={headingId} className={classes.title}>
          <CopyableText value={id} />
        </h3>
        {both ? <Checkbox size="sm" checked={everything} onChange={(event) => setEverything(event.currentTarget.checked)} label={t('compare.all-fields', { count: pairs.length })} /> : null}
        {canRestore && change !== 'created' ? (
          <LinkButton
            variant="subtle"
            size="compact-sm"
            to="/app/$app/restore"
            params={{ app }}
            search={{ step: 'plan', backup: from.id, to: to === 'live' ? 'live' : to.id, table, change, records: [id], ...(fields.size === 0 ? {} : { fields: [...fields] }) }}
            leftSection={<IconArrowBackUp size="0.9375rem" stroke={1.75} />}
          >
            {t('restore.from-compare.one')}
          </LinkButton>
        ) : null}
        {change === 'created' && to === 'live' ? null : (
          <Button variant="subtle" size="compact-sm" leftSection={<IconDatabase size="0.9375rem" stroke={1.75} />} renderRoot={(props) => <Link to="/app/$app/data" params={{ app }} search={{ backup: lookIn, table, record: id }} {...props} />}>
            {t('compare.in-data')}
          </Button>
        )}
      </div>
      {to === 'live' && change !== 'deleted' ? <p className={classes.note}>{t(change === 'created' ? 'compare.live.created' : 'compare.live.changed')}</p> : null}
      {failed === undefined ? null : (
        <div className={classes.note}>
          <ProblemPanel problem={toProblem(failed.error)} action={{ label: t('common.try-again'), onClick: () => void failed.refetch(), loading: failed.isFetching }} />
        </div>
      )}
      {isLoading && failed === undefined ? (
        <div className={classes.note}>
          <SkeletonLines lines={6} />
        </div>
      ) : null}
      {shown.length === 0 ? null : <FieldTable pairs={shown} {...(canRestore && both ? { ticks: { ticked: fields, onTick: onField, label: (field) => t('restore.from-compare.field', { field }) } } : {})} {...(left === undefined ? {} : { before: capital(moments.from) })} {...(right === undefined ? {} : { after: capital(moments.to) })} />}
    </section>
  );
}
