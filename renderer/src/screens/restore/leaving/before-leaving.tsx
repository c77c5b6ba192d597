import { Button } from '@mantine/core';
import { type Icon, IconDatabase, IconFileText, IconFolders, IconJson, IconSql, IconTable } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../../app/connection/problem.ts';
import { query } from '../../../app/data/queries.ts';
import { Card } from '../../../components/card.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { Screen } from '../../../components/screen.tsx';
import { SkeletonLines } from '../../../components/skeletons.tsx';
import { When } from '../../../components/when.tsx';
import { node, withNodes } from '../../../components/with-nodes.tsx';
import { t } from '../../../strings/translate.ts';
import { FolderChoice } from './folder-choice.tsx';
import classes from './leaving.module.css';

const parts = [
  ['sqlite', IconDatabase],
  ['csv', IconTable],
  ['jsonl', IconJson],
  ['postgres', IconSql],
  ['files', IconFolders],
  ['readme', IconFileText],
] as const satisfies readonly (readonly [string, Icon])[];

/** What will be written and where to, before anything is. */
export function BeforeLeaving({ app, onBegun }: { readonly app: string; readonly onBegun: (run: string) => void }): ReactNode {
  const [folder, setFolder] = useState('');
  const backups = useQuery(query.backups.list.queryOptions({ input: { app } }));
  const start = useMutation(query.runs.start.mutationOptions({ onSuccess: ({ runId }) => onBegun(runId) }));
  const newest = backups.data?.backups[0];
  const hasNone = backups.data !== undefined && newest === undefined;
  return (
    <Screen title={t('restore.title')} app={app} place="leave" sentence={t('leaving.sentence')}>
      <p className={classes.lead}>{t('leaving.lead')}</p>
      {backups.error === null ? null : <ProblemPanel problem={toProblem(backups.error)} tone="attention" />}
      {hasNone ? <ProblemPanel tone="attention" problem={{ message: t('leaving.none'), nextStep: t('leaving.none.step') }} /> : null}
      <Card title={t('leaving.what')}>
        <ul className={classes.what}>
          {parts.map(([part, Sign]) => (
            <li key={part} className={classes.part}>
              <Sign size="1.375rem" stroke={1.75} aria-hidden />
              <span>
                <span className={classes.partTitle}>{t(`leaving.what.${part}`)}</span>
                <span className={classes.partText}>{t(`leaving.what.${part}.text`)}</span>
              </span>
            </li>
          ))}
        </ul>
      </Card>
      <Card>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            start.mutate({ kind: 'export', app, backup: 'latest', format: 'everything', ...(folder.trim() === '' ? {} : { out: folder.trim() }) });
          }}
        >
          <FolderChoice value={folder} onChange={setFolder} />
          <div className={classes.where}>
            <div>
              {backups.isPending ? <SkeletonLines lines={1} /> : null}
              {newest === undefined ? null : (
                <p className={classes.quiet}>
                  {withNodes(t('leaving.newest', { when: node('when'), records: t('count.records', { count: newest.records }) }), { when: <When at={newest.startedAt} /> })}{' '}
                  {newest.outcome === 'complete' ? null : t('leaving.newest.incomplete')}
                </p>
              )}
              <p className={classes.quiet}>
                {t('leaving.open-files')} {t('leaving.untouched')}
              </p>
            </div>
          </div>
          {start.error === null ? null : <ProblemPanel problem={toProblem(start.error)} />}
          <div className={classes.where}>
            <Button variant="default" renderRoot={(props) => <Link to="/app/$app/restore" params={{ app }} {...props} />}>
              {t('common.back')}
            </Button>
            <Button type="submit" loading={start.isPending} disabled={newest === undefined}>
              {t('leaving.go')}
            </Button>
          </div>
        </form>
      </Card>
    </Screen>
  );
}
