import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { GuideHit } from '../../components/guide/search.ts';
import { t } from '../../strings/translate.ts';
import classes from './results.module.css';

/** Where in the guide the words are. */
export function Results({ hits }: { readonly hits: readonly GuideHit[] }): ReactNode {
  if (hits.length === 0) return <p className={classes.none}>{t('help.found.none.text')}</p>;
  return (
    <ul className={classes.results} aria-label={t('help.results')}>
      {hits.map(({ page, section, title, excerpt }) => (
        <li key={`${page} ${section ?? ''}`}>
          <Link to="/help/$page" params={{ page }} search={section === undefined ? {} : { section }} className={classes.title}>
            {title}
          </Link>
          <p className={classes.excerpt}>{excerpt.map(({ text, found }, index) => (found ? <mark key={index}>{text}</mark> : text))}</p>
        </li>
      ))}
    </ul>
  );
}
