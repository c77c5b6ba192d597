import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { PlainText } from '../../components/plain-text.tsx';
import { t } from '../../strings/translate.ts';
import { isNewestInReach } from './evidence.ts';
import classes from './not-covered.module.css';
import type { Overview } from './situation.ts';
import { TextButton } from './text-button.tsx';

const shown = 3;

/** What the platform has and a backup cannot hold, named: nobody should learn it on the bad day. */
export function NotCovered({ overview }: { readonly overview: Overview }): ReactNode {
  const { coverage, newest } = overview;
  const [all, { toggle }] = useDisclosure(false);
  const gaps = all ? coverage : coverage.slice(0, shown);
  return (
    <>
      <h3 className={classes.title}>{t('home.coverage.title')}</h3>
      {coverage.length === 0 ? <p className={classes.quiet}>{t(newest === undefined ? 'home.coverage.no-backup' : isNewestInReach(overview) ? 'home.coverage.none' : 'home.coverage.away')}</p> : null}
      <ul className={classes.list}>
        {gaps.map(({ what, why, nextStep }, index) => (
          <li key={index}>
            <div className={classes.what}>
              <PlainText value={what} />
            </div>
            <div className={classes.why}>
              <PlainText value={nextStep === undefined ? why : `${why} ${nextStep}`} longest={600} />
            </div>
          </li>
        ))}
      </ul>
      {coverage.length > shown ? (
        <div className={classes.more}>
          <TextButton expanded={all} onClick={toggle}>
            {all ? t('common.show-less') : t('home.coverage.more', { count: coverage.length - shown })}
          </TextButton>
        </div>
      ) : null}
    </>
  );
}
