import { Anchor, Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { Card } from '../../components/card.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { useNow } from '../../components/when.tsx';
import { formatMoment } from '../../strings/moment.ts';
import { formatDuration, formatExactly } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import classes from './proof.module.css';
import { DrillBadge } from './result.tsx';
import type { DrillSummary } from './types.ts';

interface DrillHistoryProps {
  readonly drills: readonly DrillSummary[];
  /** The one that is shown above. */
  readonly shown: string | undefined;
  readonly onChoose: (id: string) => void;
}

export function DrillHistory({ drills, shown, onChoose }: DrillHistoryProps): ReactNode {
  const now = useNow();
  return (
    <Card title={t('proof.history.title')} flush>
      <div className={classes.scroll} role="region" tabIndex={0} aria-label={t('proof.history.title')} data-scrolls>
        <Table verticalSpacing="xs" horizontalSpacing="md" className={classes.history ?? ''}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('proof.history.when')}</Table.Th>
              <Table.Th>{t('proof.history.place')}</Table.Th>
              <Table.Th ta="end">{t('proof.history.time')}</Table.Th>
              <Table.Th>{t('proof.history.result')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {drills.map((drill) => {
              const when = formatMoment(drill.startedAt, now);
              return (
                <Table.Tr key={drill.id} data-shown={drill.id === shown}>
                  <Table.Td>
                    <Anchor component="button" type="button" size="md" onClick={() => onChoose(drill.id)} aria-label={t('proof.history.show', { when })} aria-current={drill.id === shown} title={formatExactly(drill.startedAt)}>
                      {when}
                    </Anchor>{' '}
                    <span className={classes.by}>{t(`proof.history.by.${drill.by}`)}</span>
                  </Table.Td>
                  <Table.Td>
                    <PlainText value={drill.place} longest={40} />
                  </Table.Td>
                  <Table.Td ta="end">{formatDuration(drill.durationMs)}</Table.Td>
                  <Table.Td>
                    <DrillBadge drill={drill} />
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </div>
    </Card>
  );
}
