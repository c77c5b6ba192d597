import { ActionIcon, Drawer, Tooltip, UnstyledButton } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconMenu2, IconSearch } from '@tabler/icons-react';
import { Outlet, useLocation } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { SkeletonScreen } from '../../components/skeletons.tsx';
import { t } from '../../strings/translate.ts';
import { useIsUnknownApp } from '../use-app.ts';
import { useRem } from '../use-rem.ts';
import { AppSwitcher } from './app-switcher.tsx';
import { NextBackup } from './next-backup.tsx';
import { NavigationLinks } from './navigation-links.tsx';
import { RunAnnouncer } from './run-announcer.tsx';
import { NothingHere } from './screen-problem.tsx';
import { SkipLink } from './skip-link.tsx';
import classes from './shell.module.css';

const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }));

/** What every screen of a protected app stands in: sidebar, content, command palette. */
export function Shell(): ReactNode {
  // By how much text fits beside the sidebar: larger text needs the room as a smaller window does.
  const rem = useRem();
  const isNarrow = useMediaQuery(`(max-width: ${40 * rem}px)`) ?? false;
  const isRail = useMediaQuery(`(max-width: ${60 * rem}px)`) ?? false;
  const palette = usePalette();
  const isUnknown = useIsUnknownApp();
  return (
    <div className={classes.shell} data-layout={isNarrow ? 'drawer' : isRail ? 'rail' : 'side'}>
      <SkipLink />
      {isNarrow ? (
        <TopBar onSearch={palette.open} />
      ) : (
        <aside className={classes.side}>
          <Side compact={isRail} onSearch={palette.open} />
        </aside>
      )}
      <main id="content" className={classes.content} tabIndex={-1}>
        <Suspense fallback={<SkeletonScreen />}>
          {isUnknown ? <NothingHere /> : <Outlet />}
        </Suspense>
      </main>
      <RunAnnouncer />
      {palette.wanted ? (
        <Suspense fallback={null}>
          <Palette />
        </Suspense>
      ) : null}
    </div>
  );
}

function Side({ compact, onSearch }: { readonly compact: boolean; readonly onSearch: () => void }): ReactNode {
  return (
    <>
      <AppSwitcher compact={compact} />
      <Tooltip label={t('palette.open')} position="right" disabled={!compact}>
        <UnstyledButton className={classes.search} onClick={onSearch} {...(compact ? { 'aria-label': t('palette.open') } : {})} aria-keyshortcuts="Control+K Meta+K">
          <IconSearch size="1.125rem" stroke={1.75} aria-hidden />
          {compact ? null : (
            <>
              <span className={classes.searchWords}>{t('shell.search-button')}</span>
              <kbd className={classes.keys}>{isMac() ? '⌘K' : 'Ctrl K'}</kbd>
            </>
          )}
        </UnstyledButton>
      </Tooltip>
      <NavigationLinks compact={compact} />
      <NextBackup compact={compact} />
    </>
  );
}

function TopBar({ onSearch }: { readonly onSearch: () => void }): ReactNode {
  const [opened, { open, close }] = useDisclosure(false);
  const { pathname } = useLocation();
  useEffect(close, [pathname, close]);
  return (
    <header className={classes.top}>
      <ActionIcon variant="subtle" color="gray" size="lg" onClick={open} aria-label={t('shell.open-menu')} aria-expanded={opened}>
        <IconMenu2 size="1.25rem" />
      </ActionIcon>
      <span className={classes.mark}>{t('shell.name')}</span>
      <Drawer opened={opened} onClose={close} size="min(18rem, 85vw)" closeButtonProps={{ 'aria-label': t('shell.close-menu') }} classNames={{ body: classes.drawer, content: classes.drawerContent, header: classes.drawerHeader }} title={t('shell.name')}>
        <Side
          compact={false}
          onSearch={() => {
            close();
            onSearch();
          }}
        />
      </Drawer>
    </header>
  );
}

/** The palette is loaded when it is first wanted, by its button or by its keys, and opens itself then. */
function usePalette(): { readonly wanted: boolean; readonly open: () => void } {
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      if (wanted) void import('@mantine/spotlight').then(({ spotlight }) => spotlight.toggle());
      else setWanted(true);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [wanted]);
  return {
    wanted,
    open: () => {
      if (wanted) void import('@mantine/spotlight').then(({ spotlight }) => spotlight.open());
      else setWanted(true);
    },
  };
}

function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
