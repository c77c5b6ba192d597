import type { ReactNode } from 'react';
import { Card } from '../../components/card.tsx';
import { letterTone } from '../../components/readiness/letter-tone.ts';
import { LetterMark } from '../../components/readiness/letter.tsx';
import type { Rubric } from '../../components/readiness/types.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import classes from './grade.module.css';

/** What holds beside the points, which letter comes of how many, and what the platform keeps itself. */
export function Rules({ rubric, platform }: { readonly rubric: Rubric | undefined; readonly platform: string | undefined }): ReactNode {
  if (rubric === undefined) return null;
  return (
    <div className={classes.columns}>
      <Card title={t('grade.rules.title')}>
        <ul className={classes.rules}>
          {rubric.rules.map((rule) => (
            <li key={rule}>{visible(rule, 400)}</li>
          ))}
        </ul>
        {platform === undefined ? null : (
          <>
            <h3 className={classes.label}>{t('grade.platform.title')}</h3>
            <p className={classes.text}>{visible(platform, 400)}</p>
            <p className={classes.small}>{t('grade.platform.aside')}</p>
          </>
        )}
      </Card>
      <Card title={t('grade.letters.title')}>
        <ul className={classes.letters}>
          {rubric.letters.map(({ letter, least }) => (
            <li key={letter}>
              <LetterMark letter={letter} tone={letterTone(letter, 'safe')} size="small" />
              <span>{t('grade.letters.least', { least })}</span>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
