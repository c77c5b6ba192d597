import { Button, Checkbox, Select } from '@mantine/core';
import { IconEye, IconFlag, IconShieldCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { useRun } from '../../app/data/use-run.ts';
import { Card } from '../../components/card.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { RunProgress } from '../../components/run-progress.tsx';
import { useNow, When } from '../../components/when.tsx';
import { clockTime } from '../../strings/age.ts';
import { capital, formatMoment } from '../../strings/moment.ts';
import { formatDuration } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { Findings } from './findings.tsx';
import classes from './guard.module.css';
import { minuteChoices } from './minutes.ts';
import type { GuardSession } from './sentence.ts';

interface WindowProps {
  readonly app: string;
  readonly session: GuardSession;
  readonly looking: boolean;
}

/** A change that is watched, from its backup to its last look. */
export function Window({ app, session, looking }: WindowProps): ReactNode {
  switch (session.phase) {
    case 'backing-up':
      return <BackingUp app={app} session={session} />;
    case 'asks':
      return <Asks app={app} session={session} />;
    case 'watching':
    case 'ending':
      return (
        <div className={classes.columns}>
          <Findings app={app} session={session} />
          <Times app={app} session={session} looking={looking} />
        </div>
      );
    case 'ended':
    case 'abandoned':
      return null;
  }
}

function BackingUp({ app, session }: Omit<WindowProps, 'looking'>): ReactNode {
  const { run } = useRun(session.runId);
  const end = useMutation(query.guard.end.mutationOptions());
  return (
    <Card title={t('guard.backing-up.title')}>
      {end.error === null ? null : <ProblemPanel problem={toProblem(end.error)} />}
      {run?.state === 'running' ? (
        <RunProgress run={run} />
      ) : (
        <div className={classes.waits}>
          <span>{t('guard.backing-up.waits')}</span>
          <Button variant="default" loading={end.isPending} onClick={() => end.mutate({ app })}>
            {t('guard.stop')}
          </Button>
        </div>
      )}
    </Card>
  );
}

/** The backup is not whole: what that means, and a person decides. */
function Asks({ app, session: { backup, problem } }: Omit<WindowProps, 'looking'>): ReactNode {
  const again = useMutation(query.guard.again.mutationOptions());
  const goOn = useMutation(query.guard.goOn.mutationOptions());
  const end = useMutation(query.guard.end.mutationOptions());
  const busy = again.isPending || goOn.isPending || end.isPending;
  const error = again.error ?? goOn.error ?? end.error;
  return (
    <>
      {problem === undefined ? null : <ProblemPanel problem={problem} />}
      {error === null ? null : <ProblemPanel problem={toProblem(error)} />}
      <Card title={backup === undefined ? t('guard.backing-up.title') : t('guard.asks.title')}>
        {backup === undefined ? null : (
          <>
            <p className={classes.lead}>{t(backup.isVerified ? 'guard.asks.text' : 'guard.asks.unverified')}</p>
            <Lacking lacking={backup.lacking} />
          </>
        )}
        <div className={classes.buttons}>
          <Button loading={again.isPending} disabled={busy} onClick={() => again.mutate({ app })}>
            {t('guard.asks.again')}
          </Button>
          {backup === undefined ? null : (
            <Button variant="default" loading={goOn.isPending} disabled={busy} onClick={() => goOn.mutate({ app })}>
              {t('guard.asks.go-on')}
            </Button>
          )}
          <Button variant="subtle" loading={end.isPending} disabled={busy} onClick={() => end.mutate({ app })}>
            {t('guard.asks.stop')}
          </Button>
        </div>
      </Card>
    </>
  );
}

interface WindowActs {
  readonly look: () => void;
  readonly end: (without?: true) => void;
  readonly isLooking: boolean;
  readonly isEnding: boolean;
  /** Why the last of them was not done. */
  readonly error: Error | null;
}

/** What can be done with a window: the buttons stand in the head of the screen, and what came of them below it. */
export function useWindowActs(app: string): WindowActs {
  const look = useMutation(query.guard.look.mutationOptions());
  const end = useMutation(query.guard.end.mutationOptions());
  return {
    look: () => {
      end.reset();
      look.mutate({ app });
    },
    end: (without) => {
      look.reset();
      end.mutate({ app, ...(without === undefined ? {} : { without }) });
    },
    isLooking: look.isPending,
    isEnding: end.isPending,
    error: look.error ?? end.error,
  };
}

/** To look now, and to end it. */
export function WindowActions({ acts, session, looking }: Omit<WindowProps, 'app'> & { readonly acts: WindowActs }): ReactNode {
  const isEnding = session.phase === 'ending';
  if (!isEnding && session.phase !== 'watching') return null;
  return (
    <>
      {isEnding ? (
        <Button variant="default" loading={acts.isEnding} disabled={looking} onClick={() => acts.end(true)}>
          {t('guard.window.end-without')}
        </Button>
      ) : (
        <Button variant="default" leftSection={<IconFlag size="1.0625rem" stroke={1.75} aria-hidden />} loading={acts.isEnding} disabled={looking} onClick={() => acts.end()}>
          {t('guard.window.end')}
        </Button>
      )}
      <Button leftSection={<IconEye size="1.0625rem" stroke={1.75} aria-hidden />} loading={looking || acts.isLooking} onClick={() => (isEnding ? acts.end() : acts.look())}>
        {t('guard.look.now')}
      </Button>
    </>
  );
}

/** How long it goes on, when it was looked, and what it is compared with. */
function Times({ app, session, looking }: WindowProps): ReactNode {
  const now = useNow();
  const set = useMutation(query.guard.set.mutationOptions());
  const { until, backup, nextLookAt, lookProblem, minutes, backupAfter, phase } = session;
  const left = until === undefined ? 0 : Date.parse(until) - now;
  const isEnding = phase === 'ending';
  return (
    <div className={classes.side}>
      {lookProblem === undefined ? null : (
        <ProblemPanel tone="attention" problem={{ message: `${t('guard.look.problem', { when: clockTime(lookProblem.at, now) })} ${lookProblem.error.message}`, nextStep: lookProblem.error.nextStep }} />
      )}
      {set.error === null ? null : <ProblemPanel problem={toProblem(set.error)} />}
      <Card title={t('guard.window.title')}>
        <p className={classes.left}>{left > 0 && !isEnding ? t('guard.window.left', { time: formatDuration(left) }) : t('guard.window.over')}</p>
        {until === undefined ? null : <p className={classes.small}>{t('guard.window.until', { time: clockTime(until, now) })}</p>}
        <dl className={classes.times}>
          <dt>{t('guard.window.last')}</dt>
          <dd>
            <span role="status">{looking ? t('guard.look.looking') : session.look === undefined ? t('guard.window.none') : <When at={session.look.at} />}</span>
          </dd>
          {looking || nextLookAt === undefined || isEnding ? null : (
            <>
              <dt>{t('guard.window.next')}</dt>
              <dd>{Date.parse(nextLookAt) <= now ? t('guard.window.now') : <When at={nextLookAt} />}</dd>
            </>
          )}
          {backup === undefined ? null : (
            <>
              <dt>{t('guard.window.backup')}</dt>
              <dd>
                {capital(formatMoment(backup.startedAt, now))}
                {backup.isComplete && backup.isVerified ? (
                  <span className={classes.protected}>
                    <IconShieldCheck size="1rem" stroke={1.75} aria-hidden /> {t('guard.window.backup.whole')}
                  </span>
                ) : null}
              </dd>
            </>
          )}
        </dl>
        {isEnding ? null : (
          <div className={classes.settings}>
            <Select label={t('guard.window.longer')} data={minuteChoices(minutes)} value={String(minutes)} disabled={set.isPending} onChange={(value) => (value === null ? undefined : set.mutate({ app, minutes: Number(value) }))} allowDeselect={false} />
            <Checkbox label={t('guard.window.after')} checked={backupAfter} disabled={set.isPending} onChange={(event) => set.mutate({ app, backupAfter: event.currentTarget.checked })} />
          </div>
        )}
      </Card>
      {backup === undefined || backup.lacking.length === 0 ? null : (
        <Card title={t('guard.asks.title')}>
          <Lacking lacking={backup.lacking} />
        </Card>
      )}
    </div>
  );
}

function Lacking({ lacking }: Pick<NonNullable<GuardSession['backup']>, 'lacking'>): ReactNode {
  return (
    <ul className={classes.lacking}>
      {lacking.map(({ table, why }) => (
        <li key={table}>
          <strong>
            <PlainText value={table} longest={80} />
          </strong>{' '}
          <PlainText value={why} />
        </li>
      ))}
    </ul>
  );
}
