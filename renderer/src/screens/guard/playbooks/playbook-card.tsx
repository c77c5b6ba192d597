import { Button, Checkbox } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconClock } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../../app/connection/problem.ts';
import { query } from '../../../app/data/queries.ts';
import { Card } from '../../../components/card.tsx';
import { LinkButton } from '../../../components/links.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { useNow, When } from '../../../components/when.tsx';
import { clockTime } from '../../../strings/age.ts';
import { formatCount, formatWhen } from '../../../strings/numbers.ts';
import { t } from '../../../strings/translate.ts';
import { visible } from '../../../strings/visible.ts';
import guard from '../guard.module.css';
import classes from './playbook-card.module.css';
import { nameOf, type Playbook, type Step, stepHow, stepTitle } from './playbook-words.ts';

/** One checklist: its steps in order, what ticked them, and what is to be done next. */
export function PlaybookCard({ playbook }: { readonly playbook: Playbook }): ReactNode {
  const { app, id, steps, seenAt, problem } = playbook;
  const check = useMutation(query.guard.checkPlaybook.mutationOptions());
  const tick = useMutation(query.guard.tick.mutationOptions());
  const done = steps.filter(({ state }) => state === 'done').length;
  const next = steps.find(({ state }) => state === 'open');
  const error = check.error ?? tick.error;
  return (
    <Card title={nameOf(playbook)} aside={t('guard.playbooks.done-of', { done, count: steps.length })}>
      <ol className={guard.steps}>
        {steps.map((step) => (
          <StepLine key={step.id} step={step} isNext={step === next} busy={tick.isPending} onTick={(ticked) => tick.mutate({ app, id, step: step.id, ticked })} />
        ))}
      </ol>
      {problem === undefined ? null : <ProblemPanel tone="attention" problem={problem} />}
      {error === null ? null : <ProblemPanel problem={toProblem(error)} />}
      <div className={classes.foot}>
        <Button loading={check.isPending} onClick={() => check.mutate({ app, id })}>
          {t('guard.playbooks.check')}
        </Button>
        {next?.id === 'guard-backup' || next?.id === 'backup-before-removal' ? (
          <LinkButton variant="default" to="/app/$app/guard" params={{ app }} search={{}}>
            {t('guard.tab.watch')}
          </LinkButton>
        ) : null}
        <GiveUp app={app} id={id} />
        <span className={classes.seen} role="status">
          {seenAt === undefined ? t('guard.playbooks.unseen') : <Seen at={seenAt} />}
        </span>
      </div>
    </Card>
  );
}

function Seen({ at }: { readonly at: string }): ReactNode {
  return <>{t('guard.playbooks.seen', { when: formatWhen(at, useNow()) })}</>;
}

function StepLine({ step, isNext, busy, onTick }: { readonly step: Step; readonly isNext: boolean; readonly busy: boolean; readonly onTick: (ticked: boolean) => void }): ReactNode {
  const now = useNow();
  const title = stepTitle(step.id);
  const how = stepHow(step.id);
  const canTick = !step.isSeen && step.state !== 'waits';
  return (
    <li className={classes.step} data-state={step.state} aria-current={isNext ? 'step' : undefined}>
      <span className={classes.box}>{canTick ? <Checkbox aria-label={t('guard.step.tick', { step: title })} checked={step.state === 'done'} disabled={busy} onChange={(event) => onTick(event.currentTarget.checked)} /> : <Sign step={step} />}</span>
      <div className={classes.words}>
        <p className={classes.title}>{title}</p>
        {how === undefined || step.state === 'done' ? null : <p className={guard.small}>{how}</p>}
        {factsOf(step, now).map((fact) => (
          <p key={fact} className={guard.small}>
            {fact}
          </p>
        ))}
      </div>
      <span className={classes.by}>
        {step.state === 'done' ? (
          <>
            {t(step.by === 'person' ? 'guard.step.said' : 'guard.step.seen')}
            {step.at === undefined ? null : (
              <>
                {', '}
                <When at={step.at} />
              </>
            )}
          </>
        ) : step.state === 'waits' ? (
          t('guard.step.waits')
        ) : step.isSeen ? (
          t('guard.step.open-seen')
        ) : null}
      </span>
    </li>
  );
}

function Sign({ step: { state } }: { readonly step: Step }): ReactNode {
  const Icon = state === 'done' ? IconCircleCheck : state === 'waits' ? IconClock : IconCircleDashed;
  return <Icon size="1.25rem" stroke={1.75} className={classes.sign} data-state={state} aria-hidden />;
}

function factsOf({ facts }: Step, now: number): readonly string[] {
  const { backup, at, same, of, until, tables } = facts;
  return [
    ...(backup !== undefined && at !== undefined ? [t('guard.step.fact.backup', { time: clockTime(at, now) })] : []),
    ...(same !== undefined && of !== undefined ? [of === 0 ? t('guard.step.fact.no-values') : t('guard.step.fact.values', { same: formatCount(same), of: formatCount(of) })] : []),
    ...(until !== undefined && Date.parse(until) > now ? [t('guard.step.fact.until', { when: formatWhen(until, now) })] : []),
    ...(tables !== undefined && tables.length > 0 ? [t('guard.step.fact.lost', { tables: tables.map((name) => visible(name, 60)).join(', ') })] : []),
  ];
}

function GiveUp({ app, id }: { readonly app: string; readonly id: string }): ReactNode {
  const abandon = useMutation(query.guard.abandonPlaybook.mutationOptions());
  return (
    <Button variant="subtle" color="gray" loading={abandon.isPending} onClick={() => abandon.mutate({ app, id })}>
      {t('guard.playbooks.give-up')}
    </Button>
  );
}

