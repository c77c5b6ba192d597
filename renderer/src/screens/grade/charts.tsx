import { SegmentedControl } from '@mantine/core';
import '@mantine/charts/styles.layer.css';
import { type ReactNode, useState } from 'react';
import { t } from '../../strings/translate.ts';
import { spans, type Span } from './chart-figures.ts';
import classes from './charts.module.css';
import { RecoveryPointCard } from './recovery-point-card.tsx';
import { RecoveryTimesCard } from './recovery-times-card.tsx';


/** How far back one would have fallen, and how long it took to be back, over 30 or 90 days. */
export function Charts({ app }: { readonly app: string }): ReactNode {
  const [days, setDays] = useState<Span>(30);
  return (
    <section className={classes.charts} aria-label={t('grade.charts.title')}>
      <div className={classes.head}>
        <h2 className={classes.title}>{t('grade.charts.title')}</h2>
        <SegmentedControl
          aria-label={t('grade.charts.span')}
          value={String(days)}
          onChange={(chosen) => setDays(spans.find((span) => String(span) === chosen) ?? 30)}
          data={spans.map((span) => ({ value: String(span), label: t('grade.charts.days', { count: span }) }))}
        />
      </div>
      <RecoveryPointCard app={app} days={days} />
      <RecoveryTimesCard app={app} days={days} />
    </section>
  );
}
