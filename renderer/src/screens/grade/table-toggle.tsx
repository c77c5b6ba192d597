import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../../strings/translate.ts';
import classes from './charts.module.css';

/** Small print of a chart, and the way to the same figures as a table. */
export function TableToggle({ small, asTable = false, onToggle }: { readonly small: string; readonly asTable?: boolean; readonly onToggle?: () => void }): ReactNode {
  return (
    <span className={classes.aside}>
      {small}
      {onToggle === undefined ? null : (
        <Anchor component="button" type="button" className={classes.toggle} onClick={onToggle}>
          {t(asTable ? 'grade.charts.chart' : 'grade.charts.table')}
        </Anchor>
      )}
    </span>
  );
}
