import type { ReactNode } from 'react';
import { Bytes } from '../../components/figures.tsx';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { clockTime } from '../../strings/age.ts';
import { formatDuration } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { isNewestInReach } from './evidence.ts';
import { fallBackOf } from './fall-back.ts';
import classes from './opened-hero.module.css';
import { signOf } from './sign-of.ts';
import type { Overview, Situation } from './situation.ts';
import { verdictOf } from './words.ts';

/** An app that is only looked at has no grade: its state as a sign and a word, and what is there. */
export function OpenedHero({ overview, situation, now }: { readonly overview: Overview; readonly situation: Situation; readonly now: number }): ReactNode {
  const Sign = signOf(situation);
  const { word, why } = verdictOf(situation, now);
  const fallBack = fallBackOf(overview, situation, now, undefined);
  const { newest } = overview;
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
        <div className={classes.fact}>
          <dt className={classes.name}>{t('home.opened.newest')}</dt>
          <dd className={classes.figure} data-quiet={fallBack.kind === 'known' ? undefined : true}>
            {fallBack.kind === 'known' ? t('home.opened.age', { age: formatDuration(Math.floor(fallBack.ageMs / 60_000) * 60_000) }) : t('home.fall.unknown')}
          </dd>
          <dd className={classes.small}>{fallBack.kind === 'known' ? clockTime(fallBack.at, now) : t(fallBack.kind === 'everything' ? 'home.fall.no-backup' : `home.fall.${fallBack.why}`)}</dd>
        </div>
        <div className={classes.fact}>
          <dt className={classes.name}>{t('home.held.title')}</dt>
          {newest === undefined ? (
            <dd className={classes.figure} data-quiet>
              {t('home.held.nothing')}
            </dd>
          ) : (
            <>
              <dd className={classes.figure} data-quiet={isNewestInReach(overview) ? undefined : true}>
                {t('count.records', { count: newest.records })}
              </dd>
              <dd className={classes.small}>{[t('count.tables', { count: newest.tables }), ...(newest.files > 0 ? [t('count.files', { count: newest.files })] : [])].join(' · ')}</dd>
              <dd className={classes.small}>{newest.storedBytes > 0 ? withNodes(t('home.held.size', { size: node('size') }), { size: <Bytes value={newest.storedBytes} /> }) : null}</dd>
            </>
          )}
        </div>
      </dl>
    </div>
  );
}
