import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { LinkWords } from '../../components/links.tsx';
import { SetObjectives } from '../../components/readiness/step-action.tsx';
import type { Readiness } from '../../components/readiness/types.ts';
import { When } from '../../components/when.tsx';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { clockTime, hoursInWords } from '../../strings/age.ts';
import { formatDuration } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import { Dial } from './dial.tsx';
import { fallBackOf } from './fall-back.ts';
import classes from './measures.module.css';
import type { Overview, Situation } from './situation.ts';
import { totalTime } from './total-time.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;

interface MeasuresProps {
  readonly overview: Overview;
  readonly situation: Situation;
  readonly now: number;
  /** Absent while it is on its way, or cannot be had. */
  readonly readiness: Readiness | undefined;
  readonly isPending: boolean;
}

/** How far back, how long, and what that means in the app's own units. What nobody has measured says so. */
export function Measures({ overview, situation, now, readiness, isPending }: MeasuresProps): ReactNode {
  return (
    <dl className={classes.measures}>
      <FallBack overview={overview} situation={situation} now={now} readiness={readiness} />
      <Back readiness={readiness} isPending={isPending} />
      <Loss overview={overview} readiness={readiness} isPending={isPending} />
    </dl>
  );
}

function FallBack({ overview, situation, now, readiness }: Omit<MeasuresProps, 'isPending'>): ReactNode {
  const { objectiveHours } = overview;
  const fallBack = fallBackOf(overview, situation, now, readiness?.recoveryPoint.at);
  const goalMs = objectiveHours === undefined ? undefined : objectiveHours * hourMs;
  const worst = readiness?.recoveryPoint.worst30;
  const worstTable = readiness?.recoveryPoint.worstTable;
  if (fallBack.kind !== 'known') {
    return (
      <div className={classes.measure}>
        <dt className={classes.name}>{t(fallBack.kind === 'everything' ? 'home.fall.lose' : 'home.fall.title')}</dt>
        <dd className={classes.dial}>
          <Dial hasObjective={goalMs !== undefined}>
            <span className={classes.figure} data-tone={fallBack.kind === 'everything' ? 'alarm' : 'quiet'}>
              {t(fallBack.kind === 'everything' ? 'home.fall.everything' : 'home.fall.unknown')}
            </span>
          </Dial>
        </dd>
        <dd className={classes.small}>{t(fallBack.kind === 'everything' ? 'home.fall.no-backup' : `home.fall.${fallBack.why}`)}</dd>
        <dd className={classes.term}>{t('home.fall.term.short')}</dd>
      </div>
    );
  }
  const { ageMs, at } = fallBack;
  const isOver = goalMs !== undefined && ageMs > goalMs;
  const share = goalMs === undefined ? 0 : ageMs / goalMs;
  return (
    <div className={classes.measure}>
      <dt className={classes.name}>{t('home.fall.title')}</dt>
      <dd className={classes.dial}>
        <Dial share={{ least: share, most: share }} hasObjective={goalMs !== undefined}>
          <span className={classes.figure} data-tone={isOver ? 'attention' : undefined}>
            {wholeMinutes(ageMs)}
          </span>
        </Dial>
      </dd>
      <dd className={classes.small}>
        {goalMs === undefined ? (
          <SetObjectives says={t('home.fall.set-goal')} />
        ) : (
          <>
            {t('home.fall.goal', { goal: hoursInWords(goalMs / hourMs) })}
            {isOver ? `, ${t('home.fall.over', { over: wholeMinutes(ageMs - goalMs) })}` : ''}
          </>
        )}
      </dd>
      {worst === undefined ? null : <dd className={classes.small}>{worst.nothingAt === undefined ? t('home.fall.worst', { time: formatDuration(Math.max(worst.ms, ageMs)) }) : t('home.fall.worst-nothing')}</dd>}
      {worstTable === undefined ? null : (
        <dd className={classes.small}>{worstTable.at === undefined ? t('home.fall.table-never', { table: worstTable.name }) : withNodes(t('home.fall.table', { table: worstTable.name, when: node('when') }), { when: <When at={worstTable.at} /> })}</dd>
      )}
      <dd className={classes.term}>{t('home.fall.term', { time: clockTime(at, now) })}</dd>
    </div>
  );
}

