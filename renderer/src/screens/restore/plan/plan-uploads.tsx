import { IconUpload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { formatBytes } from '../../../strings/numbers.ts';
import { t } from '../../../strings/translate.ts';
import classes from '../restore.module.css';
import type { Plan } from './left-out.ts';

/** The step before all others: files that are gone from the app, which the records mention. */
export function PlanUploads({ uploads: { files, bytes } }: { readonly uploads: NonNullable<Plan['uploads']> }): ReactNode {
  return (
    <li className={classes.table}>
      <div className={classes.tableHead}>
        <span className={classes.tableName}>{t('restore.plan.uploads')}</span>
        <span className={classes.tableCount}>{formatBytes(bytes)}</span>
      </div>
      <ul className={classes.steps}>
        <li className={classes.planStep}>
          <div className={classes.stepHead}>
            <IconUpload size="1rem" stroke={1.75} className={classes.stepSign} aria-hidden />
            <span className={classes.stepWords}>{t('restore.plan.step.upload', { count: files })}</span>
          </div>
        </li>
      </ul>
    </li>
  );
}
