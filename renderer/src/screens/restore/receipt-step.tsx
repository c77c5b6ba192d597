import { Button } from '@mantine/core';
import { IconArrowBackUp, IconCircleCheck, IconDownload, IconLifebuoy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { LinkButton } from '../../components/links.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { saveFile } from '../../components/save-file.ts';
import { Screen } from '../../components/screen.tsx';
import { SkeletonScreen } from '../../components/skeletons.tsx';
import { When } from '../../components/when.tsx';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { formatCount } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import { LeftAlone } from './left-alone.tsx';
import { RestoreTrail } from './restore-trail.tsx';
import classes from './restore.module.css';
import { StoppedPanel } from './stopped-panel.tsx';
import { UndoDialog } from './undo-dialog.tsx';

type Answer = Answers['restores']['receipt'];
type Receipt = Answer['receipt'];

/** What came of a restore, with the way back; of one that stopped half-way, the way on. */
export function ReceiptStep({ app, restore }: { readonly app: string; readonly restore: string }): ReactNode {
  // Another one may have taken it back, or gone on with it, since it was looked at.
  const fresh = { refetchOnMount: 'always' as const };
  const { data, error, refetch, isFetchedAfterMount } = useQuery({ ...query.restores.receipt.queryOptions({ input: { app, restore } }), ...fresh });
  const list = useQuery({ ...query.restores.list.queryOptions({ input: { app } }), ...fresh });
  if (error !== null) {
    return (
      <Screen title={t('restore.title')} app={app} place="receipt" sentence={t('restore.ended.sentence.unknown')}>
        <ProblemPanel problem={toProblem(error)} action={{ label: t('common.try-again'), onClick: () => void refetch() }} />
      </Screen>
    );
  }
  if (data === undefined || !isFetchedAfterMount || !list.isFetchedAfterMount) return <SkeletonScreen />;
  const state = list.data?.restores.find(({ id }) => id === restore)?.state;
  return <Shown app={app} answer={data} state={state} />;
}

type State = Answers['restores']['list']['restores'][number]['state'];

function Shown({ app, answer: { receipt, finished, file }, state }: { readonly app: string; readonly answer: Answer; readonly state: State | undefined }): ReactNode {
  const [undoing, setUndoing] = useState(false);
  const { asked, written, verified, failures, safetyBackup } = receipt;
  const isWhole = finished && verified === asked && asked > 0;
  const canUndo = finished && state === 'finished' && safetyBackup !== null && written > 0;
  return (
    <Screen title={t('restore.title')} app={app} place={`receipt ${receipt.id}`} sentence={<span role="status">{finished ? sentenceOf(receipt) : t('restore.receipt.sentence.half')}</span>}>
      <RestoreTrail at="done" over={finished} />
      {finished || state === 'running' ? null : <StoppedPanel app={app} restore={receipt.id} asked={asked} written={written} />}
      {finished && written > 0 ? (
        <p className={classes.proved} data-whole={isWhole}>
          {isWhole ? <IconCircleCheck size="1.25rem" stroke={1.75} aria-hidden /> : null}
          {t(isWhole ? 'restore.receipt.lead' : 'restore.receipt.lead.some')}
        </p>
      ) : null}
      {state === 'undone' ? <p className={classes.quiet}>{t('restore.receipt.undone')}</p> : null}
      <Card title={t(finished ? 'restore.receipt.figures' : 'restore.receipt.figures.half')} aside={<When at={receipt.endedAt} />}>
        <Figures receipt={receipt} />
        <Steps receipt={receipt} />
        {safetyBackup === null ? null : (
          <p className={classes.note}>
            <IconLifebuoy size="1rem" stroke={1.75} aria-hidden /> {t('restore.receipt.safety')}
          </p>
        )}
      </Card>
      {failures.length === 0 ? null : (
        <Card title={t('restore.receipt.failures')}>
          <ul className={classes.list}>
            {failures.slice(0, 50).map(({ table, id, says }) => (
              <li key={`${table} ${id}`}>
                <strong>
                  <PlainText value={table} longest={60} /> <PlainText value={id} longest={60} />
                </strong>{' '}
                <PlainText value={says} longest={300} />
              </li>
            ))}
          </ul>
        </Card>
      )}
      <LeftAlone groups={receipt.leftAlone} />
      <div className={classes.buttons}>
        {canUndo ? (
          <Button variant="default" leftSection={<IconArrowBackUp size="1rem" stroke={1.75} aria-hidden />} onClick={() => setUndoing(true)}>
            {t('restore.receipt.undo')}
          </Button>
        ) : null}
        <Button variant="default" leftSection={<IconDownload size="1rem" stroke={1.75} aria-hidden />} onClick={() => saveFile(file)}>
          {t('restore.receipt.save')}
        </Button>
        <span className={classes.hint}>
          {finished ? (
            <Link to="/app/$app/restore" params={{ app }} className={classes.wordLink}>
              {t('restore.receipt.more-to-do')}
            </Link>
          ) : null}
        </span>
        {finished ? (
          <LinkButton to="/app/$app/home" params={{ app }}>
            {t('restore.receipt.home')}
          </LinkButton>
        ) : null}
      </div>
      <UndoDialog app={app} restore={receipt.id} opened={undoing} onClose={() => setUndoing(false)} />
    </Screen>
  );
}

/** The one fact: what is back, and never more than was read back. */
function sentenceOf({ undoOf, asked, verified, written, mended, steps }: Receipt): ReactNode {
  if (written === 0) return t('restore.receipt.sentence.nothing');
  if (verified < asked) return t('restore.receipt.sentence.some', { verified: formatCount(verified), asked: formatCount(asked) });
  if (undoOf !== undefined) return t('restore.receipt.sentence.undone', { count: verified - mended });
  const back = verified - mended;
  const tables = new Set(steps.filter(({ kind }) => kind !== 'mend').map(({ table }) => table));
  const [table] = tables;
  if (table === undefined || tables.size > 1) return t('restore.receipt.sentence', { count: back });
  return withNodes(t('restore.receipt.sentence.one-table', { count: back, table: node('table') }), { table: <PlainText value={table} longest={60} /> });
}

function Figures({ receipt }: { readonly receipt: Receipt }): ReactNode {
  const shown = (['asked', 'written', 'verified', 'skipped', 'failed'] as const).filter((name) => name === 'asked' || name === 'written' || name === 'verified' || receipt[name] > 0);
  return (
    <dl className={classes.figures}>
      {shown.map((name) => (
        <div key={name} className={classes.figure} data-tone={name === 'failed' ? 'alarm' : name === 'verified' && receipt.verified > 0 && receipt.verified === receipt.asked ? 'safe' : undefined}>
          <dd className={classes.number}>{formatCount(receipt[name])}</dd>
          <dt className={classes.term}>{t(`restore.receipt.${name}`)}</dt>
        </div>
      ))}
    </dl>
  );
}

function Steps({ receipt: { steps, newIds } }: { readonly receipt: Receipt }): ReactNode {
  if (steps.length === 0) return null;
  return (
    <>
      <h3 className={classes.small}>{t('restore.receipt.steps')}</h3>
      <ul className={classes.list}>
        {steps.map(({ kind, table, records, written }) => (
          <li key={`${kind} ${table}`}>
            <strong>{visible(table, 60)}</strong> · {t(`restore.plan.step.${kind}`, { count: written })}
            {written < records ? ` (${t('run.done-of', { done: formatCount(written), total: formatCount(records) })})` : ''}
          </li>
        ))}
        {newIds === 0 ? null : <li>{t('restore.receipt.new-ids', { count: newIds })}</li>}
      </ul>
    </>
  );
}