/** Seconds would tick for nobody's good. */
function wholeMinutes(ms: number): string {
  return ms < minuteMs ? t('home.fall.moments') : formatDuration(Math.floor(ms / minuteMs) * minuteMs);
}

function Back({ readiness, isPending }: { readonly readiness: Readiness | undefined; readonly isPending: boolean }): ReactNode {
  const time = readiness?.recoveryTime;
  const goalMs = time?.objectiveHours === undefined ? undefined : time.objectiveHours * hourMs;
  const total = time === undefined ? undefined : totalTime(time);
  const isOver = total !== undefined && goalMs !== undefined && total.mostMs > goalMs;
  const share = total === undefined ? undefined : { least: goalMs === undefined ? 0 : total.leastMs / goalMs, most: goalMs === undefined ? 0 : total.mostMs / goalMs };
  return (
    <div className={classes.measure}>
      <dt className={classes.name}>{t('home.back.title')}</dt>
      <dd className={classes.dial}>
        {isPending ? (
          <Skeleton height="6.5rem" radius="var(--hf-radius-card)" />
        ) : (
          <Dial share={share} hasObjective={goalMs !== undefined}>
            <span className={classes.figure} data-tone={total === undefined ? 'quiet' : isOver ? 'attention' : undefined}>
              {total === undefined ? t('home.back.unknown') : rangeInWords(total)}
            </span>
          </Dial>
        )}
      </dd>
      {time === undefined ? null : (
        <>
          <dd className={classes.small}>{goalMs === undefined ? <SetObjectives says={t('home.back.set-goal')} /> : `${t('home.back.goal', { goal: hoursInWords(goalMs / hourMs) })}${isOver ? `, ${t('home.back.over')}` : ''}`}</dd>
          <dd className={classes.small}>
            {time.measured === undefined ? t('home.back.why') : withNodes(t(`home.back.measured.${time.measured.from}`, { when: node('when') }), { when: <When at={time.measured.at} /> })}
            {time.measured === undefined || time.writeBack !== undefined ? null : `, ${t('home.back.without-write')}`}
          </dd>
        </>
      )}
      <dd className={classes.term}>{t('home.back.term')}</dd>
    </div>
  );
}

/** `1 min 52 s`, or what it lies between, said once where both read the same. */
function rangeInWords({ leastMs, mostMs }: { readonly leastMs: number; readonly mostMs: number }): string {
  const [least, most] = [formatDuration(leastMs), formatDuration(mostMs)];
  return least === most ? most : t('home.back.range', { least, most });
}

const namedTables = 3;
/** Of more than so many characters, large type would be a wall. */
const longWords = 60;

function Loss({ overview, readiness, isPending }: Omit<MeasuresProps, 'situation' | 'now'>): ReactNode {
  const loss = readiness?.loss;
  const unknown = loss?.unknown ?? [];
  const hasBackup = overview.newest !== undefined && readiness?.recoveryPoint.at !== undefined;
  return (
    <div className={classes.measure}>
      <dt className={classes.name}>{t('home.loss.title')}</dt>
      {isPending ? (
        <dd>
          <Skeleton height="3rem" mt="xs" />
        </dd>
      ) : (
        <>
          <dd className={classes.said} data-long={(loss?.says.length ?? 0) > longWords ? true : undefined} data-quiet={loss === undefined || !hasBackup || loss.tables.length === 0 ? true : undefined}>
            {loss === undefined ? t('home.fall.unknown') : hasBackup ? visible(loss.says, 300) : t('home.loss.everything')}
          </dd>
          {loss === undefined || !hasBackup ? null : (
            <>
              {unknown.length === 0 ? null : (
                <dd className={classes.small}>
                  {t('home.loss.unknown', { tables: unknown.slice(0, namedTables).join(', ') })}
                  {unknown.length > namedTables ? ` ${t('home.loss.unknown.more', { count: unknown.length - namedTables })}` : ''}
                </dd>
              )}
              <dd className={classes.term}>{loss.backups < 2 ? t('home.loss.from-none') : t('home.loss.from', { count: loss.backups })}</dd>
            </>
          )}
        </>
      )}
      <dd className={classes.more}>
        <LinkWords className={classes.link} to="/app/$app/grade" params={{ app: overview.app }} hash="charts">
          {t('home.measures.more')}
        </LinkWords>
      </dd>
    </div>
  );
}
