import type { ComponentType, ReactNode } from 'react';
import classes from './pictured-steps.module.css';

interface PicturedStep {
  readonly text: string;
  readonly picture: ComponentType;
}

/** What to do somewhere else, step by step, each with a small drawing of where to click. */
export function PicturedSteps({ steps }: { readonly steps: readonly PicturedStep[] }): ReactNode {
  return (
    <ol className={classes.guide}>
      {steps.map(({ text, picture: Drawing }, index) => (
        <li key={text} className={classes.step}>
          <span className={classes.number} aria-hidden>
            {index + 1}
          </span>
          <div className={classes.words}>
            <p className={classes.text}>{text}</p>
            <Drawing />
          </div>
        </li>
      ))}
    </ol>
  );
}

/**
 * A drawing of where to click, 320 by 68. The other program's own words are in it as they are on its screens; the sentence beside
 * it says the same, so that it is hidden from screen readers.
 */
export function Picture({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <svg viewBox="0 0 320 68" className={classes.picture} aria-hidden focusable="false">
      <rect x="0.5" y="0.5" width="319" height="67" rx="8" className={classes.paper} />
      {children}
    </svg>
  );
}
