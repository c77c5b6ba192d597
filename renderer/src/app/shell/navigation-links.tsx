import { Tooltip, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { t } from '../../strings/translate.ts';
import { useStatus } from '../data/status.tsx';
import { useApp } from '../use-app.ts';
import { navigation, needsOf } from './navigation.ts';
import classes from './navigation-links.module.css';
import { UpdateMark } from './update-mark.tsx';

/** The list of screens. `compact` = signs alone, their names in tooltips and for screen readers. */
export function NavigationLinks({ compact }: { readonly compact: boolean }): ReactNode {
  const app = useApp();
  const status = useStatus();
  return (
    <nav aria-label={t('shell.navigation')} className={classes.navigation}>
      <ul className={classes.list}>
        {navigation.map((entry) => {
          const { to, label, icon: Sign, apart } = entry;
          // The screens of an app need one; without any, Welcome is shown instead of this.
          if (to.startsWith('/app/') && app === undefined) return null;
          const needs = needsOf(entry, status, app?.name);
          return (
            <li key={to} data-apart={apart === true && entry === navigation.find((one) => one.apart === true) ? true : undefined} className={classes.item}>
              <Tooltip label={t(label)} position="right" disabled={!compact}>
                <Link to={to} params={{ app: app?.name ?? '' }} className={classes.link} data-compact={compact}>
                  <Sign size="1.125rem" stroke={1.75} aria-hidden className={classes.sign} />
                  {compact ? <VisuallyHidden>{t(label)}</VisuallyHidden> : <span className={classes.label}>{t(label)}</span>}
                  {to === '/settings' ? <UpdateMark /> : null}
                  {needs === 0 ? null : (
                    <span className={classes.badge}>
                      <span aria-hidden>{needs}</span>
                      <VisuallyHidden>{t('shell.needs', { count: needs })}</VisuallyHidden>
                    </span>
                  )}
                </Link>
              </Tooltip>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
