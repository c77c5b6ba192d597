import { Button } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../../app/connection/problem.ts';
import { query } from '../../../app/data/queries.ts';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { t } from '../../../strings/translate.ts';
import { visible } from '../../../strings/visible.ts';
import type { GoldenCheck } from '../types.ts';
import classes from './golden.module.css';

const signs = { passed: IconCircleCheck, failed: IconCircleX, 'not-checked': IconCircleDashed } as const;

/** Asks the newest backup one check, and keeps what it answered apart from the button: rows lay them out. */
export function useTry(app: string, check: GoldenCheck | undefined): { readonly button: ReactNode; readonly answer: ReactNode } {
  const attempt = useMutation(query.drills.golden.try.mutationOptions());
  const asked = attempt.variables?.check;
  const isOfNow = asked !== undefined && check !== undefined && JSON.stringify(asked.rule) === JSON.stringify(check.rule);
  const found = isOfNow ? attempt.data : undefined;
  const Sign = signs[found?.state ?? 'not-checked'];
  return {
    button: (
      <Button variant="default" size="compact-md" loading={attempt.isPending} disabled={check === undefined} {...(check === undefined ? {} : { 'aria-label': t('golden.try.of', { name: check.name }), onClick: () => attempt.mutate({ app, check }) })}>
        {t('golden.try')}
      </Button>
    ),
    answer: (
      <div role="status" className={classes.answer} data-state={attempt.isPending ? 'asking' : found?.state}>
        {attempt.isPending ? <span className={classes.small}>{t('golden.trying')}</span> : null}
        {found === undefined || attempt.isPending ? null : (
          <>
            <Sign size="1.125rem" stroke={1.75} aria-label={t(`proof.state.${found.state}`)} />
            <span>{visible([found.detail, found.state === 'failed' ? (found.consequence ?? '') : ''].join(' ').trim(), 600)}</span>
          </>
        )}
        {attempt.error === null || !isOfNow ? null : <ProblemPanel problem={toProblem(attempt.error)} />}
      </div>
    ),
  };
}
