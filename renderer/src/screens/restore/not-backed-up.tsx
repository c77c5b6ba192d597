import { Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useStatus } from '../../app/data/status.tsx';
import { useBackup } from '../../app/data/use-backup.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { RunProgress } from '../../components/run-progress.tsx';
import { t } from '../../strings/translate.ts';
import classes from './restore.module.css';

/** Until the next backup, what came back is in none: one made right away is proposed, followed, and said to be there once it was read back. */
export function NotBackedUp({ app, since }: { readonly app: string; readonly since: string }): ReactNode {
  const status = useStatus();
  const backup = useBackup(app);
  const known = status?.apps.find((each) => each.app === app);
  if (known === undefined) return null;
  if (known.lastVerified !== undefined && known.lastVerified > since) {
    return (
      <p className={classes.proved} data-whole role="status">
        <IconCircleCheck size="1.25rem" stroke={1.75} aria-hidden /> {t('restore.receipt.backed-up')}
      </p>
    );
  }
  const problem = backup.problem ?? (backup.run?.state === 'failed' ? backup.run.error : undefined);
  return (
    <Card title={t('restore.receipt.not-backed-up')}>
      {backup.run?.state === 'running' ? (
        <RunProgress run={backup.run} />
      ) : (
        <>
          <p className={classes.text}>{t('restore.receipt.not-backed-up.text')}</p>
          {problem === undefined ? null : <ProblemPanel problem={problem} />}
          <div className={classes.ways}>
            <Button variant="light" loading={backup.starting} onClick={() => backup.start()}>
              {t('restore.receipt.back-up')}
            </Button>
          </div>
        </>
      )}
    </Card>
  );
}
