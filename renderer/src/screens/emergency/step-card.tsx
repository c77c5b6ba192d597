import { Button, Radio } from '@mantine/core';
import { IconArrowBackUp, IconDatabase, IconSearch } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { useStatus } from '../../app/data/status.tsx';
import { useRun } from '../../app/data/use-run.ts';
import type { AppInfo } from '../../app/use-app.ts';
import { LinkButton } from '../../components/links.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { RunProgress } from '../../components/run-progress.tsx';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import classes from './emergency.module.css';
import { Messages } from './messages.tsx';
import type { Emergency, EmergencyStep } from './types.ts';

interface StepProps {
  readonly app: AppInfo;
  readonly emergency: Emergency;
  readonly step: EmergencyStep;
}

/** The step that is looked at, large: what to do, why, and the one button that helps. */
export function StepCard({ app, emergency, step }: StepProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that was pressed went with its step; who types elsewhere keeps the focus when Holdfast ticks one off.
  useEffect(() => {
    if (document.activeElement === null || document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  const at = emergency.steps.findIndex(({ id }) => id === step.id) + 1;
  return (
    <section className={classes.step} aria-label={step.title}>
      <p className={classes.small}>{t('emergency.step.of', { at, of: emergency.steps.length })}</p>
      <h2 ref={heading} tabIndex={-1} className={classes.title}>
        {step.title}
      </h2>
      {step.says.map((says) => (
        <p key={says} className={classes.says}>
          {visible(says)}
        </p>
      ))}
      {step.found === undefined ? null : (
        <p className={classes.found} data-seen={step.seen}>
          {visible(step.found)}
        </p>
      )}
      {step.error === undefined ? null : <ProblemPanel problem={step.error} />}
      <Acts app={app} emergency={emergency} step={step} />
    </section>
  );
}

function Acts({ app, emergency, step }: StepProps): ReactNode {
  const set = useMutation(query.emergencies.step.mutationOptions());
  const say = (state: 'open' | 'done' | 'skipped'): void => set.mutate({ app: app.name, id: emergency.id, step: step.id, state });
  const isBehind = step.state === 'done' || step.state === 'skipped';
  const error = set.error === null ? null : <ProblemPanel problem={toProblem(set.error)} />;
  const said = { loading: set.isPending, onDone: () => say('done'), onSkip: () => say('skipped') };
  if (isBehind) {
    return (
      <>
        {error}
        <div className={classes.buttons}>
          <Further app={app} step={step} />
          {step.seen || step.id === 'snapshot' ? null : (
            <Button variant="subtle" loading={set.isPending} onClick={() => say('open')}>
              {t('emergency.step.reopen')}
            </Button>
          )}
        </div>
        {step.id === 'tell' ? <Messages app={app.name} emergency={emergency} /> : null}
      </>
    );
  }
  return (
    <>
      {step.id === 'tell' ? <Messages app={app.name} emergency={emergency} /> : null}
      {error}
      {step.id === 'snapshot' ? <Snapshot app={app.name} emergency={emergency} step={step} onSkip={() => say('skipped')} /> : step.id === 'decide' ? <Decide app={app.name} emergency={emergency} onSkip={() => say('skipped')} /> : <Usual app={app} step={step} said={said} />}
    </>
  );
}

interface Said {
  readonly loading: boolean;
  readonly onDone: () => void;
  readonly onSkip: () => void;
}

function Usual({ app, step, said }: { readonly app: AppInfo; readonly step: EmergencyStep; readonly said: Said }): ReactNode {
  const leads = step.id === 'scope' || step.id === 'restore' || step.id === 'verify';
  return (
    <>
      {step.id === 'scope' || step.id === 'verify' ? <Looking app={app.name} /> : null}
      <div className={classes.buttons}>
        {leads ? <Further app={app} step={step} isMain /> : null}
        {step.id === 'restore' && app.platform === 'base44' ? null : (
          <Button variant={leads ? 'default' : 'filled'} loading={said.loading} onClick={said.onDone}>
            {t('emergency.step.done')}
          </Button>
        )}
        <Button variant="subtle" disabled={said.loading} onClick={said.onSkip}>
          {t(step.id === 'restore' ? 'emergency.step.restore.not-needed' : 'emergency.step.skip')}
        </Button>
      </div>
      {step.id === 'restore' && app.platform === 'base44' ? <p className={classes.small}>{t('emergency.step.restore.waits')}</p> : null}
    </>
  );
}

/** Where on other screens this step is taken. */
function Further({ app, step, isMain = false }: { readonly app: AppInfo; readonly step: EmergencyStep; readonly isMain?: boolean }): ReactNode {
  const params = { app: app.name };
  const variant = isMain ? 'filled' : 'default';
  switch (step.id) {
    case 'scope':
      return (
        <>
          <LinkButton variant={variant} to="/app/$app/restore" params={params} search={{ step: 'found', door: 'deleted' }} leftSection={<IconSearch size="1.125rem" stroke={1.75} aria-hidden />}>
            {t('emergency.step.scope.do')}
          </LinkButton>
          <LinkButton variant="default" to="/app/$app/compare" params={params}>
            {t('emergency.step.compare')}
          </LinkButton>
        </>
      );
    case 'restore':
      return (
        <>
          <LinkButton variant={variant} to="/app/$app/restore" params={params} search={{ step: 'found', door: 'deleted' }} leftSection={<IconArrowBackUp size="1.125rem" stroke={1.75} aria-hidden />}>
            {t(app.platform === 'base44' ? 'emergency.step.restore.do' : 'emergency.step.restore.opened')}
          </LinkButton>
          <LinkButton variant="default" to="/app/$app/data" params={params} leftSection={<IconDatabase size="1.125rem" stroke={1.75} aria-hidden />}>
            {t('emergency.step.restore.data')}
          </LinkButton>
        </>
      );
    case 'verify':
      return <LookAgain app={app.name} isMain={isMain} />;
    default:
      return null;
  }
}

function LookAgain({ app, isMain }: { readonly app: string; readonly isMain: boolean }): ReactNode {
  const look = useMutation(query.runs.start.mutationOptions());
  const isLooking = useStatus()?.running.some(({ request }) => request.kind === 'incidents' && request.app === app) === true;
  return (
    <>
      <Button variant={isMain ? 'filled' : 'default'} loading={look.isPending} disabled={isLooking} onClick={() => look.mutate({ kind: 'incidents', app })}>
        {t('emergency.step.verify.do')}
      </Button>
      {look.error === null ? null : <ProblemPanel problem={toProblem(look.error)} />}
    </>
  );
}

/** A look for losses that goes on, whoever began it. */
function Looking({ app }: { readonly app: string }): ReactNode {
  const running = useStatus()?.running.find(({ request }) => request.kind === 'incidents' && request.app === app);
  const { run } = useRun(running?.id);
  if (running === undefined) return null;
  return run?.state === 'running' ? <RunProgress run={run} /> : <p className={classes.small}>{t('emergency.step.scope.looking')}</p>;
}

function Snapshot({ app, emergency, step, onSkip }: { readonly app: string; readonly emergency: Emergency; readonly step: EmergencyStep; readonly onSkip: () => void }): ReactNode {
  const again = useMutation(query.emergencies.again.mutationOptions());
  const running = useStatus()?.running.find(({ request }) => request.kind === 'backup' && request.app === app);
  const { run } = useRun(running?.id);
  if (step.state === 'working') return run?.state === 'running' ? <RunProgress run={run} /> : <p className={classes.small}>{t('emergency.step.snapshot.waits')}</p>;
  return (
    <>
      {again.error === null ? null : <ProblemPanel problem={toProblem(again.error)} />}
      <div className={classes.buttons}>
        <Button loading={again.isPending} onClick={() => again.mutate({ app, id: emergency.id })}>
          {t('emergency.step.again')}
        </Button>
        <Button variant="subtle" onClick={onSkip}>
          {t('emergency.step.skip')}
        </Button>
      </div>
    </>
  );
}

const decisions = ['restore-data', 'roll-back-code', 'both', 'neither'] as const;

function Decide({ app, emergency, onSkip }: { readonly app: string; readonly emergency: Emergency; readonly onSkip: () => void }): ReactNode {
  const [chosen, setChosen] = useState<(typeof decisions)[number]>();
  const set = useMutation(query.emergencies.step.mutationOptions());
  return (
    <>
      <Radio.Group label={t('emergency.decide')} value={chosen ?? null} onChange={(value) => setChosen(decisions.find((one) => one === value))}>
        <div className={classes.decisions}>
          {decisions.map((one) => (
            <Radio key={one} value={one} label={t(`emergency.decide.${one}`)} description={t(`emergency.decide.${one}.why`)} />
          ))}
        </div>
      </Radio.Group>
      {set.error === null ? null : <ProblemPanel problem={toProblem(set.error)} />}
      <div className={classes.buttons}>
        <Button disabled={chosen === undefined} loading={set.isPending} onClick={() => (chosen === undefined ? undefined : set.mutate({ app, id: emergency.id, step: 'decide', state: 'done', decision: chosen }))}>
          {t('emergency.step.decide.do')}
        </Button>
        <Button variant="subtle" disabled={set.isPending} onClick={onSkip}>
          {t('emergency.step.skip')}
        </Button>
      </div>
    </>
  );
}
