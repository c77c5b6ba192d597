import { IconCircleCheck, IconCircleDashed, IconPin, IconShieldCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Card } from '../../components/card.tsx';
import { clockFace, useElapsed } from '../../components/emergency/use-elapsed.ts';
import { useNow } from '../../components/when.tsx';
import { clockTime, hoursInWords } from '../../strings/age.ts';
import { formatDuration } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import classes from './emergency.module.css';
import type { Emergency } from './types.ts';

/** How long it goes on, and what nobody has to worry about. */
export function Standing({ emergency }: { readonly emergency: Emergency }): ReactNode {
  return (
    <Card flush className={classes.standing}>
      <Clock emergency={emergency} />
      <Safe emergency={emergency} />
    </Card>
  );
}

function Clock({ emergency: { startedAt, objectiveHours, measuredMs, backAt } }: { readonly emergency: Emergency }): ReactNode {
  const elapsed = useElapsed(startedAt);
  const left = objectiveHours === undefined ? undefined : objectiveHours * 3_600_000 - elapsed;
  const goal = objectiveHours === undefined ? '' : hoursInWords(objectiveHours);
  return (
    <section className={classes.clock}>
      <h2 className={classes.small}>{t('emergency.clock')}</h2>
      <p className={classes.face} role="timer" aria-live="off">
        {clockFace(elapsed)}
      </p>
      {backAt === undefined ? null : <p className={classes.back}>{t('emergency.clock.back', { time: formatDuration(Date.parse(backAt) - Date.parse(startedAt)) })}</p>}
      {left === undefined || backAt !== undefined ? null : <p className={classes.small}>{left > 0 ? t('emergency.clock.left', { left: formatDuration(left), goal }) : t('emergency.clock.past', { goal })}</p>}
      <p className={classes.small}>{measuredMs === undefined ? t('emergency.clock.unknown') : t('emergency.clock.measured', { time: formatDuration(measuredMs) })}</p>
    </section>
  );
}

function Safe({ emergency: { pinned, pinning, brokenState, steps } }: { readonly emergency: Emergency }): ReactNode {
  const now = useNow();
  const [newest, ...older] = pinned;
  const isBreaking = brokenState === undefined && steps.some(({ id, state }) => id === 'snapshot' && state === 'working');
  return (
    <section className={classes.safe}>
      <h2 className={classes.small}>{t('emergency.safe.title')}</h2>
      <ul className={classes.safeList}>
        <li data-safe={newest !== undefined}>
          {newest === undefined ? <IconCircleDashed size="1.125rem" stroke={1.75} aria-hidden /> : <IconPin size="1.125rem" stroke={1.75} aria-hidden />}
          <span role="status">
            {newest === undefined
              ? t(pinning === 'open' ? 'emergency.safe.pinning' : 'emergency.safe.no-pins')
              : t('emergency.safe.pinned', { count: pinned.length, when: clockTime(newest.startedAt, now), more: t('emergency.safe.more', { count: older.length }) })}
          </span>
        </li>
        <li data-safe>
          <IconShieldCheck size="1.125rem" stroke={1.75} aria-hidden />
          {t('emergency.safe.brake')}
        </li>
        {brokenState === undefined && !isBreaking ? null : (
          <li>
            {isBreaking ? <IconCircleDashed size="1.125rem" stroke={1.75} aria-hidden /> : <IconCircleCheck size="1.125rem" stroke={1.75} aria-hidden />}
            {brokenState === undefined ? t('emergency.safe.breaking') : t('emergency.safe.broken', { when: clockTime(brokenState.startedAt, now) })}
          </li>
        )}
      </ul>
    </section>
  );
}
