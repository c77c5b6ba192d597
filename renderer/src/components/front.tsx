import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { SkipLink } from '../app/shell/skip-link.tsx';
import { t } from '../strings/translate.ts';
import { Brand } from './brand.tsx';
import classes from './front.module.css';

/** The frame of what comes before there is an app to look at: name on top, promises at the foot, no sidebar. */
export function Front({ corner, children }: { readonly corner?: ReactNode; readonly children: ReactNode }): ReactNode {
  return (
    <div className={classes.front}>
      <SkipLink />
      <header className={classes.header}>
        <Brand />
        {corner}
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
