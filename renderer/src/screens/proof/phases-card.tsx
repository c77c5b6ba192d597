import { BarChart } from '@mantine/charts';
import '@mantine/charts/styles.layer.css';
import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { Card } from '../../components/card.tsx';
import { t } from '../../strings/translate.ts';
import { fineDuration } from './duration.ts';
import classes from './proof.module.css';
import type { DrillSummary } from './types.ts';

const order = ['fetch', 'decrypt', 'load', 'check', 'write-back'] as const satisfies readonly DrillSummary['phases'][number]['name'][];

/** What the time of a drill was spent on, as bars and in figures. */
export function PhasesCard({ drill: { phases, durationMs } }: { readonly drill: Pick<DrillSummary, 'phases' | 'durationMs'> }): ReactNode {
  const named = order.flatMap((name) => {
    const ms = phases.reduce((sum, phase) => sum + (phase.name === name ? phase.ms : 0), 0);
    return ms === 0 ? [] : [{ part: t(`proof.phase.${name}`), ms }];
  });
  const rest = durationMs - named.reduce((sum, { ms }) => sum + ms, 0);
  const rows = rest > durationMs * 0.02 ? [...named, { part: t('proof.phase.rest'), ms: rest }] : named;
  return (
    <Card title={t('proof.phases.title')}>
      <p className={classes.term}>{t('proof.phases.aside')}</p>
      <div role="img" aria-label={t('proof.phases.chart')} className={classes.chart}>
        <BarChart
          h={`${2.5 * rows.length + 1}rem`}
          data={rows}
          dataKey="part"
          orientation="vertical"
          series={[{ name: 'ms', color: 'var(--hf-accent)', label: t('proof.phases.time') }]}
          gridAxis="none"
          tickLine="none"
          textColor="var(--hf-muted)"
          withXAxis={false}
          maxBarWidth={18}
          barProps={{ isAnimationActive: false, radius: [0, 5, 5, 0], minPointSize: 2 }}
          yAxisProps={{ width: 128 }}
          valueFormatter={(ms) => fineDuration(ms)}
        />
      </div>
      <Table verticalSpacing={4} horizontalSpacing={0} className={classes.phases ?? ''}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('proof.phases.part')}</Table.Th>
            <Table.Th ta="end">{t('proof.phases.time')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ part, ms }) => (
            <Table.Tr key={part}>
              <Table.Td>{part}</Table.Td>
              <Table.Td ta="end">{fineDuration(ms)}</Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Th scope="row">{t('proof.phases.total')}</Table.Th>
            <Table.Td ta="end" fw={600}>
              {fineDuration(durationMs)}
            </Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
    </Card>
  );
}
