import { Button } from '@mantine/core';
import { IconArrowLeft, IconArrowRight, IconLifebuoy } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { type AskedRun, useAskedRun } from '../../../app/data/use-asked-run.ts';
import { Card } from '../../../components/card.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { RunProgress } from '../../../components/run-progress.tsx';
import { Screen } from '../../../components/screen.tsx';
import { SkeletonLines } from '../../../components/skeletons.tsx';
import { t } from '../../../strings/translate.ts';
import type { RestoreAddress, Target } from '../address.ts';
import type { Choice } from '../choice.ts';
import { RestoreTrail } from '../restore-trail.tsx';
import classes from '../restore.module.css';
import { ConfirmRestore } from './confirm-restore.tsx';
import { figuresOfAll, hasFieldsOut, type LeftOutOf, leftOutOf, type Plan, requested } from './left-out.ts';
import { OnePlan, type Overwritten } from './one-plan.tsx';
import { PlanFigures } from './plan-figures.tsx';
import { Refused } from './refused.tsx';
import { TakeOut } from './take-out.tsx';
import { TargetPicker } from './target-picker.tsx';

interface PlanStepProps {
  readonly app: string;
  readonly choice: Choice;
  /** Where one came from, and where it is to be brought. */
  readonly address: RestoreAddress;
}

/** What will be done, shown before anything is: each write in numbers, what is left alone and why, and everything can be unticked. */
export function PlanStep({ app, choice, address }: PlanStepProps): ReactNode {
  const navigate = useNavigate();
  const { target = 'live', into } = address;
  const [overwrite, setOverwrite] = useState<Overwritten>([]);
  const isInto = target === 'live' || (target === 'app' && into !== undefined);
  const asked = useAskedRun(isInto ? { kind: 'restore-plan', app, choice, ...(target === 'app' && into !== undefined ? { into } : {}), ...(overwrite.length === 0 ? {} : { overwrite: [...overwrite] }) } : undefined);
  const plans = asked.run?.result?.kind === 'restore-plan' ? asked.run.result.plans : undefined;
  const back = <BackButton app={app} choice={choice} address={address} />;
  const pick = (next: Target, other?: string): void => {
    const { target: _target, into: _into, ...rest } = address;
    setOverwrite([]);
    void navigate({ to: '/app/$app/restore', params: { app }, search: { ...rest, ...(next === 'live' ? {} : { target: next }), ...(other === undefined ? {} : { into: other }) }, replace: true });
  };
  const sentence = target === 'scratch' || target === 'files' ? t('restore.out.sentence') : isInto ? sentenceOf(asked, plans) : t('restore.plan.sentence.where');
  return (
    <Screen title={t('restore.title')} app={app} place="plan" sentence={<span role="status">{sentence}</span>}>
      <RestoreTrail at="plan" />
      <TargetPicker app={app} target={target} into={into} onPick={pick} />
      {target === 'scratch' || target === 'files' ? (
        <TakeOut key={target} app={app} choice={choice} target={target} back={back} />
      ) : plans === undefined ? (
        <>
          {isInto ? <Working asked={asked} /> : null}
          <div className={classes.buttons}>{back}</div>
        </>
      ) : (
        <Shown key={plans.map(({ id }) => id).join(' ')} app={app} plans={plans} back={back} again={asked.again} onOverwrite={(more) => setOverwrite([...overwrite, ...more])} />
      )}
    </Screen>
  );
}

function sentenceOf({ run, problem }: AskedRun, plans: readonly Plan[] | undefined): string {
  if (plans?.some(({ refused }) => refused !== undefined) === true) return t('restore.plan.sentence.refused');
  if (plans !== undefined) return t(plans.every(({ records }) => records === 0) ? 'restore.plan.sentence.nothing' : 'restore.plan.sentence');
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
  /** In the order in which they are done. */
  readonly plans: readonly Plan[];
  readonly back: ReactNode;
  readonly again: () => void;
  readonly onOverwrite: (more: Overwritten) => void;
}

