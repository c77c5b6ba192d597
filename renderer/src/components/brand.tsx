import { IconAnchor } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../strings/translate.ts';
import classes from './brand.module.css';

export function Brand(): ReactNode {
  return (
    <span className={classes.brand}>
      <span className={classes.tile} aria-hidden>
        <IconAnchor size="1rem" stroke={2} />
      </span>
      {t('shell.name')}
    </span>
  );
}
