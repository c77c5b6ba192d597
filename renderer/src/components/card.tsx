import type { ReactNode } from 'react';
import classes from './card.module.css';

interface CardProps {
  readonly title?: ReactNode;
  /** Small print at the right of the title. */
  readonly aside?: ReactNode;
  /** No padding around the content: for tables and lists that reach the edges. */
  readonly flush?: boolean;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A quiet box: one subject of a screen. With a title it is a section that a screen reader can jump to. */
export function Card({ title, aside, flush, className, children }: CardProps): ReactNode {
  const body = <div className={flush === true ? undefined : classes.body}>{children}</div>;
  const name = [classes.card, className].filter(Boolean).join(' ');
  if (title === undefined) return <div className={name}>{body}</div>;
  return (
    <section className={name}>
      <div className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        {aside === undefined ? null : <div className={classes.aside}>{aside}</div>}
      </div>
      {body}
    </section>
  );
}
