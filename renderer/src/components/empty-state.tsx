import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './empty-state.module.css';

/** Nothing here yet: what will be here, why it is useful, and the button that makes it so. */
export function EmptyState({ icon: Sign, title, children, action }: { readonly icon: Icon; readonly title: string; readonly children: ReactNode; readonly action?: ReactNode }): ReactNode {
  return (
    <div className={classes.empty}>
      <Sign size="2rem" stroke={1.5} className={classes.sign} aria-hidden />
      <h2 className={classes.title}>{title}</h2>
      <div className={classes.text}>{children}</div>
      {action}
    </div>
  );
}
