import { Button } from '@mantine/core';
import { IconArrowBackUp, IconCircleCheck, IconDownload, IconLifebuoy } from '@tabler/icons-react';
import { useMutation, useQueries, useQuery } from '@tanstack/react-query';
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
import { NotBackedUp } from './not-backed-up.tsx';
import { takenBackWords } from './receipt-words.ts';
import { RestoreTrail } from './restore-trail.tsx';
import classes from './restore.module.css';
import { StoppedPanel } from './stopped-panel.tsx';
import { UndoDialog } from './undo-dialog.tsx';

type Answer = Answers['restores']['receipt'];
type Receipt = Answer['receipt'];

/** What came of a restore, with the way back; of one that stopped half-way, the way on. Several that were done one after the other stand below each other. */
export function ReceiptStep({ app, restores }: { readonly app: string; readonly restores: readonly string[] }): ReactNode {
  // Another one may have taken it back, or gone on with it, since it was looked at.
  const fresh = { refetchOnMount: 'always' as const };
  const answers = useQueries({ queries: restores.map((restore) => ({ ...query.restores.receipt.queryOptions({ input: { app, restore } }), ...fresh })) });
  const list = useQuery({ ...query.restores.list.queryOptions({ input: { app } }), ...fresh });
  const failed = answers.find(({ error }) => error !== null);
  if (failed !== undefined) {
    return (
      <Screen title={t('restore.title')} app={app} place="receipt" sentence={t('restore.ended.sentence.unknown')}>
        <ProblemPanel problem={toProblem(failed.error)} action={{ label: t('common.try-again'), onClick: () => void failed.refetch() }} />
      </Screen>
    );
  }
  const loaded = answers.flatMap(({ data, isFetchedAfterMount }) => (data === undefined || !isFetchedAfterMount ? [] : [data]));
  if (loaded.length < restores.length || !list.isFetchedAfterMount) return <SkeletonScreen />;
  return <Shown app={app} answers={loaded} stateOf={(restore) => list.data?.restores.find(({ id }) => id === restore)?.state} />;
}

type State = Answers['restores']['list']['restores'][number]['state'];

interface ShownProps {
  readonly app: string;
  readonly answers: readonly Answer[];
  readonly stateOf: (restore: string) => State | undefined;
}

function Shown({ app, answers, stateOf }: ShownProps): ReactNode {
  const [only] = answers;
  const isOne = answers.length === 1;
  const finished = answers.every((answer) => answer.finished);
  const whole = answers.every(isWhole);
  const wrote = answers.some(({ receipt }) => receipt.written > 0);
  const receipts = answers.map(({ receipt }) => receipt);
  const takenBack = takenBackWords(receipts.map(({ id }) => stateOf(id)));
  const backAt = answers.flatMap(({ receipt: { id, into, written, endedAt }, finished: isOver }) => (isOver && written > 0 && into === app && stateOf(id) !== 'undone' ? [endedAt] : [])).toSorted().at(-1);
  const sentence = !finished ? t('restore.receipt.sentence.half') : (takenBack ?? (isOne && only !== undefined ? sentenceOf(only.receipt) : sentenceOfAll(receipts)));
  return (
    <Screen title={t('restore.title')} app={app} place={`receipt ${receipts.map(({ id }) => id).join(' ')}`} sentence={<span role="status">{sentence}</span>}>
      <RestoreTrail at="done" over={finished} />
      {finished && wrote && takenBack === undefined ? (
        <p className={classes.proved} data-whole={whole}>
          {whole ? <IconCircleCheck size="1.25rem" stroke={1.75} aria-hidden /> : null}
          {t(whole ? (isOne && only !== undefined && only.receipt.into !== app ? 'restore.receipt.lead.other' : 'restore.receipt.lead') : 'restore.receipt.lead.some', { app: only?.receipt.into ?? app })}
        </p>
      ) : null}
      {answers.map((answer, index) => (
        <OneReceipt key={answer.receipt.id} app={app} answer={answer} state={stateOf(answer.receipt.id)} part={isOne ? undefined : { at: index + 1, of: answers.length }} />
      ))}
      {backAt === undefined ? null : <NotBackedUp app={app} since={backAt} />}
      <div className={classes.buttons}>
        {isOne && only !== undefined ? <Ways app={app} answer={only} state={stateOf(only.receipt.id)} /> : null}
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
    </Screen>
  );
}

function isWhole({ receipt: { verified, asked }, finished }: Answer): boolean {
  return finished && verified === asked && asked > 0;
}

interface OneProps {
  readonly app: string;
  readonly answer: Answer;
  readonly state: State | undefined;
}

function OneReceipt({ app, answer, state, part }: OneProps & { readonly part: { readonly at: number; readonly of: number } | undefined }): ReactNode {
  const { receipt, finished } = answer;
  const { failures, safetyBackup } = receipt;
  return (
    <>
      {finished || state === 'running' ? null : <StoppedPanel app={app} restore={receipt.id} into={receipt.into} asked={receipt.asked} written={receipt.written} />}
      {state === 'undone' && part !== undefined ? <p className={classes.quiet}>{t('restore.receipt.undone')}</p> : null}
      <Card title={part === undefined ? t(finished ? 'restore.receipt.figures' : 'restore.receipt.figures.half') : t('restore.receipt.part', part)} aside={<When at={receipt.endedAt} />}>
        <Figures receipt={receipt} />
        <Steps receipt={receipt} />
        {safetyBackup === null ? null : (
          <p className={classes.note}>
            <IconLifebuoy size="1rem" stroke={1.75} aria-hidden /> {t('restore.receipt.safety')}
          </p>
        )}
        {part === undefined ? null : (
          <div className={classes.ways}>
            <Ways app={app} answer={answer} state={state} />
          </div>
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
    </>
  );
}

/** Back, and a receipt to keep. */
function Ways({ app, answer: { receipt, finished, file }, state }: OneProps): ReactNode {
  const [undoing, setUndoing] = useState(false);
  const save = useMutation({ mutationFn: () => saveFile(file) });
  const canUndo = finished && state === 'finished' && receipt.safetyBackup !== null && receipt.written > 0;
  return (
    <>
      {canUndo ? (
        <Button variant="default" leftSection={<IconArrowBackUp size="1rem" stroke={1.75} aria-hidden />} onClick={() => setUndoing(true)}>
          {t('restore.receipt.undo')}
        </Button>
      ) : null}
      <Button variant="default" leftSection={<IconDownload size="1rem" stroke={1.75} aria-hidden />} loading={save.isPending} onClick={() => save.mutate()}>
        {t('restore.receipt.save')}
      </Button>
      {save.error === null ? null : <ProblemPanel problem={toProblem(save.error)} />}
      <UndoDialog app={app} restore={receipt.id} into={receipt.into} opened={undoing} onClose={() => setUndoing(false)} />
    </>
  );
}

/** The same of several that were done one after the other. */
function sentenceOfAll(receipts: readonly Receipt[]): string {
  const sum = (of: (receipt: Receipt) => number): number => receipts.reduce((total, receipt) => total + of(receipt), 0);
  const [asked, verified] = [sum((receipt) => receipt.asked), sum((receipt) => receipt.verified)];
  if (sum(({ written }) => written) === 0) return t('restore.receipt.sentence.nothing');
  if (verified < asked) return t('restore.receipt.sentence.some', { verified: formatCount(verified), asked: formatCount(asked) });
  return t('restore.receipt.sentence.several', { count: verified - sum(({ mended }) => mended) });
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
