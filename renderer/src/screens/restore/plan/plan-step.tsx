import { Button, Modal } from '@mantine/core';
import { IconArrowLeft, IconArrowRight, IconInfoCircle, IconLifebuoy } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { type AskedRun, useAskedRun } from '../../../app/data/use-asked-run.ts';
import { Card } from '../../../components/card.tsx';
import { PlainText } from '../../../components/plain-text.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { ReconnectForm } from '../../../components/reconnect-form.tsx';
import { RunProgress } from '../../../components/run-progress.tsx';
import { Screen } from '../../../components/screen.tsx';
import { SkeletonLines } from '../../../components/skeletons.tsx';
import { node, withNodes } from '../../../components/with-nodes.tsx';
import { t } from '../../../strings/translate.ts';
import { visible } from '../../../strings/visible.ts';
import type { SearchDoor } from '../address.ts';
import type { Choice } from '../choice.ts';
import { LeftAlone } from '../left-alone.tsx';
import { RestoreTrail } from '../restore-trail.tsx';
import classes from '../restore.module.css';
import { ConfirmRestore } from './confirm-restore.tsx';
import { figuresOf, hasFieldsOut, nothingLeftOut, type Plan, withoutOf } from './left-out.ts';
import { PlanFigures } from './plan-figures.tsx';
import { PlanTable } from './plan-table.tsx';

interface PlanStepProps {
  readonly app: string;
  readonly choice: Choice;
  /** Where one came from; absent from Compare. */
  readonly door: SearchDoor | undefined;
}

/** What will be done, shown before anything is: each write in numbers, what is left alone and why, and everything can be unticked. */
export function PlanStep({ app, choice, door }: PlanStepProps): ReactNode {
  const asked = useAskedRun({ kind: 'restore-plan', app, choice });
  const plan = asked.run?.result?.kind === 'restore-plan' ? asked.run.result.plan : undefined;
  const back = <BackButton app={app} choice={choice} door={door} />;
  return (
    <Screen title={t('restore.title')} app={app} place="plan" sentence={<span role="status">{sentenceOf(asked, plan)}</span>}>
      <RestoreTrail at="plan" />
      {plan === undefined ? (
        <>
          <Working asked={asked} />
          <div className={classes.buttons}>{back}</div>
        </>
      ) : (
        <Shown key={plan.id} app={app} plan={plan} back={back} again={asked.again} />
      )}
    </Screen>
  );
}

function sentenceOf({ run, problem }: AskedRun, plan: Plan | undefined): string {
  if (plan?.refused !== undefined) return t('restore.plan.sentence.refused');
  if (plan !== undefined) return t(plan.records === 0 ? 'restore.plan.sentence.nothing' : 'restore.plan.sentence');
  return t(problem !== undefined || run?.state === 'cancelled' ? 'restore.plan.sentence.failed' : 'restore.plan.sentence.working');
}

function Working({ asked: { run, problem, again } }: { readonly asked: AskedRun }): ReactNode {
  const isStopped = run?.state === 'cancelled';
  return (
    <Card>
      {problem === undefined ? null : <ProblemPanel problem={problem} action={{ label: t('restore.plan.again'), onClick: again }} />}
      {isStopped ? (
        <>
          <p className={classes.text}>{t('restore.plan.stopped')}</p>
          <Button onClick={again}>{t('restore.plan.again')}</Button>
        </>
      ) : null}
      {run?.state === 'running' ? <RunProgress run={run} phases="none" /> : null}
      {problem === undefined && !isStopped ? <SkeletonLines lines={5} /> : null}
    </Card>
  );
}

interface ShownProps {
  readonly app: string;
  readonly plan: Plan;
  readonly back: ReactNode;
  readonly again: () => void;
}

