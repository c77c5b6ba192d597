import { Button } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../../app/connection/problem.ts';
import { query } from '../../../app/data/queries.ts';
import { PlainText } from '../../../components/plain-text.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { t } from '../../../strings/translate.ts';
import type { GoldenCheck } from '../types.ts';
import classes from './golden.module.css';
import { ruleSentence } from './rule-words.ts';

interface SuggestionsProps {
  readonly app: string;
  readonly checks: readonly GoldenCheck[];
  readonly busy: boolean;
  readonly onKeep: (check: GoldenCheck) => void;
}

/** What the newest backup lets one expect; looked for when a person asks, since it reads all of it. */
export function Suggestions({ app, checks, busy, onKeep }: SuggestionsProps): ReactNode {
  const [asked, setAsked] = useState(false);
  const { data, error, isFetching } = useQuery(query.drills.golden.suggest.queryOptions({ input: { app }, enabled: asked }));
  if (!asked) {
    return (
      <div>
        <Button variant="subtle" leftSection={<IconSparkles size="1rem" stroke={1.75} aria-hidden />} onClick={() => setAsked(true)}>
          {t('golden.suggest.ask')}
        </Button>
      </div>
    );
  }
  const rules = new Set(checks.map(({ rule }) => JSON.stringify(rule)));
  const left = (data?.suggested ?? []).filter(({ id, rule }) => !checks.some((check) => check.id === id) && !rules.has(JSON.stringify(rule)));
  return (
    <section aria-label={t('golden.suggest.title')} className={classes.suggestions} aria-busy={isFetching}>
      <h3 className={classes.heading}>{t('golden.suggest.title')}</h3>
      {error === null ? null : <ProblemPanel problem={toProblem(error)} />}
      {data === undefined ? (
        error === null ? (
          <p className={classes.small} role="status">
            {t('golden.suggest.looking')}
          </p>
        ) : null
      ) : left.length === 0 ? (
        <p className={classes.small}>{t('golden.suggest.none')}</p>
      ) : (
        <>
          <p className={classes.small}>{t('golden.suggest.lead')}</p>
          <ul className={classes.suggested}>
            {left.map((check) => {
              const name = ruleSentence(check.rule).slice(0, 120);
              return (
                <li key={check.id} className={classes.suggestion}>
                  <span className={classes.words}>
                    <PlainText value={name} longest={120} />
                  </span>
                  <Button variant="light" size="compact-md" disabled={busy} aria-label={t('golden.suggest.keep.of', { name })} onClick={() => onKeep({ ...check, name })}>
                    {t('golden.suggest.keep')}
                  </Button>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </section>
  );
}
