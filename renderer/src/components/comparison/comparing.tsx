import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { ProblemPanel } from '../problem-panel.tsx';
import { RunProgress } from '../run-progress.tsx';
import { SkeletonLines } from '../skeletons.tsx';
import { t } from '../../strings/translate.ts';
import classes from './comparing.module.css';
import type { Comparison } from './use-comparison.ts';

/** A comparison that has no result yet, or will have none. */
export function Comparing({ comparison: { run, problem, again } }: { readonly comparison: Comparison }): ReactNode {
  if (run?.state === 'cancelled') {
    return (
      <div className={classes.box}>
        <p className={classes.words}>{t('compare.stopped')}</p>
        <Button variant="default" onClick={again}>
          {t('compare.again')}
        </Button>
      </div>
    );
  }
  if (problem !== undefined) {
    return (
      <div className={classes.box}>
        <ProblemPanel problem={problem} action={{ label: t('compare.again'), onClick: again }} />
      </div>
    );
  }
  return (
    <div className={classes.box}>
      {run?.state === 'running' ? <RunProgress run={run} phases="none" /> : null}
      <SkeletonLines lines={6} />
    </div>
  );
}
