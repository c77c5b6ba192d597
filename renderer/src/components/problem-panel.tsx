import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { PlainError } from '../../../shared/model/errors.ts';
import { t } from '../strings/translate.ts';
import { visible } from '../strings/visible.ts';
import { SeeReport } from './report/see-report.tsx';
import classes from './problem-panel.module.css';

interface ProblemPanelProps {
  readonly problem: Pick<PlainError, 'message' | 'nextStep'> & Partial<Pick<PlainError, 'code'>>;
  /** The button that does the next step. */
  readonly action?: { readonly label: string; readonly onClick: () => void; readonly loading?: boolean } | undefined;
  readonly tone?: 'alarm' | 'attention';
}

/** What happened, what to do, and a button that does it. Announced when it appears. */
export function ProblemPanel({ problem, action, tone = 'alarm' }: ProblemPanelProps): ReactNode {
  return (
    <div className={classes.panel} data-tone={tone} role="alert">
      <IconAlertTriangle size="1.25rem" stroke={1.75} className={classes.sign} aria-label={t('common.problem')} />
      <div className={classes.words}>
        <p className={classes.message}>{visible(problem.message)}</p>
        <p className={classes.step}>{visible(problem.nextStep)}</p>
      </div>
      {action === undefined ? null : (
        <Button variant="default" onClick={action.onClick} loading={action.loading ?? false}>
          {action.label}
        </Button>
      )}
      {problem.code === 'bug' ? <SeeReport /> : null}
    </div>
  );
}
