import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { formatBytes, formatCount } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import type { BackupResult, HaveWords } from './have-words.ts';
import { StepFrame } from './step-frame.tsx';
import classes from './what-you-have.module.css';

interface WhatYouHaveProps {
  readonly app: string;
  readonly result: BackupResult;
  readonly words: HaveWords;
  readonly onHome: () => void;
  readonly onKit: () => void;
}

/** The end of the wizard: what the first backup holds, where it was read back, and what no backup holds. */
export function WhatYouHave({ app, result, words, onHome, onKit }: WhatYouHaveProps): ReactNode {
  const { data: detail } = useQuery(query.backups.describe.queryOptions({ input: { app, backup: result.backup } }));
  const { data: list } = useQuery(query.apps.list.queryOptions());
  const info = list?.apps.find(({ name }) => name === app);
  const needsKit = info !== undefined && info.kitProvedAt === undefined && !info.isSample;
  const records = result.tables.reduce((sum, table) => sum + table.records, 0);
  const lacking = result.tables.filter(({ status }) => status !== 'complete');
  const failed = result.places.filter(({ outcome }) => outcome === 'failed');
  return (
    <StepFrame
      id="have"
      sentence={words.sentence}
      lead={words.lead}
      primary={t('onboarding.have.home')}
      onSubmit={onHome}
    >
      <Card flush>
        <dl className={classes.facts}>
          <Fact name={t('onboarding.have.tables')} value={formatCount(result.tables.length - lacking.length)} />
          <Fact name={t('onboarding.have.records')} value={formatCount(records)} />
          <Fact name={t('onboarding.have.files')} value={detail === undefined ? '…' : formatCount(detail.files)} />
          <Fact name={t('onboarding.have.size')} value={formatBytes(result.storedBytes)} />
        </dl>
      </Card>
      {lacking.length === 0 ? null : (
        <Card title={t('onboarding.have.lacking', { count: lacking.length })}>
          <ul className={classes.list}>
            {lacking.map((table) => (
              <li key={table.name}>
                <StatusBadge status={table.status === 'failed' ? 'failed' : 'incomplete'} />
                <span>
                  <strong>
                    <PlainText value={table.name} />
                  </strong>{' '}
                  {table.reason === undefined ? null : visible(table.reason)}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Card title={t('onboarding.have.places')}>
        <ul className={classes.list}>
          {result.places.map((place) => (
            <li key={place.name}>
              <StatusBadge status={place.outcome === 'verified' ? 'verified' : 'failed'} {...(place.outcome === 'verified' ? { word: t('onboarding.have.read-back') } : {})} />
              <PlainText value={place.name} />
            </li>
          ))}
        </ul>
        {failed.map((place) => (place.error === undefined ? null : <ProblemPanel key={place.name} problem={place.error} tone="attention" />))}
      </Card>
      {!needsKit ? null : (
        <div className={classes.open}>
          <StatusBadge status="needs-you" />
          <span className={classes.openWords}>{t('onboarding.have.kit')}</span>
          <Button variant="default" onClick={onKit}>
            {t('onboarding.have.kit.go')}
          </Button>
        </div>
      )}
      <Card title={t('onboarding.have.coverage')}>
        {result.coverage.length === 0 ? <p className={classes.quiet}>{t('onboarding.have.coverage.nothing')}</p> : null}
        <ul className={classes.gaps}>
          {result.coverage.map((gap) => (
            <li key={gap.what}>
              <strong>{visible(gap.what)}</strong>
              {visible(gap.why)} {gap.nextStep === undefined ? null : visible(gap.nextStep)}
            </li>
          ))}
        </ul>
      </Card>
    </StepFrame>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
