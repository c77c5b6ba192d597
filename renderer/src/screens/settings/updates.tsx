import { Button, Menu, Progress, Switch } from '@mantine/core';
import { IconChevronDown, IconCircleCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { UpdatesState } from '../../../../shared/contract/updates.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { desktopQuery } from '../../app/data/queries.ts';
import { useUpdates } from '../../app/data/updates.tsx';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { useNow, When } from '../../components/when.tsx';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { formatDay, formatMoment } from '../../strings/moment.ts';
import { t } from '../../strings/translate.ts';
import classes from './settings.module.css';

type Update = NonNullable<UpdatesState['update']>;
const pastShown = 3;

/** Which version runs, which one is newer, and when it comes. */
export function Updates(): ReactNode {
  const updates = useUpdates();
  return (
    <div id="updates">
      <Card title={t('updates.title')}>
        {updates === undefined ? <SkeletonLines lines={3} /> : updates.support === 'yes' ? <Supported updates={updates} /> : <Unsupported updates={updates} why={updates.support} />}
      </Card>
    </div>
  );
}

function Unsupported({ updates, why }: { readonly updates: UpdatesState; readonly why: Exclude<UpdatesState['support'], 'yes'> }): ReactNode {
  return (
    <div className={classes.stack}>
      <p className={classes.strong}>{t('updates.running', { version: updates.version })}</p>
      <p className={classes.text}>{t(`updates.support.${why}`)}</p>
    </div>
  );
}

function Supported({ updates }: { readonly updates: UpdatesState }): ReactNode {
  const check = useMutation(desktopQuery.updates.check.mutationOptions());
  const automatic = useMutation(desktopQuery.updates.setAutomatic.mutationOptions());
  const { update, problem } = updates;
  const trouble = check.error ?? automatic.error;
  const isBusy = updates.isChecking || update?.stage === 'downloading' || update?.stage === 'installing';
  return (
    <div className={classes.stack}>
      {update === undefined ? <NothingNewer updates={updates} /> : <Newer update={update} automatic={updates.automatic} />}
      {problem === undefined ? null : <ProblemPanel problem={problem} tone="attention" />}
      {trouble === null ? null : <ProblemPanel problem={toProblem(trouble)} />}
      {update?.stage === 'ready' || update?.stage === 'installing' ? null : (
        <div className={classes.row}>
          <Button variant="default" loading={isBusy} onClick={() => check.mutate({})}>
            {t('updates.look')}
          </Button>
        </div>
      )}
      <div className={classes.part}>
        <Switch checked={updates.automatic} disabled={automatic.isPending} onChange={(event) => automatic.mutate({ on: event.currentTarget.checked })} label={t('updates.automatic')} description={t('updates.automatic.hint')} />
      </div>
      <p className={classes.text}>{t('updates.private')}</p>
      <Past past={updates.past} />
    </div>
  );
}

function NothingNewer({ updates }: { readonly updates: UpdatesState }): ReactNode {
  const { version, lastChecked, problem, rollingOut, newest } = updates;
  const now = useNow();
  return (
    <div className={classes.part}>
      <p className={classes.strong}>{t('updates.running', { version })}</p>
      {lastChecked === undefined || problem !== undefined || rollingOut !== undefined ? null : (
        <p className={classes.state} data-tone="safe">
          <IconCircleCheck size="1.125rem" stroke={1.75} aria-hidden />
          {t('updates.current')}
        </p>
      )}
      {rollingOut === undefined ? null : <p className={classes.text}>{t('updates.rolling-out', { version: rollingOut })}</p>}
      <p className={classes.text}>
        {lastChecked === undefined ? t('updates.never-looked') : withNodes(t('updates.looked', { when: node('when') }), { when: <When at={lastChecked} /> })}
        {newest === undefined ? null : ` · ${t('updates.newest', { version: newest.version, date: formatDay(newest.releasedAt, now) })}`}
      </p>
    </div>
  );
}

function Newer({ update, automatic }: { readonly update: Update; readonly automatic: boolean }): ReactNode {
  const { version, stage, news, releasedAt, percent } = update;
  const now = useNow();
  return (
    <div className={classes.part}>
      <p className={classes.strong}>{t(`updates.${stage}`, { version })}</p>
      {news === undefined ? null : <p className={classes.news}>{news}</p>}
      <p className={classes.text}>{t('updates.released', { date: formatDay(releasedAt, now) })}</p>
      {stage === 'downloading' ? <Progress value={percent ?? 0} aria-label={t('updates.percent', { percent: percent ?? 0 })} /> : null}
      {stage === 'installing' ? <p className={classes.text}>{t('updates.installing.text')}</p> : null}
      {stage === 'ready' || stage === 'found' ? <Waiting update={update} automatic={automatic} /> : null}
    </div>
  );
}

/** When it is installed, and what a person can do about it. */
function Waiting({ update, automatic }: { readonly update: Update; readonly automatic: boolean }): ReactNode {
  const now = useNow();
  const install = useMutation(desktopQuery.updates.install.mutationOptions());
  const later = useMutation(desktopQuery.updates.later.mutationOptions());
  const trouble = install.error ?? later.error;
  return (
    <>
      <p className={classes.text}>{words()}</p>
      {trouble === null ? null : <ProblemPanel problem={toProblem(trouble)} />}
      <div className={classes.row}>
        {update.isAskedFor ? (
          <Button variant="default" onClick={() => later.mutate({ how: 'day' })}>
            {t('updates.not-now')}
          </Button>
        ) : (
          <>
            <Button loading={install.isPending} onClick={() => install.mutate({})}>
              {t(update.stage === 'ready' ? 'updates.install' : 'updates.get')}
            </Button>
            {update.held === undefined ? (
              <Menu position="bottom-start" shadow="none">
                <Menu.Target>
                  <Button variant="default" rightSection={<IconChevronDown size="1rem" aria-hidden />}>
                    {t('updates.later')}
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  {(['day', 'week', 'skip'] as const).map((how) => (
                    <Menu.Item key={how} onClick={() => later.mutate({ how })}>
                      {t(`updates.later.${how}`)}
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
            ) : null}
          </>
        )}
      </div>
    </>
  );

  function words(): string {
    if (update.isAskedFor && update.waitsFor !== undefined) return t(`updates.waits.${update.waitsFor}`);
    if (update.held !== undefined) return t(`updates.held.${update.held}`);
    if (update.laterUntil !== undefined) return t('updates.put-off', { when: formatMoment(update.laterUntil, now) });
    if (update.asksPassword) return t('updates.password');
    return t(automatic && update.stage === 'ready' ? 'updates.by-itself' : 'updates.by-hand');
  }
}

function Past({ past }: { readonly past: UpdatesState['past'] }): ReactNode {
  if (past.length === 0) return null;
  return (
    <div className={classes.part}>
      <h3>{t('updates.past')}</h3>
      <ul className={classes.past}>
        {past.slice(0, pastShown).map(({ at, kind, version, from }) => (
          <li key={`${at} ${kind}`}>
            {kind === 'updated' ? (from === undefined ? t('updates.past.updated-from-unknown', { version }) : t('updates.past.updated', { from, version })) : t(`updates.past.${kind}`, { version })} · <When at={at} />
          </li>
        ))}
      </ul>
    </div>
  );
}
