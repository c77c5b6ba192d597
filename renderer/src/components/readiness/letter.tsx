import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../../strings/translate.ts';
import type { LetterTone } from './letter-tone.ts';
import classes from './letter.module.css';
import type { Letter } from './types.ts';

/** A letter of the grade. It is a sign by itself; the colour only underlines it. */
export function LetterMark({ letter, tone, size }: { readonly letter: Letter; readonly tone: LetterTone; readonly size: 'large' | 'middle' | 'small' }): ReactNode {
  return (
    <span className={classes.letter} data-tone={tone} data-size={size} data-letter={letter}>
      <VisuallyHidden>{t('grade.letter', { letter })}</VisuallyHidden>
      <span aria-hidden>{letter}</span>
    </span>
  );
}

/** From one letter to another: `C → B`. */
export function LetterStep({ from, to }: { readonly from: Letter; readonly to: Letter }): ReactNode {
  return (
    <span className={classes.step}>
      <VisuallyHidden>{t('grade.from-to', { from, to })}</VisuallyHidden>
      <span aria-hidden>
        {from} → <strong>{to}</strong>
      </span>
    </span>
  );
}
