import { Button, Radio, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../../app/connection/problem.ts';
import { query } from '../../../app/data/queries.ts';
import { Card } from '../../../components/card.tsx';
import { ExportOutcome } from '../../../components/export-outcome.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { t } from '../../../strings/translate.ts';
import type { Choice } from '../choice.ts';
import classes from '../restore.module.css';

const formats = ['csv', 'jsonl', 'sqlite'] as const;

interface TakeOutProps {
  readonly app: string;
  readonly choice: Choice;
  /** A database that no app uses, or files. */
  readonly target: 'scratch' | 'files';
  readonly back: ReactNode;
}

/** What was chosen, out of the backup and onto this computer: the app is not touched, so there is nothing to plan. */
export function TakeOut({ app, choice, target, back }: TakeOutProps): ReactNode {
  const [format, setFormat] = useState<(typeof formats)[number]>('csv');
  const start = useMutation(query.runs.start.mutationOptions());
  const isScratch = target === 'scratch';
  const begin = (): void => start.mutate({ kind: 'export', app, backup: 'latest', choice, format: isScratch ? 'sqlite' : format, ...(isScratch ? { scratch: true } : {}) });
  return (
    <>
      <Card>
        {start.data === undefined ? (
          <Stack gap="md">
            <p className={classes.text}>{t(isScratch ? 'restore.out.scratch' : 'restore.out.files')}</p>
            {isScratch ? null : (
              <Radio.Group label={t('restore.leave.format')} value={format} onChange={(next) => setFormat(formats.find((known) => known === next) ?? 'csv')}>
                <Stack gap="xs" mt="xs">
                  {formats.map((each) => (
                    <Radio key={each} classNames={{ radio: classes.radio ?? '' }} value={each} label={t(`data.export.format.${each}`)} description={t(`data.export.format.${each}.text`)} />
                  ))}
                </Stack>
              </Radio.Group>
            )}
            {start.error === null ? null : <ProblemPanel problem={toProblem(start.error)} />}
          </Stack>
        ) : (
          <ExportOutcome runId={start.data.runId} onAgain={() => start.reset()} />
        )}
      </Card>
      <div className={classes.buttons}>
        {back}
        <span className={classes.hint}>{t('restore.out.untouched')}</span>
        {start.data === undefined ? (
          <Button loading={start.isPending} onClick={begin}>
            {t(isScratch ? 'restore.out.scratch.do' : 'restore.out.files.do')}
          </Button>
        ) : null}
      </div>
    </>
  );
}
