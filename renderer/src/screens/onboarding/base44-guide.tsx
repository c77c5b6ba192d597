import type { ReactNode } from 'react';
import { Card } from '../../components/card.tsx';
import { t } from '../../strings/translate.ts';
import { AddressPicture, CopyPicture, SecretsPicture, TokenPicture } from './base44-pictures.tsx';
import classes from './base44-guide.module.css';

const guide = [
  { step: 'address', picture: AddressPicture },
  { step: 'secrets', picture: SecretsPicture },
  { step: 'create', picture: TokenPicture },
  { step: 'copy', picture: CopyPicture },
] as const;

/** Where in Base44 the app's id and the token are, step by step. */
export function Base44Guide(): ReactNode {
  return (
    <Card title={t('onboarding.guide.title')}>
      <ol className={classes.guide}>
        {guide.map(({ step, picture: Picture }, index) => (
          <li key={step} className={classes.step}>
            <span className={classes.number} aria-hidden>
              {index + 1}
            </span>
            <div className={classes.words}>
              <p className={classes.text}>{t(`onboarding.guide.${step}`)}</p>
              <Picture />
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}
