import { useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { t } from '../strings/translate.ts';
import { useHeadingFocus } from './heading-focus.ts';
import classes from './screen.module.css';

interface ScreenProps {
  /** Short name for the window's title. */
  readonly title: string;
  /** The one sentence that answers the question of the screen. */
  readonly sentence: ReactNode;
  /** Whose screen it is, for the window's title. */
  readonly app?: string | undefined;
  /** Where in the screen one is, of one that has steps: the focus follows. */
  readonly place?: string;
  /** Beside the sentence; one primary button at most. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every screen: its sentence, its actions, its content. Names the window and receives the focus after navigation. */
export function Screen({ title, sentence, app, place = '', actions, children }: ScreenProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    document.title = app === undefined ? t('shell.title', { screen: title }) : t('shell.title-app', { screen: title, app });
  }, [title, app]);
  useHeadingFocus(heading, `${pathname} ${place}`);
  return (
    <div className={classes.screen}>
      <header className={classes.header}>
        <h1 ref={heading} tabIndex={-1} className={classes.sentence}>
          {sentence}
        </h1>
        {actions === undefined ? null : <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
