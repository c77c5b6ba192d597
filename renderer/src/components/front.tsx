import { IconLock } from '@tabler/icons-react';
import { useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { helpAbout } from '../app/shell/help-about.ts';
import { SkipLink } from '../app/shell/skip-link.tsx';
import { t } from '../strings/translate.ts';
import { Brand } from './brand.tsx';
import classes from './front.module.css';
import { HelpButton } from './help-link.tsx';

/** The frame of what comes before there is an app to look at: name on top, promises at the foot, no sidebar. */
export function Front({ corner, children }: { readonly corner?: ReactNode; readonly children: ReactNode }): ReactNode {
  const help = helpAbout(useLocation().pathname);
  return (
    <div className={classes.front}>
      <SkipLink />
      <header className={classes.header}>
        <Brand />
        <div className={classes.corner}>
          {corner}
          {help === undefined || help === 'already' ? null : <HelpButton page={help} />}
        </div>
      </header>
      <main id="content" tabIndex={-1} className={classes.main}>
        {children}
      </main>
      <footer className={classes.footer}>
        <span className={classes.promise}>
          <IconLock size="1rem" stroke={1.75} aria-hidden />
          {t('front.encrypted')}
        </span>
        <span>{t('front.no-account')}</span>
      </footer>
    </div>
  );
}
