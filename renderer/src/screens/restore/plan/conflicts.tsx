import { Button, Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { engine } from '../../../app/connection/client.ts';
import { toProblem } from '../../../app/connection/problem.ts';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { FieldTable } from '../../../components/record/field-table.tsx';
import { callOf, pairsOf } from '../../../components/record/fields.ts';
import { NamedRecord } from '../../../components/record/record-name.tsx';
import { SkeletonLines } from '../../../components/skeletons.tsx';
import { t } from '../../../strings/translate.ts';
import classes from '../restore.module.css';

const atOnce = 100;

interface ConflictsProps {
  readonly app: string;
  readonly plan: string;
  /** Its number in what the plan leaves alone. */
  readonly index: number;
  /** Records whose value of the backup was chosen. */
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (id: string, chosen: boolean) => void;
  /** Works the plan out again with what was chosen; undefined where nothing was. */
  readonly onApply: (() => void) | undefined;
}

/** Records that somebody edited since, with both values: the app's stays unless the backup's is chosen. */
export function Conflicts({ app, plan, index, chosen, onChoose, onApply }: ConflictsProps): ReactNode {
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['restore-conflicts', app, plan, index],
    queryFn: ({ signal }) => engine.restores.preview({ app, plan, of: 'left-alone', step: index, offset: 0, limit: atOnce }, { signal }),
    // Records of customers: gone from memory with the screen.
    gcTime: 0,
    retry: false,
  });
  if (error !== null) return <ProblemPanel problem={toProblem(error)} action={{ label: t('common.try-again'), onClick: () => void refetch(), loading: isFetching }} />;
  if (data === undefined) return <SkeletonLines lines={3} />;
  return (
    <div className={classes.records}>
      <ul className={classes.recordList}>
        {data.records.map(({ id, now, after, fields }) => {
          const name = (now === undefined ? undefined : callOf(now)) ?? id;
          const pairs = now === undefined || after === undefined ? [] : pairsOf(now, after).filter(({ field }) => fields.includes(field));
          return (
            <li key={id} className={classes.record}>
              <div className={classes.recordHead}>
                <span className={classes.conflictName}>
                  <NamedRecord id={id} json={now} />
                </span>
                <Checkbox size="sm" checked={chosen.has(id)} onChange={(event) => onChoose(id, event.currentTarget.checked)} label={t('restore.conflict.take')} aria-label={t('restore.conflict.take.of', { name })} />
              </div>
              <div className={classes.versions}>{pairs.length === 0 ? null : <FieldTable pairs={pairs} before={t('restore.plan.now')} after={t('restore.conflict.backup')} />}</div>
            </li>
          );
        })}
      </ul>
      {onApply === undefined ? null : (
        <div className={classes.more}>
          <span className={classes.quiet}>{t('restore.conflict.chosen', { count: chosen.size })}</span>
          <Button size="compact-sm" onClick={onApply}>
            {t('restore.conflict.apply')}
          </Button>
        </div>
      )}
    </div>
  );
}
