import { Radio } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import classes from './proof.module.css';

const offered = [7, 14, 30] as const;
const never = 'never';

/** How often a drill runs by itself; saved as soon as one is chosen. */
export function DrillRule({ app }: { readonly app: string }): ReactNode {
  const client = useQueryClient();
  const rule = useQuery(query.drills.rule.queryOptions({ input: { app } }));
  const set = useMutation(query.drills.setRule.mutationOptions({ onSuccess: () => client.invalidateQueries({ queryKey: query.drills.rule.key() }) }));
  const { data } = rule;
  const days = set.isPending ? set.variables.everyDays : data?.everyDays;
  const own = typeof days === 'number' && !offered.some((each) => each === days) ? [days] : [];
  return (
    <Card
      title={t('proof.rule.title')}
      aside={
        <span role="status" className={classes.saved}>
          {set.isSuccess ? (
            <>
              <IconCheck size="0.875rem" stroke={2.5} aria-hidden /> {t('proof.saved')}
            </>
          ) : null}
        </span>
      }
    >
      {rule.error === null ? null : <ProblemPanel problem={toProblem(rule.error)} />}
      {data === undefined ? (
        rule.error === null ? <SkeletonLines lines={4} /> : null
      ) : (
        <>
          <Radio.Group label={t('proof.rule.label')} value={days === null ? never : String(days)} onChange={(value) => set.mutate({ app, everyDays: value === never ? null : Number(value) })}>
            <div className={classes.choices}>
              {offered.map((each) => (
                <Radio key={each} size="md" value={String(each)} label={t(`proof.rule.${each}`)} disabled={set.isPending} />
              ))}
              {own.map((each) => (
                <Radio key={each} size="md" value={String(each)} label={t('proof.rule.days', { count: each })} disabled={set.isPending} />
              ))}
              <Radio size="md" value={never} label={t('proof.rule.never')} {...(days === null ? { description: t('proof.rule.never.why') } : {})} disabled={set.isPending} />
            </div>
          </Radio.Group>
          {set.error === null ? null : <ProblemPanel problem={toProblem(set.error)} />}
          <p className={classes.small}>
            {data.nextAt === null ? null : (
              <>
                {t('proof.rule.next')} <When at={data.nextAt} />.{' '}
              </>
            )}
            {visible(data.why, 300)}
          </p>
        </>
      )}
    </Card>
  );
}
