import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { t } from '../../strings/translate.ts';
import classes from './settings.module.css';

/** Where tokens and keys are kept on this computer, tried out just now. */
export function KeychainTest(): ReactNode {
  // What was found at an earlier visit was not found just now.
  const { data, error, isFetching, refetch } = useQuery({ ...query.settings.keychain.queryOptions(), staleTime: 0, gcTime: 0 });
  const again = { label: t('settings.keychain.again'), onClick: () => void refetch(), loading: isFetching };
  const isSafe = data?.protection === 'os-keychain';
  return (
    <Card title={t('settings.keychain')}>
      <div className={classes.stack}>
        {error === null ? null : <ProblemPanel problem={toProblem(error)} action={again} />}
        {data === undefined && error === null ? <SkeletonLines lines={2} /> : null}
        {data === undefined || error !== null ? null : data.ok ? (
          <>
            <p className={classes.state} data-tone={isSafe ? 'safe' : 'attention'} role="status">
              {isSafe ? <IconCircleCheck size="1.125rem" stroke={1.75} aria-hidden /> : <IconAlertTriangle size="1.125rem" stroke={1.75} aria-hidden />}
              <span>{t(`settings.keychain.${data.protection}`)}</span>
            </p>
            {data.protection === 'os-keychain' ? null : <p className={classes.text}>{t(`settings.keychain.${data.protection}.step`)}</p>}
            <div>
              <Button variant="default" onClick={again.onClick} loading={isFetching}>
                {again.label}
              </Button>
            </div>
          </>
        ) : (
          <ProblemPanel problem={data.problem ?? { message: t('settings.keychain.failed'), nextStep: t('settings.keychain.failed.step') }} action={again} />
        )}
      </div>
    </Card>
  );
}
