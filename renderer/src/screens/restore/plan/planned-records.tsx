import { Button, Checkbox, VisuallyHidden } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type Answers, engine } from '../../../app/connection/client.ts';
import { toProblem } from '../../../app/connection/problem.ts';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { FieldTable } from '../../../components/record/field-table.tsx';
import { callOf, pairsOf } from '../../../components/record/fields.ts';
import { NamedRecord } from '../../../components/record/record-name.tsx';
import { SkeletonLines } from '../../../components/skeletons.tsx';
import { formatCount } from '../../../strings/numbers.ts';
import { t } from '../../../strings/translate.ts';
import classes from '../restore.module.css';
import { type LeftOut, outOf, type PlanStep, tickRecord } from './left-out.ts';

type Previewed = Answers['restores']['preview']['records'][number];

const atOnce = 10;

interface PlannedRecordsProps {
  readonly app: string;
  readonly plan: string;
  readonly step: PlanStep;
  readonly index: number;
  readonly left: LeftOut;
  readonly onChange: (left: LeftOut) => void;
}

/** The records of a step, each to be looked at and unticked. Values are asked for as they come into sight. */
export function PlannedRecords({ app, plan, step, index, left, onChange }: PlannedRecordsProps): ReactNode {
  const { data, error, fetchNextPage, hasNextPage, isFetching, refetch } = useInfiniteQuery({
    queryKey: ['restore-preview', app, plan, index],
    queryFn: ({ pageParam, signal }) => engine.restores.preview({ app, plan, step: index, offset: pageParam, limit: atOnce }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const shown = pages.reduce((sum, { records }) => sum + records.length, 0);
      return last.records.length === 0 || shown >= last.total ? undefined : shown;
    },
    // Records of customers: gone from memory with the screen.
    gcTime: 0,
    retry: false,
  });
  const records = data?.pages.flatMap((page) => page.records) ?? [];
  return (
    <div className={classes.records}>
      {error === null ? null : <ProblemPanel problem={toProblem(error)} action={{ label: t('common.try-again'), onClick: () => void refetch(), loading: isFetching }} />}
      {data === undefined && error === null ? <SkeletonLines lines={4} /> : null}
      <ul className={classes.recordList}>
        {records.map((record) => (
          <PlannedRecord key={record.id} record={record} step={step} ticked={!outOf(left, step.table).ids.has(record.id)} onTick={(ticked) => onChange(tickRecord(left, step.table, { id: record.id, step: index }, ticked))} />
        ))}
      </ul>
      {hasNextPage ? (
        <div className={classes.more}>
          <span className={classes.quiet}>{t('restore.plan.shown', { shown: formatCount(records.length), count: formatCount(step.records) })}</span>
          <Button variant="default" size="compact-sm" loading={isFetching} onClick={() => void fetchNextPage()}>
            {t('restore.plan.more')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

interface PlannedRecordProps {
  readonly record: Previewed;
  readonly step: PlanStep;
  readonly ticked: boolean;
  readonly onTick: (ticked: boolean) => void;
}

function PlannedRecord({ record: { id, now, after, fields }, step, ticked, onTick }: PlannedRecordProps): ReactNode {
  const [opened, setOpened] = useState(false);
  const json = after ?? now;
  const name = (json === undefined ? undefined : callOf(json)) ?? id;
  const Chevron = opened ? IconChevronDown : IconChevronRight;
  const pairs = now === undefined && after === undefined ? [] : pairsOf(now, after);
  const shown = now !== undefined && after !== undefined && fields.length > 0 ? pairs.filter(({ field }) => fields.includes(field)) : pairs;
  return (
    <li className={classes.record} data-out={!ticked}>
      <div className={classes.recordHead}>
        {step.kind === 'mend' ? <span className={classes.noTick} /> : <Checkbox size="sm" checked={ticked} onChange={(event) => onTick(event.currentTarget.checked)} aria-label={t('restore.plan.record', { name })} />}
        <button type="button" className={classes.recordButton} aria-expanded={opened} onClick={() => setOpened(!opened)}>
          <span className={classes.recordWords}>
            <VisuallyHidden>{t('restore.plan.look')}</VisuallyHidden>
            <NamedRecord id={id} json={json} />
          </span>
          <Chevron size="1rem" stroke={1.75} aria-hidden />
        </button>
      </div>
      {opened ? (
        <div className={classes.versions}>
          {now === undefined && step.kind !== 'mend' ? <p className={classes.quiet}>{t('restore.plan.gone-now')}</p> : null}
          {shown.length === 0 ? null : <FieldTable pairs={shown} {...(now === undefined ? {} : { before: t('restore.plan.now') })} {...(after === undefined ? {} : { after: t('restore.plan.after') })} />}
        </div>
      ) : null}
    </li>
  );
}
