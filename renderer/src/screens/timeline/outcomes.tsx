import { Button } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconFolderOpen } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { desktop } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { desktopQuery } from '../../app/data/queries.ts';
import type { RunResult } from '../../app/data/use-run.ts';
import { CopyableText } from '../../components/copyable-text.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { formatBytes } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import classes from './backup-runs.module.css';

const problemsAtOnce = 20;

/** What reading every byte of one place came to; undefined = whichever answered first, where nobody named one. */
export function CheckOutcome({ result, place }: { readonly result: Extract<RunResult, { kind: 'check' }>; readonly place: string | undefined }): ReactNode {
  const Sign = result.ok ? IconCircleCheck : IconCircleX;
  return (
    <div className={classes.done} data-tone={result.ok ? 'safe' : 'alarm'} role="status">
      <Sign size="1.125rem" stroke={1.75} aria-hidden />
      <div className={classes.lines}>
        <p className={classes.message}>{result.ok ? t('timeline.check.ok') : t('timeline.check.damaged', { count: result.problems.length })}</p>
        <p className={classes.small}>{t(place === undefined ? 'timeline.check.read' : 'timeline.check.read.in', { place: place ?? '', objects: t('count.objects', { count: result.objects }), size: formatBytes(result.bytes) })}</p>
        {result.ok ? null : (
          <>
            <ul className={classes.problems}>
              {result.problems.slice(0, problemsAtOnce).map(({ object, table, problem }) => (
                <li key={`${object} ${problem}`}>
                  {table === null ? null : (
                    <>
                      <strong>
                        <PlainText value={table} longest={80} />
                      </strong>
                      {': '}
                    </>
                  )}
                  <PlainText value={problem} longest={400} />
                </li>
              ))}
            </ul>
            {result.problems.length > problemsAtOnce ? <p className={classes.small}>{t('timeline.check.more', { count: result.problems.length - problemsAtOnce })}</p> : null}
            <p className={classes.small}>{t('timeline.check.step')}</p>
          </>
        )}
      </div>
    </div>
  );
}

/** Where the files lie now. */
export function ExportOutcome({ result }: { readonly result: Extract<RunResult, { kind: 'export' }> }): ReactNode {
  const { data: about } = useQuery(desktopQuery.about.queryOptions());
  const [problem, setProblem] = useState<PlainError>();
  const records = result.files.reduce((sum, file) => sum + file.records, 0);
  return (
    <>
      <div className={classes.done} role="status">
        <IconCircleCheck size="1.125rem" stroke={1.75} aria-hidden />
        <div className={classes.lines}>
          <p className={classes.message}>{t('timeline.export.done', { records: t('count.records', { count: records }) })}</p>
          <p className={classes.small}>{t('timeline.export.where', { files: t('count.files', { count: result.files.length }) })}</p>
          <CopyableText value={result.folder} />
          {result.warnings.map((warning) => (
            <p key={warning} className={classes.small}>
              <PlainText value={warning} longest={400} />
            </p>
          ))}
        </div>
      </div>
      {about?.can.showFile === true ? (
        <div>
          <Button
            variant="default"
            leftSection={<IconFolderOpen size="1.0625rem" stroke={1.75} />}
            onClick={() => {
              desktop.showFile({ path: result.folder }).catch((error: unknown) => setProblem(toProblem(error)));
            }}
          >
            {t('timeline.export.show')}
          </Button>
        </div>
      ) : null}
      {problem === undefined ? null : <ProblemPanel problem={problem} />}
    </>
  );
}
