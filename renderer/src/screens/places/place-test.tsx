import { Button } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import classes from './place-test.module.css';

/** Tries a place, and shows what was tried one by one. */
export function PlaceTest({ place }: { readonly place: string }): ReactNode {
  const test = useMutation(query.places.test.mutationOptions());
  return (
    <div className={classes.test} data-open={!test.isIdle}>
      <Button variant="default" loading={test.isPending} onClick={() => test.mutate({ place })}>
        {t('places.test')}
      </Button>
      <div role="status" className={classes.outcome}>
        {test.isPending ? <span className={classes.quiet}>{t('places.test.running')}</span> : null}
        {test.data === undefined ? null : (
          <>
            <strong>{t(test.data.ok ? 'places.test.ok' : 'places.test.bad')}</strong>
            <ul className={classes.checks}>
              {test.data.checks.map(({ name, ok, detail }) => (
                <li key={name} className={classes.check} data-ok={ok}>
                  {ok ? <IconCheck size="1rem" stroke={2} aria-label={t('places.test.check.ok')} /> : <IconX size="1rem" stroke={2} aria-label={t('places.test.check.bad')} />}
                  <span>
                    <PlainText value={name} />
                    {detail === '' ? null : (
                      <span className={classes.quiet}>
                        {' '}
                        <PlainText value={detail} />
                      </span>
                    )}
                  </span>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      {test.error === null ? null : <ProblemPanel problem={toProblem(test.error)} />}
    </div>
  );
}
