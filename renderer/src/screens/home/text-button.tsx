import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './text-button.module.css';

/** Does something small inside a card, as quiet as a link and without a button's edges. */
export function TextButton({ expanded, onClick, children }: { readonly expanded?: boolean; readonly onClick: () => void; readonly children: ReactNode }): ReactNode {
  return (
    <Anchor component="button" type="button" className={classes.button} onClick={onClick} aria-expanded={expanded}>
      {children}
    </Anchor>
  );
}
