import { Button, Group, Radio, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { ExportOutcome } from '../../components/export-outcome.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { Screen } from '../../components/screen.tsx';
import { t } from '../../strings/translate.ts';
import classes from './restore.module.css';

const formats = ['sqlite', 'csv', 'jsonl'] as const;

/** Everything of the newest backup, in files that other programs open. */
export function LeaveStep({ app }: { readonly app: string }): ReactNode {
  const [format, setFormat] = useState<(typeof formats)[number]>('sqlite');
  const start = useMutation(query.runs.start.mutationOptions());
  return (
    <Screen title={t('restore.title')} app={app} place="leave" sentence={t('restore.leave.sentence')}>
      <p className={classes.lead}>{t('restore.leave.lead')}</p>
      <Card>
        {start.data === undefined ? (
          <Stack gap="lg">
            <Radio.Group label={t('restore.leave.format')} value={format} onChange={(next) => setFormat(formats.find((known) => known === next) ?? 'sqlite')}>
              <Stack gap="xs" mt="xs">
                {formats.map((each) => (
                  <Radio key={each} classNames={{ radio: classes.radio ?? '' }} value={each} label={t(`data.export.format.${each}`)} description={t(`data.export.format.${each}.text`)} />
                ))}
              </Stack>
            </Radio.Group>
            <p className={classes.quiet}>
              {t('data.export.where')} {t('restore.leave.platform')}
            </p>
            {start.error === null ? null : <ProblemPanel problem={toProblem(start.error)} />}
            <Group justify="space-between" gap="sm">
              <Button variant="default" renderRoot={(props) => <Link to="/app/$app/restore" params={{ app }} {...props} />}>
                {t('common.back')}
              </Button>
              <Button loading={start.isPending} onClick={() => start.mutate({ kind: 'export', app, backup: 'latest', format })}>
                {t('restore.leave.go')}
              </Button>
            </Group>
          </Stack>
        ) : (
          <ExportOutcome runId={start.data.runId} onAgain={() => start.reset()} />
        )}
      </Card>
    </Screen>
  );
}
