import type { ReactNode } from 'react';
import { Card } from '../../components/card.tsx';
import { Bytes } from '../../components/figures.tsx';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { formatDuration } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { isNewestInReach, lacksKey } from './evidence.ts';
import classes from './held-card.module.css';
import { NotCovered } from './not-covered.tsx';
import type { Overview } from './situation.ts';

/** What the newest backup holds, and what it cannot hold. */
export function HeldCard({ overview }: { readonly overview: Overview }): ReactNode {
  return (
    <Card title={t('home.held.title')}>
      <Held overview={overview} />
      <NotCovered overview={overview} />
    </Card>
  );
}

function Held({ overview }: { readonly overview: Overview }): ReactNode {
  const { newest, lastBackupMs } = overview;
  if (newest === undefined) {
    return (
      <>
        <div className={classes.figure} data-quiet>
          {t(lacksKey(overview) ? 'home.fall.unknown' : 'home.held.nothing')}
        </div>
        <div className={classes.small}>{t(lacksKey(overview) ? 'home.fall.no-key' : 'home.held.nothing.why')}</div>
      </>
    );
  }
  const isAway = !isNewestInReach(overview);
  return (
    <>
      <div className={classes.figure} data-quiet={isAway ? true : undefined}>
        {t('count.records', { count: newest.records })}
      </div>
      {isAway ? <div className={classes.small}>{t('home.held.away')}</div> : null}
      <div className={classes.small}>
        {[t('count.tables', { count: newest.tables }), ...(newest.files > 0 ? [t('count.files', { count: newest.files })] : [])].join(' · ')}
        {newest.storedBytes > 0 ? <> · {withNodes(t('home.held.size', { size: node('size') }), { size: <Bytes value={newest.storedBytes} /> })}</> : null}
        {lastBackupMs === undefined ? null : ` · ${t('home.held.took', { time: formatDuration(lastBackupMs) })}`}
      </div>
    </>
  );
}
