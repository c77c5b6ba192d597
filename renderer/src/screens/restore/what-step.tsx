import { type Icon, IconArrowRight, IconCloudOff, IconColumnRemove, IconDoorExit, IconEraser, IconTrash } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { forgetAsked } from '../../app/data/use-asked-run.ts';
import type { AppInfo } from '../../app/use-app.ts';
import { LinkWords } from '../../components/links.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { Screen } from '../../components/screen.tsx';
import { t } from '../../strings/translate.ts';
import { searchDoors } from './address.ts';
import { EarlierRestores } from './earlier-restores.tsx';
import { RestoreTrail } from './restore-trail.tsx';
import classes from './restore.module.css';
import { StoppedPanel } from './stopped-panel.tsx';

const signs: Readonly<Record<(typeof searchDoors)[number], Icon>> = { deleted: IconTrash, changed: IconEraser, gone: IconColumnRemove };

/** The beginning: not which backup, but what happened. */
export function WhatStep({ app }: { readonly app: AppInfo }): ReactNode {
  const { data, error } = useQuery(query.restores.list.queryOptions({ input: { app: app.name } }));
  const backups = useQuery(query.backups.list.queryOptions({ input: { app: app.name } }));
  // Who begins anew is told what is so now.
  useEffect(() => forgetAsked(app.name, ['incidents', 'restore-plan']), [app.name]);
  const restores = data?.restores ?? [];
  const stopped = restores.find(({ state, into }) => state === 'stopped' && into === app.name);
  const isReadOnly = app.platform === 'opened';
  const hasNone = backups.data?.backups.length === 0;
  return (
    <Screen title={t('restore.title')} app={app.name} place="what" sentence={t('restore.what.sentence')}>
      <RestoreTrail at="what" />
      {stopped === undefined ? null : <StoppedPanel app={app.name} restore={stopped.id} into={stopped.into} asked={stopped.asked} written={stopped.written} />}
      {error === null ? null : <ProblemPanel problem={toProblem(error)} tone="attention" />}
      <p className={classes.lead}>{t(isReadOnly ? 'restore.what.opened' : hasNone ? 'restore.what.no-backup' : 'restore.what.lead')}</p>
      <ul className={classes.doors}>
        {isReadOnly || hasNone
          ? null
          : searchDoors.map((door) => (
              <li key={door}>
                <Link to="/app/$app/restore" params={{ app: app.name }} search={{ step: 'found', door }} className={classes.door}>
                  <Words icon={signs[door]} title={t(`restore.door.${door}`)} text={t(`restore.door.${door}.text`)} />
                </Link>
              </li>
            ))}
        {hasNone ? null : (
          <>
            <li>
              <Link to="/app/$app/data" params={{ app: app.name }} className={classes.door}>
                <Words icon={IconCloudOff} title={t('restore.door.down')} text={t('restore.door.down.text')} />
              </Link>
            </li>
            <li>
              <Link to="/app/$app/restore" params={{ app: app.name }} search={{ step: 'leave' }} className={classes.door}>
                <Words icon={IconDoorExit} title={t('restore.door.leaving')} text={t('restore.door.leaving.text')} />
              </Link>
            </li>
          </>
        )}
      </ul>
      {isReadOnly || hasNone ? null : (
        <p className={classes.lead}>
          {t('restore.what.emergency')}{' '}
          <LinkWords to="/app/$app/emergency" params={{ app: app.name }}>
            {t('emergency.declare')}
          </LinkWords>
        </p>
      )}
      <EarlierRestores app={app.name} restores={restores} />
    </Screen>
  );
}

function Words({ icon: Sign, title, text }: { readonly icon: Icon; readonly title: string; readonly text: string }): ReactNode {
  return (
    <>
      <Sign size="1.375rem" stroke={1.75} className={classes.doorSign} aria-hidden />
      <span className={classes.doorWords}>
        <span className={classes.doorTitle}>{title}</span>
        <span className={classes.doorText}>{text}</span>
      </span>
      <IconArrowRight size="1rem" stroke={2} className={classes.doorArrow} aria-hidden />
    </>
  );
}