function Shown({ app, plans, back, again, onOverwrite }: ShownProps): ReactNode {
  const [left, setLeft] = useState<LeftOutOf>(new Map());
  const [confirming, setConfirming] = useState(false);
  const figures = figuresOfAll(plans, left);
  const isEmpty = plans.every(({ records }) => records === 0);
  const isVague = [...left.values()].some(hasFieldsOut);
  const into = plans[0]?.into ?? app;
  const refused = plans.find((plan) => plan.refused !== undefined)?.refused;
  // Who may not write may not see the trash either: what would be planned is not what will be done.
  if (refused !== undefined) {
    return (
      <>
        <Refused app={into} problem={refused} again={again} />
        <div className={classes.buttons}>{back}</div>
      </>
    );
  }
  return (
    <>
      {isEmpty ? <p className={classes.lead}>{t(plans.every(({ leftAlone, cannot }) => leftAlone.length + cannot.length === 0) ? 'restore.plan.nothing.text' : 'restore.plan.nothing.left')}</p> : <PlanFigures figures={figures} />}
      {plans.length < 2 ? null : <p className={classes.lead}>{t('restore.plan.several', { count: plans.length })}</p>}
      {plans.map((plan, index) => (
        <OnePlan key={plan.id} app={app} plan={plan} part={plans.length < 2 ? undefined : { at: index + 1, of: plans.length }} left={leftOutOf(left, plan.id)} onChange={(next) => setLeft(new Map(left).set(plan.id, next))} onOverwrite={onOverwrite} />
      ))}
      <div className={classes.buttons}>
        {back}
        <span className={classes.hint}>
          {isEmpty ? null : (
            <>
              <IconLifebuoy size="1rem" stroke={1.75} aria-hidden /> {t(figures.records === 0 ? 'restore.plan.all-out' : into === app ? 'restore.plan.safety' : 'restore.plan.safety.other')}
            </>
          )}
        </span>
        {isEmpty ? null : (
          <Button disabled={figures.records === 0} rightSection={<IconArrowRight size="1rem" aria-hidden />} onClick={() => setConfirming(true)}>
            {isVague ? t('restore.plan.do.fields') : t('restore.plan.do', { count: figures.records })}
          </Button>
        )}
      </div>
      <ConfirmRestore app={app} into={into} plans={[...requested(plans, left)]} records={isVague ? undefined : figures.records} opened={confirming} onClose={() => setConfirming(false)} onForgotten={again} />
    </>
  );
}

/** To where one came from: what was found, the comparison, or the record. */
function BackButton({ app, choice, address: { door, incidents } }: PlanStepProps): ReactNode {
  const look = { variant: 'default', leftSection: <IconArrowLeft size="1rem" aria-hidden /> } as const;
  if (choice.by === 'comparison') {
    const { backup: from, to, table, change } = choice;
    return (
      <Button {...look} renderRoot={(props) => <Link to="/app/$app/compare" params={{ app }} search={{ from, to, table, change }} {...props} />}>
        {t('common.back')}
      </Button>
    );
  }
  if (choice.by === 'tables') {
    const [table] = choice.tables ?? [];
    const record = table?.ids?.[0];
    return (
      <Button {...look} renderRoot={(props) => <Link to="/app/$app/data" params={{ app }} search={{ backup: choice.backup, ...(table === undefined ? {} : { table: table.name }), ...(record === undefined ? {} : { record }) }} {...props} />}>
        {t('common.back')}
      </Button>
    );
  }
  return (
    <Button {...look} renderRoot={(props) => <Link to="/app/$app/restore" params={{ app }} search={{ step: 'found', door: door ?? 'deleted', ...(incidents === undefined ? {} : { incidents }) }} {...props} />}>
      {t('common.back')}
    </Button>
  );
}