function Shown({ app, plan, back, again }: ShownProps): ReactNode {
  const [left, setLeft] = useState(nothingLeftOut);
  const [confirming, setConfirming] = useState(false);
  const figures = figuresOf(plan, left);
  const isEmpty = plan.records === 0;
  const label = hasFieldsOut(left) ? t('restore.plan.do.fields') : t('restore.plan.do', { count: figures.records });
  // Who may not write may not see the trash either: what would be planned is not what will be done.
  if (plan.refused !== undefined) {
    return (
      <>
        <Refused app={app} problem={plan.refused} again={again} />
        <div className={classes.buttons}>{back}</div>
      </>
    );
  }
  return (
    <>
      {isEmpty ? <p className={classes.lead}>{t(plan.leftAlone.length + plan.cannot.length === 0 ? 'restore.plan.nothing.text' : 'restore.plan.nothing.left')}</p> : <PlanFigures figures={figures} />}
      {isEmpty ? null : (
        <Card title={t('restore.plan.tables')} aside={t('restore.plan.tables.untick')} flush>
          <ul className={classes.tables}>
            {plan.tables.map((table) => (
              <PlanTable key={table.name} app={app} plan={plan} table={table} left={left} onChange={setLeft} />
            ))}
          </ul>
        </Card>
      )}
      <LeftAlone groups={plan.leftAlone} />
      <Cannot plan={plan} />
      <Notes plan={plan} />
      <div className={classes.buttons}>
        {back}
        <span className={classes.hint}>
          {isEmpty ? null : (
            <>
              <IconLifebuoy size="1rem" stroke={1.75} aria-hidden /> {t(figures.records === 0 ? 'restore.plan.all-out' : 'restore.plan.safety')}
            </>
          )}
        </span>
        {isEmpty ? null : (
          <Button disabled={figures.records === 0} rightSection={<IconArrowRight size="1rem" aria-hidden />} onClick={() => setConfirming(true)}>
            {label}
          </Button>
        )}
      </div>
      <ConfirmRestore app={app} into={plan.into} plan={plan.id} without={withoutOf(left)} records={hasFieldsOut(left) ? undefined : figures.records} opened={confirming} onClose={() => setConfirming(false)} onForgotten={again} />
    </>
  );
}

/** Said before anything is tried: a token that may only read. */
function Refused({ app, problem, again }: { readonly app: string; readonly problem: NonNullable<Plan['refused']>; readonly again: () => void }): ReactNode {
  const [reconnecting, setReconnecting] = useState(false);
  return (
    <>
      <ProblemPanel problem={{ message: problem.message, nextStep: problem.nextStep }} action={{ label: t('restore.plan.reconnect'), onClick: () => setReconnecting(true) }} />
      <Modal opened={reconnecting} onClose={() => setReconnecting(false)} title={t('restore.plan.reconnect.title')} closeButtonProps={{ 'aria-label': t('common.close') }}>
        <ReconnectForm
          app={app}
          focused
          onDone={() => {
            setReconnecting(false);
            again();
          }}
        />
      </Modal>
    </>
  );
}

function Cannot({ plan: { cannot } }: { readonly plan: Plan }): ReactNode {
  if (cannot.length === 0) return null;
  return (
    <Card title={t('restore.plan.cannot')}>
      <ul className={classes.list}>
        {cannot.map(({ what, why, nextStep }) => (
          <li key={what}>
            <strong>
              <PlainText value={what} longest={80} />
            </strong>
            : {visible(why, 400)} {visible(nextStep, 400)}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Notes({ plan: { notes, references } }: { readonly plan: Plan }): ReactNode {
  if (notes.length + references.length === 0) return null;
  return (
    <Card title={t('restore.plan.notes')}>
      <ul className={classes.reasons}>
        {references.map(({ table, field, targets }) => (
          <Note key={`${table} ${field}`}>
            {withNodes(t('restore.plan.references', { table: node('table'), field: node('field'), targets: node('targets') }), {
              table: <PlainText value={table} longest={60} />,
              field: <PlainText value={field} longest={60} />,
              targets: <PlainText value={targets.join(', ')} longest={120} />,
            })}
          </Note>
        ))}
        {notes.map((note) => (
          <Note key={note}>
            <PlainText value={note} longest={600} expandable />
          </Note>
        ))}
      </ul>
    </Card>
  );
}

function Note({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <li className={classes.reason}>
      <IconInfoCircle size="1rem" stroke={1.75} className={classes.reasonSign} aria-hidden />
      <span>{children}</span>
    </li>
  );
}

/** To where one came from: what was found, or the comparison. */
function BackButton({ app, choice, door }: PlanStepProps): ReactNode {
  const look = { variant: 'default', leftSection: <IconArrowLeft size="1rem" aria-hidden /> } as const;
  if (choice.by === 'comparison') {
    const { backup: from, to, table, change } = choice;
    return (
      <Button {...look} renderRoot={(props) => <Link to="/app/$app/compare" params={{ app }} search={{ from, to, table, change }} {...props} />}>
        {t('common.back')}
      </Button>
    );
  }
  return (
    <Button {...look} renderRoot={(props) => <Link to="/app/$app/restore" params={{ app }} search={{ step: 'found', door: door ?? 'deleted' }} {...props} />}>
      {t('common.back')}
    </Button>
  );
}
