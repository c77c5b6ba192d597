import { Button } from '@mantine/core';
import { IconAlertTriangle, IconFolderOpen } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { desktop } from '../../../app/connection/client.ts';
import { toProblem } from '../../../app/connection/problem.ts';
import { desktopQuery } from '../../../app/data/queries.ts';
import type { Run } from '../../../app/data/use-run.ts';
import { Card } from '../../../components/card.tsx';
import { CopyableText } from '../../../components/copyable-text.tsx';
import { PlainText } from '../../../components/plain-text.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { formatBytes, formatCount } from '../../../strings/numbers.ts';
import { t } from '../../../strings/translate.ts';
import classes from './leaving.module.css';
import { loadCommand } from './load-command.ts';

type Exported = Extract<NonNullable<Run['result']>, { readonly kind: 'export' }>;

interface EverythingWrittenProps {
  readonly folder: string;
  readonly everything: NonNullable<Exported['everything']>;
  readonly notes: readonly string[];
}

const notThere = ['passwords', 'automations', 'secrets', 'pages'] as const;

/** What lies in the folder, where it is, what is not in it, and what to do next. */
export function EverythingWritten({ folder, everything, notes }: EverythingWrittenProps): ReactNode {
  const about = useQuery(desktopQuery.about.queryOptions());
  const { tables, lacking, load, references, changed, uploads, bytes } = everything;
  const figures = [
    ['tables', formatCount(tables.length)],
    ['records', formatCount(tables.reduce((sum, { records }) => sum + records, 0))],
    ['files', formatCount(uploads.files)],
    ['size', formatBytes(bytes)],
  ] as const;
  return (
    <>
      <p className={classes.lead}>{t('leaving.done.lead')}</p>
      <Card>
        <dl className={classes.figures}>
          {figures.map(([name, figure]) => (
            <div key={name} className={classes.figure}>
              <dt className={classes.term}>{t(`leaving.${name}`)}</dt>
              <dd className={classes.number}>{figure}</dd>
            </div>
          ))}
        </dl>
        <Place folder={folder} canShow={about.data?.can.showFile === true} />
        <div className={classes.more}>
          {t('leaving.references', { count: references.kept })}
          {references.loose.length === 0 ? null : (
            <details className={classes.more}>
              <summary>{t('leaving.loose', { count: references.loose.length })}</summary>
              <Sentences of={references.loose} />
            </details>
          )}
        </div>
        {changed === 0 ? null : <p className={classes.quiet}>{t('leaving.changed', { count: changed })}</p>}
        <Sentences of={notes.filter((note) => !lacking.includes(note))} />
      </Card>
      {lacking.length === 0 ? null : (
        <Card title={t('leaving.missing')}>
          <div className={classes.missing}>
            <IconAlertTriangle size="1.25rem" aria-hidden />
            <div>
              <Sentences of={lacking} />
              <p className={classes.quiet}>{t('leaving.missing.text')}</p>
            </div>
          </div>
        </Card>
      )}
      <Card title={t('leaving.next')}>
        <p className={classes.text}>{t('leaving.next.text')}</p>
        <div className={classes.command}>
          <CopyableText value={loadCommand(load, about.data?.platform)} />
        </div>
        <p className={classes.quiet}>{t('leaving.next.address')}</p>
      </Card>
      <Card title={t('leaving.not')}>
        <ul className={classes.list}>
          {notThere.map((one) => (
            <li key={one}>{t(`leaving.not.${one}`)}</li>
          ))}
        </ul>
      </Card>
    </>
  );
}

function Place({ folder, canShow }: { readonly folder: string; readonly canShow: boolean }): ReactNode {
  const show = useMutation({ mutationFn: () => desktop.showFile({ path: folder }) });
  return (
    <>
      <div className={classes.where}>
        <div>
          <div className={classes.term}>{t('leaving.where')}</div>
          <CopyableText value={folder} />
        </div>
        {canShow ? (
          <Button leftSection={<IconFolderOpen size="1.125rem" stroke={1.75} />} loading={show.isPending} onClick={() => show.mutate()}>
            {t('leaving.open')}
          </Button>
        ) : null}
      </div>
      {show.error === null ? null : <ProblemPanel problem={toProblem(show.error)} />}
    </>
  );
}

function Sentences({ of }: { readonly of: readonly string[] }): ReactNode {
  if (of.length === 0) return null;
  return (
    <ul className={classes.list}>
      {of.map((one) => (
        <li key={one}>
          <PlainText value={one} longest={400} expandable />
        </li>
      ))}
    </ul>
  );
}
