import { Button, Group, Modal, Progress, Radio, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { engine } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { ExportOutcome } from '../../components/export-outcome.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { useReturnFocus } from '../../components/return-focus.ts';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { t } from '../../strings/translate.ts';
import type { Table, Tables } from './tables.ts';
import type { DataAddress } from './model/address.ts';
import { matchingIds, mostIds } from './model/matching-ids.ts';
import { askedOf } from './table-view.tsx';
import classes from './export-dialog.module.css';

interface ExportDialogProps {
  readonly app: string;
  readonly tables: Tables;
  readonly table: Table | undefined;
  readonly address: DataAddress;
  readonly onClose: () => void;
}

type Scope = 'table' | 'filtered' | 'backup';
const radio = { radio: classes.radio ?? '' };
const formats = ['csv', 'jsonl', 'sqlite'] as const;
type Format = (typeof formats)[number];
type Stage = { readonly kind: 'choosing'; readonly problem?: PlainError } | { readonly kind: 'starting' } | { readonly kind: 'collecting'; readonly fraction: number } | { readonly kind: 'started'; readonly runId: string };

/** A table, what matches in it, or the whole backup, as plain files in the person's downloads. */
export function ExportDialog({ app, tables, table, address, onClose }: ExportDialogProps): ReactNode {
  useReturnFocus();
  const { filters, within, sort } = askedOf(address, tables.index.state === 'ready');
  const isNarrowed = table !== undefined && (filters !== undefined || within !== undefined);
  const [scope, setScope] = useState<Scope>(isNarrowed ? 'filtered' : table === undefined ? 'backup' : 'table');
  const [format, setFormat] = useState<Format>('csv');
  const [stage, setStage] = useState<Stage>({ kind: 'choosing' });
  const stop = useRef(new AbortController());
  useEffect(() => {
    stop.current = new AbortController();
    return () => stop.current.abort();
  }, []);
  const fetchMatching = (offset: number, limit: number) =>
    engine.data.page(
      { app, backup: tables.backup, table: table?.name ?? '', offset, limit, ...(sort === undefined ? {} : { sort }), ...(filters === undefined ? {} : { filters: [...filters] }), ...(within === undefined ? {} : { words: within }) },
      { signal: stop.current.signal },
    );
  const matching = useQuery({ queryKey: ['export-matching', app, tables.backup, table?.name, filters, within], queryFn: async () => (await fetchMatching(0, 1)).total, enabled: isNarrowed });
  const records = tables.tables.reduce((sum, each) => sum + each.records, 0);
  const tooMany = matching.data !== undefined && matching.data > mostIds;

  async function start(): Promise<void> {
    try {
      let ids: readonly string[] | undefined;
      // Pressed twice, it would be written twice.
      setStage({ kind: 'starting' });
      if (scope === 'filtered') {
        setStage({ kind: 'collecting', fraction: 0 });
        ids = await matchingIds(fetchMatching, (fraction) => setStage({ kind: 'collecting', fraction }));
        if (ids === undefined) return setStage({ kind: 'choosing' });
      }
      const { runId } = await engine.runs.start({ kind: 'export', app, backup: tables.backup, format, ...(scope === 'backup' || table === undefined ? {} : { table: table.name }), ...(ids === undefined ? {} : { ids: [...ids] }) });
      setStage({ kind: 'started', runId });
    } catch (error) {
      if (!stop.current.signal.aborted) setStage({ kind: 'choosing', problem: toProblem(error) });
    }
  }

  return (
    <Modal opened onClose={onClose} title={t('data.export.title')} size="lg" closeButtonProps={{ 'aria-label': t('common.close') }}>
      {stage.kind === 'started' ? (
        <ExportOutcome runId={stage.runId} onAgain={() => setStage({ kind: 'choosing' })} />
      ) : stage.kind === 'collecting' ? (
        <Stack gap="sm">
          <span>{t('data.export.collecting')}</span>
          <Progress value={stage.fraction * 100} aria-label={t('data.export.collecting')} />
        </Stack>
      ) : (
        <Stack gap="lg">
          {stage.kind === 'choosing' && stage.problem !== undefined ? <ProblemPanel problem={stage.problem} /> : null}
          {matching.error === null ? null : <ProblemPanel problem={toProblem(matching.error)} tone="attention" action={{ label: t('common.try-again'), onClick: () => void matching.refetch(), loading: matching.isFetching }} />}
          <Radio.Group label={t('data.export.what')} value={scope} onChange={(next) => setScope(next === 'filtered' || next === 'backup' ? next : 'table')}>
            <Stack gap="xs" mt="xs">
              {isNarrowed ? (
                <Radio classNames={radio} value="filtered" disabled={tooMany || matching.data === undefined || matching.data === 0} label={tooMany ? t('data.export.too-many', { most: mostIds }) : t('data.export.filtered', { records: matching.data === undefined ? '…' : t('count.records', { count: matching.data }) })} />
              ) : null}
              {table === undefined ? null : <Radio classNames={radio} value="table" disabled={table.status === 'failed'} label={t('data.export.table', { table: table.name, records: t('count.records', { count: table.records }) })} />}
              <Radio classNames={radio} value="backup" label={t('data.export.backup', { records: t('count.records', { count: records }), tables: t('count.tables', { count: tables.tables.length }) })} />
            </Stack>
          </Radio.Group>
          <Radio.Group label={t('data.export.format')} value={format} onChange={(next) => setFormat(formats.find((known) => known === next) ?? 'csv')}>
            <Stack gap="xs" mt="xs">
              {formats.map((each) => (
                <Radio classNames={radio} key={each} value={each} label={t(`data.export.format.${each}`)} description={t(`data.export.format.${each}.text`)} />
              ))}
            </Stack>
          </Radio.Group>
          <p className={classes.where}>{t('data.export.where')}</p>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button onClick={() => void start()} loading={stage.kind === 'starting'} disabled={scope === 'filtered' && (tooMany || matching.data === undefined)}>
              {t('data.export.start')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
