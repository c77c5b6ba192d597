import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { Spotlight, spotlight } from '@mantine/spotlight';
import { IconAppWindow, IconClock, IconCloudUp, IconFileSearch, IconHelpCircle, IconMoon, IconPlayerPause, IconPlayerPlay, IconPlus, IconLifebuoy, IconUrgent, IconSearch, IconSun, IconSunMoon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import { clockTime } from '../../strings/age.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import { engine } from '../connection/client.ts';
import { toProblem } from '../connection/problem.ts';
import { query as queries } from '../data/queries.ts';
import { useStatus } from '../data/status.tsx';
import { useApp, useApps } from '../use-app.ts';
import { navigation } from './navigation.ts';
import { firstWords } from './record-words.ts';
import { platformOf } from './app-switcher.tsx';
import classes from './palette.module.css';

interface Action {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly icon: ReactNode;
  readonly onClick: () => void;
}

const iconSize = '1.125rem';
const hitsShown = 6;
const guideHitsShown = 3;

/** Ctrl/⌘-K: go anywhere, do the common things, find any record of the newest backup. */
export function Palette(): ReactNode {
  const [typed, setTyped] = useState('');
  // It is here because it was just asked for. Opened before it is here, it could not give the focus back to what had it.
  useEffect(() => spotlight.open(), []);
  const screens = useScreenActions();
  const apps = useAppActions();
  const doing = useDoingActions();
  const guide = useGuideHits(typed);
  const groups = [
    { label: t('palette.screens'), actions: matching(screens, typed) },
    { label: t('palette.actions'), actions: matching(doing, typed) },
    { label: t('palette.apps'), actions: matching(apps, typed) },
  ];
  const records = useRecordHits(typed);
  const shown = [...groups, { label: t('palette.records'), actions: records.actions }, { label: t('help.palette'), actions: guide }].filter(({ actions }) => actions.length > 0);
  return (
    <Spotlight.Root title={t('palette.open')} centered={false} query={typed} onQueryChange={setTyped} scrollable maxHeight="min(26rem, 60vh)" shortcut={null} radius="var(--hf-radius-card)" transitionProps={{ duration: 100 }} classNames={{ content: classes.content, body: classes.body, header: classes.header, search: classes.search }}>
      <Spotlight.Search onKeyDown={chooseFirst} placeholder={t('palette.placeholder')} aria-label={t('palette.open')} leftSection={<IconSearch size="1.25rem" stroke={1.75} aria-hidden />} />
      <Spotlight.ActionsList>
        {shown.map(({ label, actions }) => (
          <Spotlight.ActionsGroup key={label} label={label}>
            {actions.map(({ id, label: name, description, icon, onClick }) => (
              <Spotlight.Action key={id} label={name} {...(description === undefined ? {} : { description })} leftSection={icon} onClick={onClick} />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {shown.length === 0 ? <Spotlight.Empty>{t(records.isLooking ? 'palette.looking' : records.problem === undefined ? 'palette.nothing' : 'palette.records.failed')}</Spotlight.Empty> : null}
      </Spotlight.ActionsList>
      {records.note === undefined && records.problem === undefined ? null : <Spotlight.Footer className={classes.note}>{records.note ?? records.problem}</Spotlight.Footer>}
    </Spotlight.Root>
  );
}

/** Records arrive after what was typed, when nothing is marked any more: Enter then means the first of the list. */
function chooseFirst(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
  const dialog = event.currentTarget.closest('[role="dialog"]');
  if (dialog?.querySelector('[data-selected]') === null) dialog.querySelector<HTMLElement>('[data-action]')?.click();
}

function matching(actions: readonly Action[], typed: string): readonly Action[] {
  const words = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return actions.filter(({ label, description }) => {
    const text = `${label} ${description ?? ''}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function useScreenActions(): readonly Action[] {
  const app = useApp();
  const navigate = useNavigate();
  return navigation
    .filter(({ to }) => app !== undefined || !to.startsWith('/app/'))
    .map(({ to, label, icon: Sign }) => ({ id: to, label: t(label), icon: <Sign size={iconSize} stroke={1.75} />, onClick: () => void navigate({ to, params: { app: app?.name ?? '' } }) }));
}

function useAppActions(): readonly Action[] {
  const { apps = [] } = useApps();
  const app = useApp();
  const navigate = useNavigate();
  return apps
    .filter(({ name }) => name !== app?.name)
    .map((one) => ({ id: `app ${one.name}`, label: visible(one.name, 60), description: platformOf(one), icon: <IconAppWindow size={iconSize} stroke={1.75} />, onClick: () => void navigate({ to: '/app/$app/home', params: { app: one.name } }) }));
}

function useDoingActions(): readonly Action[] {
  const app = useApp();
  const status = useStatus();
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const look = (theme: 'system' | 'light' | 'dark', icon: ReactNode): Action => ({
    id: `theme ${theme}`,
    label: t(`palette.theme.${theme}`),
    icon,
    onClick: () => {
      setColorScheme(theme === 'system' ? 'auto' : theme);
      tell(engine.settings.set({ theme }), undefined);
    },
  });
  const actions: Action[] = [];
  if (app !== undefined) {
    const isOpen = status?.apps.find((one) => one.app === app.name)?.emergency !== undefined;
    actions.push({ id: 'emergency', label: t(isOpen ? 'palette.emergency.open' : 'palette.emergency', { app: app.name }), icon: <IconUrgent size={iconSize} stroke={1.75} />, onClick: () => void navigate({ to: '/app/$app/emergency', params: { app: app.name } }) });
  }
  if (app !== undefined && app.platform !== 'opened') {
    const { name } = app;
    actions.push({ id: 'back-up', label: t('palette.back-up-now', { app: name }), icon: <IconCloudUp size={iconSize} stroke={1.75} />, onClick: () => tell(engine.runs.start({ kind: 'backup', app: name }), t('palette.started', { app: name })) });
  }
  if (status !== undefined && status.pausedUntil !== null) {
    actions.push({ id: 'resume', label: t('palette.resume'), icon: <IconPlayerPlay size={iconSize} stroke={1.75} />, onClick: () => tell(engine.schedule.pause({ until: null }), t('palette.resumed')) });
  } else {
    actions.push(
      { id: 'pause-hour', label: t('palette.pause-hour'), icon: <IconPlayerPause size={iconSize} stroke={1.75} />, onClick: () => pauseUntil(new Date(Date.now() + 3_600_000)) },
      { id: 'pause-tomorrow', label: t('palette.pause-tomorrow'), icon: <IconClock size={iconSize} stroke={1.75} />, onClick: () => pauseUntil(tomorrowMorning()) },
    );
  }
  actions.push(
    { id: 'protect', label: t('shell.add-app'), icon: <IconPlus size={iconSize} stroke={1.75} />, onClick: () => void navigate({ to: '/protect' }) },
    { id: 'open', label: t('shell.open-backup'), icon: <IconLifebuoy size={iconSize} stroke={1.75} />, onClick: () => void navigate({ to: '/open' }) },
    look('light', <IconSun size={iconSize} stroke={1.75} />),
    look('dark', <IconMoon size={iconSize} stroke={1.75} />),
    look('system', <IconSunMoon size={iconSize} stroke={1.75} />),
  );
  return actions;
}

/** Parts of the guide. It is read when words are typed, not before. */
function useGuideHits(typed: string): readonly Action[] {
  const navigate = useNavigate();
  const asks = typed.trim().length >= 3;
  const { data: guide } = useQuery({
    queryKey: ['guide'],
    queryFn: async () => {
      const [{ guidePages }, { searchGuide }] = await Promise.all([import('../../components/guide/guide.ts'), import('../../components/guide/search.ts')]);
      return { guidePages, searchGuide };
    },
    enabled: asks,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!asks || guide === undefined) return [];
  return guide
    .searchGuide(guide.guidePages, typed)
    .slice(0, guideHitsShown)
    .map(({ page, section, title }) => ({ id: `guide ${page} ${section ?? ''}`, label: title, icon: <IconHelpCircle size={iconSize} stroke={1.75} />, onClick: () => void navigate({ to: '/help/$page', params: { page }, search: section === undefined ? {} : { section } }) }));
}

function pauseUntil(until: Date): void {
  const instant = until.toISOString();
  tell(engine.schedule.pause({ until: instant }), t('palette.paused', { when: clockTime(instant, Date.now()) }));
}

/** Eight in the morning of the next day, in the person's zone. */
function tomorrowMorning(): Date {
  const day = new Date();
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, 8);
}

function tell(work: Promise<unknown>, done: string | undefined): void {
  work.then(
    () => done !== undefined && notifications.show({ message: done, color: 'accent' }),
    (error: unknown) => {
      const { message, nextStep } = toProblem(error);
      notifications.show({ title: message, message: nextStep, color: 'alarm', autoClose: 12_000 });
    },
  );
}

interface RecordHits {
  readonly actions: readonly Action[];
  /** Nobody can say yet that there is none. */
  readonly isLooking?: boolean;
  readonly note?: string;
  /** Why it could not be looked for. */
  readonly problem?: string;
}

function useRecordHits(typed: string): RecordHits {
  const app = useApp();
  const navigate = useNavigate();
  const wanted = typed.trim();
  const [words] = useDebouncedValue(wanted, 150);
  const asks = app !== undefined && words.length >= 2;
  const { data, error } = useQuery(queries.data.search.queryOptions({ input: { app: app?.name ?? '', backup: 'latest', query: words, limit: hitsShown }, enabled: asks, retry: false, gcTime: 30_000 }));
  if (asks && error !== null) {
    const { message, nextStep } = toProblem(error);
    return { actions: [], problem: `${message} ${nextStep}` };
  }
  if (!asks || data === undefined) return { actions: [], isLooking: app !== undefined && wanted.length >= 2 };
  if (data.index.state !== 'ready') return { actions: [], note: t(data.index.state === 'off' ? 'palette.records.off' : 'palette.records.indexing') };
  const { name } = app;
  const hits = data.hits.map(({ table, id, json }) => ({
    id: `record ${table} ${id}`,
    label: firstWords(json) ?? visible(id, 80),
    description: `${visible(table, 60)} · ${visible(id, 60)}`,
    icon: <IconFileSearch size={iconSize} stroke={1.75} />,
    onClick: () => void navigate({ to: '/app/$app/data', params: { app: name }, search: { table, record: id } }),
  }));
  const all = { id: 'all records', label: t('palette.records.more', { query: words }), icon: <IconSearch size={iconSize} stroke={1.75} />, onClick: () => void navigate({ to: '/app/$app/data', params: { app: name }, search: { words } }) };
  return { actions: data.more ? [...hits, all] : hits };
}
