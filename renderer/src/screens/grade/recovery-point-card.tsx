import { AreaChart } from '@mantine/charts';
import { Table } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import type { Answers } from '../../app/connection/client.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { useNow, When } from '../../components/when.tsx';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { hoursInWords } from '../../strings/age.ts';
import { formatDay, formatMoment } from '../../strings/moment.ts';
import { formatDuration } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { dayTicks, evenTicks, type Span, spansOfNothing, ticksUpTo, worstPerDay } from './chart-figures.ts';
import classes from './charts.module.css';
import { TableToggle } from './table-toggle.tsx';

const hourMs = 3_600_000;
type Points = Answers['readiness']['recoveryPoints'];

/** The recovery point over time, against what is accepted: it grows with the clock and falls back with each backup that was read back. */
export function RecoveryPointCard({ app, days }: { readonly app: string; readonly days: Span }): ReactNode {
  const { data, error } = useQuery(query.readiness.recoveryPoints.queryOptions({ input: { app, days } }));
  const [asTable, { toggle }] = useDisclosure(false);
  const hasPoints = data !== undefined && data.points.length > 0;
  return (
    <Card title={t('grade.rpo.title')} aside={<TableToggle small={t('grade.rpo.aside')} {...(hasPoints ? { asTable, onToggle: toggle } : {})} />}>
      {error === null ? null : <ProblemPanel problem={toProblem(error)} />}
      {data === undefined && error === null ? <SkeletonLines lines={5} /> : null}
      {data === undefined || hasPoints ? null : <p className={classes.none}>{t('grade.rpo.none')}</p>}
      {hasPoints ? asTable ? <PointTable data={data} /> : <PointChart data={data} days={days} /> : null}
    </Card>
  );
}

function PointChart({ data: { points, objectiveHours, since }, days }: { readonly data: Points; readonly days: Span }): ReactNode {
  const now = useNow();
  const drawn = points.map(({ at, ms }) => ({ at: Date.parse(at), ms }));
  const worst = Math.max(0, ...drawn.map(({ ms }) => ms ?? 0));
  const goalMs = objectiveHours === undefined ? undefined : objectiveHours * hourMs;
  const to = Math.max(now, drawn.at(-1)?.at ?? now);
  // What is known of an hour only would be a stroke at the edge of a month.
  const from = Math.max(to - days * 24 * hourMs, Math.min(drawn[0]?.at ?? to, to - hourMs));
  const isShort = to - from < 2 * 24 * hourMs;
  const nothing = spansOfNothing(points, to);
  // Without much to show the objective would press the line flat; it is said below then.
  const showsGoal = goalMs !== undefined && goalMs <= Math.max(worst, hourMs) * 8;
  const ticks = ticksUpTo(Math.max(worst, showsGoal ? goalMs * 1.05 : 0));
  return (
    <>
      <div role="img" aria-label={t('grade.rpo.chart', { count: days, worst: formatDuration(worst) })}>
        <AreaChart
          h="14rem"
          data={drawn}
          dataKey="at"
          series={[{ name: 'ms', label: t('grade.rpo.one'), color: 'accent' }]}
          curveType="linear"
          withDots={false}
          fillOpacity={0.14}
          strokeWidth={1.75}
          gridColor="var(--hf-line)"
          textColor="var(--hf-muted)"
          tickLine="none"
          areaProps={{ isAnimationActive: false }}
          xAxisProps={{ type: 'number', scale: 'time', domain: [from, to], ticks: [...(isShort ? evenTicks(from, to) : dayTicks(from, to))], tickFormatter: (at: number) => (isShort ? formatMoment : formatDay)(new Date(at).toISOString(), now), allowDataOverflow: true }}
          yAxisProps={{ domain: [0, ticks.at(-1) ?? 0], ticks: [...ticks], tickFormatter: (ms: number) => (ms === 0 ? '0' : formatDuration(ms)), width: 72 }}
          valueFormatter={(ms) => formatDuration(ms)}
          tooltipProps={{ labelFormatter: (at) => (typeof at === 'number' ? formatMoment(new Date(at).toISOString(), now) : '') }}
          connectNulls={false}
          referenceAreas={nothing.map((span) => ({ x1: span.from, x2: span.to, color: 'var(--hf-alarm)', fillOpacity: 0.18 }))}
          referenceLines={showsGoal ? [{ y: goalMs, color: 'var(--hf-attention)', strokeDasharray: '6 4', label: { value: t('grade.rpo.objective', { goal: hoursInWords(goalMs / hourMs) }), position: 'insideTopRight', fill: 'var(--hf-attention-ink)', fontSize: '0.75rem' } }] : []}
        />
      </div>
      <p className={classes.small}>
        {t('grade.rpo.worst', { worst: formatDuration(worst) })} {nothing.length === 0 ? '' : `${t('grade.rpo.nothing')} `}
        {goalMs === undefined ? '' : `${t('grade.rpo.accepted', { goal: hoursInWords(goalMs / hourMs) })} `}
        {since === undefined ? null : withNodes(t('grade.rpo.since', { when: node('when') }), { when: <When at={since} /> })}
      </p>
    </>
  );
}

function PointTable({ data: { points, objectiveHours } }: { readonly data: Points }): ReactNode {
  const now = useNow();
  const goalMs = objectiveHours === undefined ? undefined : objectiveHours * hourMs;
  return (
    <div className={classes.table} tabIndex={0} role="region" aria-label={t('grade.rpo.title')} data-scrolls>
      <Table verticalSpacing={4} horizontalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('grade.rpo.day')}</Table.Th>
            <Table.Th ta="end">{t('grade.rpo.longest')}</Table.Th>
            {goalMs === undefined ? null : <Table.Th ta="end">{t('grade.rpo.within')}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {worstPerDay(points).toReversed().map(({ day, ms }) => (
            <Table.Tr key={day}>
              <Table.Td>{formatDay(new Date(day).toISOString(), now)}</Table.Td>
              <Table.Td ta="end">{ms === null ? t('grade.rpo.nothing.day') : formatDuration(ms)}</Table.Td>
              {goalMs === undefined ? null : <Table.Td ta="end">{t(ms !== null && ms <= goalMs ? 'grade.yes' : 'grade.no')}</Table.Td>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
