import type { ReactNode } from 'react';
import { t } from '../../strings/translate.ts';
import classes from './skip-link.module.css';

/** First in the order of the Tab key. A button, since a link to `#content` would be read as an address of a screen. */
export function SkipLink(): ReactNode {
  return (
    <button type="button" className={classes.skip} onClick={() => document.querySelector<HTMLElement>('#content')?.focus()}>
      {t('shell.skip')}
    </button>
  );
}
