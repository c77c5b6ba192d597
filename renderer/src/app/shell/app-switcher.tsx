import { Menu, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconLifebuoy, IconPlus, IconSelector } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import { type AppInfo, useApp, useApps } from '../use-app.ts';
import classes from './app-switcher.module.css';

/** Which app the screens are about, and the way to another one. */
export function AppSwitcher({ compact }: { readonly compact: boolean }): ReactNode {
  const app = useApp();
  const { apps = [] } = useApps();
  const navigate = useNavigate();
  const name = app === undefined ? t('shell.name') : visible(app.name, 60);
  return (
    <Menu position="bottom-start" width="15rem" shadow="none" classNames={{ dropdown: classes.dropdown }}>
      <Menu.Target>
        <UnstyledButton className={classes.switcher} data-compact={compact} {...(compact ? { 'aria-label': t('shell.switch-app', { app: name }) } : {})}>
          <span className={classes.tile} data-hue={hueOf(name)} aria-hidden>
            {firstLetter(name)}
          </span>
          {compact ? null : (
            <>
              <span className={classes.words}>
                <bdi className={classes.name}>{name}</bdi>
                {app === undefined ? null : <span className={classes.platform}>{platformOf(app)}</span>}
              </span>
              <VisuallyHidden>{t('shell.switch')}</VisuallyHidden>
              <IconSelector size="1rem" stroke={1.75} aria-hidden className={classes.more} />
            </>
          )}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {apps.length === 0 ? null : <Menu.Label>{t('shell.your-apps')}</Menu.Label>}
        {apps.map((one) => (
          <Menu.Item key={one.name} onClick={() => void navigate({ to: '/app/$app/home', params: { app: one.name } })} rightSection={one.name === app?.name ? <IconCheck size="1rem" aria-hidden /> : null} aria-current={one.name === app?.name ? 'true' : undefined}>
            <bdi className={classes.name}>{visible(one.name, 60)}</bdi>
            <span className={classes.platform}>{platformOf(one)}</span>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconPlus size="1rem" aria-hidden />} onClick={() => void navigate({ to: '/protect' })}>
          {t('shell.add-app')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLifebuoy size="1rem" aria-hidden />} onClick={() => void navigate({ to: '/open' })}>
          {t('shell.open-backup')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** `Base44`, `Sample app`, … */
export function platformOf(app: AppInfo): string {
  return app.isSample ? t('shell.platform.sample') : t(`shell.platform.${app.platform}`);
}

/** One of five, the same for the same name. */
function hueOf(name: string): number {
  return Array.from(name).reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 997, 7) % 5;
}

function firstLetter(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim());
  return (first?.segment ?? '·').toLocaleUpperCase();
}
