import { Button, Progress } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import type { Tables } from './tables.ts';
import classes from './index-note.module.css';

/** Why search, sorting and filters are not there, and what brings them. Nothing while they are. */
export function IndexNote({ index, onNewest }: { readonly index: Tables['index']; readonly onNewest: () => void }): ReactNode {
  const turnOn = useMutation(query.settings.set.mutationOptions());
  if (index.state === 'ready') return null;
  if (turnOn.error !== null) return <ProblemPanel problem={toProblem(turnOn.error)} />;
  const percent = index.fraction === undefined ? undefined : Math.floor(index.fraction * 100);
  return (
    <div className={classes.note} role="status">
      <IconInfoCircle size="1.125rem" stroke={1.75} aria-hidden className={classes.sign} />
      <span className={classes.text}>{t(`data.index.${index.state}`)}</span>
      {index.state === 'off' ? (
        <Button variant="default" size="xs" loading={turnOn.isPending} onClick={() => turnOn.mutate({ searchIndex: true })}>
          {t('data.index.off.action')}
        </Button>
      ) : index.state === 'left-out' ? (
        <Button variant="default" size="xs" onClick={onNewest}>
          {t('data.index.left-out.action')}
        </Button>
      ) : (
        <span className={classes.progress}>
          <Progress value={percent ?? 100} animated={percent === undefined} size="sm" radius="xl" aria-label={t('data.index.indexing')} className={classes.bar} />
          {percent === undefined ? null : t('data.index.indexing.part', { percent })}
        </span>
      )}
    </div>
  );
}
