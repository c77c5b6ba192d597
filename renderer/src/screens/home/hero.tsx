import { type Icon, IconAlertTriangle, IconEye, IconHourglass, IconPlayerPause, IconProgress, IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Bytes } from '../../components/figures.tsx';
import { formatDuration } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { clockTime, hoursInWords } from '../../strings/age.ts';
import classes from './hero.module.css';
import { LinkWords } from '../../components/links.tsx';
import type { Overview, Situation } from './situation.ts';
import { isNewestInReach, lacksKey, newestInReach } from './evidence.ts';
import { verdictOf } from './words.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** The state as a sign and a word, and the large facts known so far. What nobody has measured says so. */
export function Hero({ overview, situation, now }: { readonly overview: Overview; readonly situation: Situation; readonly now: number }): ReactNode {
  const Sign = signOf(situation);
  const { word, why } = verdictOf(situation, now);
  return (
    <div className={classes.hero}>
      <div className={classes.verdict} data-tone={situation.tone}>
        <span className={classes.sign} aria-hidden>
          <Sign size="2.25rem" stroke={1.5} />
        </span>
        <div className={classes.verdictWords}>
          <div className={classes.word}>{word}</div>
          <div className={classes.why}>{why}</div>
        </div>
      </div>
      <dl className={classes.facts}>
        <FallBack overview={overview} situation={situation} now={now} />
        <div className={classes.fact}>
          <dt className={classes.name}>{t('home.back.title')}</dt>
          <dd className={classes.figure} data-quiet>
            {t('home.back.unknown')}
          </dd>
          <dd className={classes.small}>{t('home.back.why')}</dd>
          <dd className={classes.term}>{t('home.back.term')}</dd>
        </div>
        <Held overview={overview} />
      </dl>
    </div>
  );
}

function FallBack({ overview, situation, now }: { readonly overview: Overview; readonly situation: Situation; readonly now: number }): ReactNode {
  const { newest, objectiveHours, app } = overview;
  if (situation.kind === 'no-key') {
    return (
      <div className={classes.fact}>
        <dt className={classes.name}>{t('home.fall.title')}</dt>
        <dd className={classes.figure} data-quiet>
          {t('home.fall.unknown')}
        </dd>
        <dd className={classes.small}>{t('home.fall.no-key')}</dd>
      </div>
    );
  }
  if (newest === undefined || situation.kind === 'clock') {
    const isClock = newest !== undefined;
    return (
      <div className={classes.fact}>
        <dt className={classes.name}>{t(isClock ? 'home.fall.title' : 'home.fall.lose')}</dt>
        <dd className={classes.figure} data-tone="alarm">
          {t(isClock ? 'home.fall.unknown' : 'home.fall.everything')}
        </dd>
        <dd className={classes.small}>{t(isClock ? 'home.fall.clock' : 'home.fall.no-backup')}</dd>
      </div>
    );
  }
  const inReach = newestInReach(overview);
  if (inReach === undefined) {
    return (
      <div className={classes.fact}>
        <dt className={classes.name}>{t('home.fall.title')}</dt>
        <dd className={classes.figure} data-quiet>
          {t('home.fall.unknown')}
        </dd>
        <dd className={classes.small}>{t(situation.kind === 'looking' ? 'home.fall.looking' : 'home.fall.away')}</dd>
      </div>
    );
  }
  const ageMs = Math.max(0, now - Date.parse(inReach));
  const goalMs = objectiveHours === undefined ? undefined : objectiveHours * hourMs;
  const isOver = goalMs !== undefined && ageMs > goalMs;
  return (
    <div className={classes.fact}>
      <dt className={classes.name}>{t('home.fall.title')}</dt>
      <dd className={classes.figure} data-tone={isOver ? 'attention' : undefined}>
        {wholeMinutes(ageMs)}
      </dd>
      {goalMs === undefined ? (
        <dd className={classes.small}>
          <LinkWords className={classes.link} to="/app/$app/schedule" params={{ app }}>
            {t('home.fall.set-goal')}
          </LinkWords>
        </dd>
      ) : (
        <>
          <dd className={classes.meter}>
            <meter className={classes.hidden} min={0} max={goalMs} value={Math.min(ageMs, goalMs)} aria-label={t('home.fall.meter')} />
            <span className={classes.bar} aria-hidden>
              <span className={classes.fill} data-over={isOver} style={{ width: `${Math.max(2, Math.min(100, (ageMs / goalMs) * 100))}%` }} />
            </span>
          </dd>
          <dd className={classes.small}>
            {t('home.fall.goal', { goal: hoursInWords(goalMs / hourMs) })}
            {isOver ? `, ${t('home.fall.over', { over: wholeMinutes(ageMs - goalMs) })}` : ''}
          </dd>
        </>
      )}
      <dd className={classes.term}>{t('home.fall.term', { time: clockTime(inReach, now) })}</dd>
    </div>
  );
}

/** Seconds would tick for nobody's good. */
function wholeMinutes(ms: number): string {
  return ms < minuteMs ? t('home.fall.moments') : formatDuration(Math.floor(ms / minuteMs) * minuteMs);
}

function Held({ overview }: { readonly overview: Overview }): ReactNode {
  const { newest, lastBackupMs } = overview;
  const isAway = newest !== undefined && !isNewestInReach(overview);
  return (
    <div className={classes.fact}>
      <dt className={classes.name}>{t('home.held.title')}</dt>
      {newest === undefined ? (
        <>
          <dd className={classes.figure} data-quiet>
            {t(lacksKey(overview) ? 'home.fall.unknown' : 'home.held.nothing')}
          </dd>
          <dd className={classes.small}>{t(lacksKey(overview) ? 'home.fall.no-key' : 'home.held.nothing.why')}</dd>
        </>
      ) : (
        <>
          <dd className={classes.figure} data-quiet={isAway ? true : undefined}>
            {t('count.records', { count: newest.records })}
          </dd>
          {isAway ? <dd className={classes.small}>{t('home.held.away')}</dd> : null}
          <dd className={classes.small}>{[t('count.tables', { count: newest.tables }), ...(newest.files > 0 ? [t('count.files', { count: newest.files })] : [])].join(' · ')}</dd>
          <dd className={classes.small}>
            {newest.storedBytes > 0 ? withNodes(t('home.held.size', { size: node('size') }), { size: <Bytes value={newest.storedBytes} /> }) : null}
            {lastBackupMs === undefined ? null : `${newest.storedBytes > 0 ? ' · ' : ''}${t('home.held.took', { time: formatDuration(lastBackupMs) })}`}
          </dd>
        </>
      )}
    </div>
  );
}

function signOf({ kind, tone }: Situation): Icon {
  if (kind === 'paused') return IconPlayerPause;
  if (kind === 'opened') return IconEye;
  if (kind === 'looking') return IconHourglass;
  if (tone === 'quiet') return IconProgress;
  return tone === 'safe' ? IconShieldCheck : tone === 'attention' ? IconAlertTriangle : IconShieldX;
}
