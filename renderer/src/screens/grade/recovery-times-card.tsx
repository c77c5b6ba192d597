import { BarChart } from '@mantine/charts';
import { Table } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { LinkButton } from '../../components/links.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { useNow } from '../../components/when.tsx';
import { hoursInWords } from '../../strings/age.ts';
import { formatMoment } from '../../strings/moment.ts';
import { formatDuration } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { type Span, ticksUpTo } from './chart-figures.ts';
import classes from './charts.module.css';
import { TableToggle } from './table-toggle.tsx';

const hourMs = 3_600_000;
type Times = Answers['readiness']['recoveryTimes'];
type Time = Times['times'][number];

/** One hue, from strong to pale, in the order in which they happen: the order, the legend and the table tell them apart, too. */
const phases = [
  { name: 'fetch', color: 'var(--hf-accent)' },
  { name: 'decrypt', color: 'color-mix(in srgb, var(--hf-accent) 72%, var(--hf-card))' },
  { name: 'load', color: 'color-mix(in srgb, var(--hf-accent) 50%, var(--hf-card))' },
  { name: 'check', color: 'color-mix(in srgb, var(--hf-accent) 30%, var(--hf-card))' },
  { name: 'write-back', color: 'var(--hf-line-strong)' },
  { name: 'other', color: 'var(--hf-track)' },
] as const;
type PhaseName = (typeof phases)[number]['name'];

/** Every drill and real restore, by what its time was spent on. */
export function RecoveryTimesCard({ app, days }: { readonly app: string; readonly days: Span }): ReactNode {
  const { data, error } = useQuery(query.readiness.recoveryTimes.queryOptions({ input: { app, days } }));
  const [asTable, { toggle }] = useDisclosure(false);
  const hasTimes = data !== undefined && data.times.length > 0;
  return (
    <Card title={t('grade.rto.title')} aside={<TableToggle small={t('grade.rto.aside')} {...(hasTimes ? { asTable, onToggle: toggle } : {})} />}>
      {error === null ? null : <ProblemPanel problem={toProblem(error)} />}
      {data === undefined && error === null ? <SkeletonLines lines={5} /> : null}
      {data === undefined || hasTimes ? null : (
        <div className={classes.none}>
          <p>{t('grade.rto.none')}</p>
          <LinkButton variant="default" to="/app/$app/proof" params={{ app }}>
            {t('grade.rto.prove')}
          </LinkButton>
        </div>
      )}
      {hasTimes ? asTable ? <TimeTable times={data.times} /> : <TimeChart data={data} /> : null}
    </Card>
  );
}

function spent(time: Time): Readonly<Record<PhaseName, number>> {
  const sums: Record<PhaseName, number> = { fetch: 0, decrypt: 0, load: 0, check: 0, 'write-back': 0, other: 0 };
  for (const { name, ms } of time.phases) sums[phases.find((phase) => phase.name === name)?.name ?? 'other'] += ms;
  return sums;
}

function usedBy(times: readonly Time[]): readonly (typeof phases)[number][] {
  return phases.filter(({ name }) => times.some((time) => spent(time)[name] > 0));
}

function totalOf(time: Time): number {
  return time.phases.reduce((sum, { ms }) => sum + ms, 0);
}

function TimeChart({ data: { times, objectiveHours } }: { readonly data: Times }): ReactNode {
  const now = useNow();
  const longest = Math.max(...times.map(totalOf));
  const goalMs = objectiveHours === undefined ? undefined : objectiveHours * hourMs;
  const showsGoal = goalMs !== undefined && goalMs <= longest * 4;
  const ticks = ticksUpTo(Math.max(longest, showsGoal ? goalMs * 1.05 : 0));
  const rows = times.map((time, index) => {
    const when = formatMoment(time.at, now);
    return { ...spent(time), at: `${index}`, when: time.ok ? when : t('grade.rto.failed-mark', { when }) };
  });
  return (
    <>
      <div role="img" aria-label={t('grade.rto.chart', { count: times.length })}>
        <BarChart
          h="14rem"
          data={rows}
          dataKey="at"
          type="stacked"
          series={usedBy(times).map(({ name, color }) => ({ name, color, label: t(`grade.phase.${name}`) }))}
          gridColor="var(--hf-line)"
          textColor="var(--hf-muted)"
          tickLine="none"
          withLegend
          legendProps={{ itemSorter: null }}
          maxBarWidth={48}
          barProps={{ isAnimationActive: false, stroke: 'var(--hf-card)', strokeWidth: 1 }}
          xAxisProps={{ tickFormatter: (at: string) => rows[Number(at)]?.when ?? '', interval: 'preserveEnd' }}
          yAxisProps={{ domain: [0, ticks.at(-1) ?? 0], ticks: [...ticks], tickFormatter: (ms: number) => (ms === 0 ? '0' : formatDuration(ms)), width: 72 }}
          valueFormatter={(ms) => formatDuration(ms)}
          tooltipProps={{ labelFormatter: (at) => rows[Number(at)]?.when ?? '' }}
          referenceLines={showsGoal ? [{ y: goalMs, color: 'var(--hf-attention)', strokeDasharray: '6 4', label: { value: t('grade.rpo.objective', { goal: hoursInWords(goalMs / hourMs) }), position: 'insideTopRight', fill: 'var(--hf-attention-ink)', fontSize: '0.75rem' } }] : []}
        />
      </div>
      {goalMs === undefined || showsGoal ? null : <p className={classes.small}>{t('grade.rpo.accepted', { goal: hoursInWords(goalMs / hourMs) })}</p>}
    </>
  );
}

function TimeTable({ times }: { readonly times: readonly Time[] }): ReactNode {
  const now = useNow();
  const used = usedBy(times);
  return (
    <div className={classes.table} tabIndex={0} role="region" aria-label={t('grade.rto.title')} data-scrolls>
      <Table verticalSpacing={4} horizontalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('grade.rto.when')}</Table.Th>
            <Table.Th>{t('grade.rto.what')}</Table.Th>
            <Table.Th>{t('grade.rto.result')}</Table.Th>
            {used.map(({ name }) => (
              <Table.Th key={name} ta="end">
                {t(`grade.phase.${name}`)}
              </Table.Th>
            ))}
            <Table.Th ta="end">{t('grade.rto.total')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {times.toReversed().map((time) => (
            <Table.Tr key={time.at}>
              <Table.Td>{formatMoment(time.at, now)}</Table.Td>
              <Table.Td>{t(`grade.rto.${time.from}`)}</Table.Td>
              <Table.Td>{t(time.ok ? 'grade.rto.ok' : 'grade.rto.failed')}</Table.Td>
              {used.map(({ name }) => (
                <Table.Td key={name} ta="end">
                  {formatDuration(spent(time)[name])}
                </Table.Td>
              ))}
              <Table.Td ta="end">{formatDuration(totalOf(time))}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
