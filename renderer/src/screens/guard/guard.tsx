import { Skeleton, Tabs } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { type AppInfo, useApp } from '../../app/use-app.ts';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { Screen } from '../../components/screen.tsx';
import { useNow } from '../../components/when.tsx';
import { t } from '../../strings/translate.ts';
import type { GuardTab } from './address.ts';
import { EndedList } from './ended-list.tsx';
import classes from './guard.module.css';
import { Playbooks } from './playbooks/playbooks.tsx';
import { SchemaHistory } from './schema-history.tsx';
import { guardSentence } from './sentence.ts';
import { StartCard } from './start-card.tsx';
import { useWindowActs, Window, WindowActions } from './window.tsx';

const tabs: readonly GuardTab[] = ['watch', 'playbooks', 'schema'];

/** Before, while and after somebody changes an app: a backup, a window that says what is different, checklists, and how the tables were described. */
export function Guard(): ReactNode {
  const app = useApp();
  return app === undefined ? <Loading /> : <GuardOf key={app.name} app={app} />;
}

function GuardOf({ app }: { readonly app: AppInfo }): ReactNode {
  const { tab = 'watch' } = useSearch({ from: '/shell/app/$app/guard' });
  const navigate = useNavigate({ from: '/app/$app/guard' });
  const state = useQuery(query.guard.get.queryOptions({ input: { app: app.name } }));
  const acts = useWindowActs(app.name);
  const now = useNow();
  const frame = { title: t('guard.title'), app: app.name };
  if (app.platform === 'opened') {
    return (
      <Screen {...frame} sentence={t('guard.sentence.opened')}>
        <Card>
          <EmptyState icon={IconEye} title={t('home.verdict.opened')}>
            {t('guard.opened.text')}
          </EmptyState>
        </Card>
        <SchemaHistory app={app.name} canReadLive={false} />
      </Screen>
    );
  }
  if (state.error !== null) {
    return (
      <Screen {...frame} sentence={t('guard.sentence.problem')}>
        <ProblemPanel problem={toProblem(state.error)} action={{ label: t('common.try-again'), onClick: () => void state.refetch(), loading: state.isFetching }} />
      </Screen>
    );
  }
  if (state.data === undefined) return <Loading />;
  const { open, ended, looking } = state.data;
  const sentence = tab === 'playbooks' ? t('guard.playbooks.sentence') : guardSentence(open ?? undefined, now);
  return (
    <Screen {...frame} sentence={<span role="status">{sentence}</span>} actions={open === null || tab !== 'watch' ? undefined : <WindowActions acts={acts} session={open} looking={looking} />}>
      {acts.error === null || open === null ? null : <ProblemPanel problem={toProblem(acts.error)} />}
      <Tabs
        value={tab}
        onChange={(value) => {
          const next = tabs.find((one) => one === value);
          if (next !== undefined) void navigate({ search: next === 'watch' ? {} : { tab: next }, replace: true });
        }}
        keepMounted={false}
      >
        <Tabs.List className={classes.tabs} aria-label={t('guard.tabs')}>
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`guard.tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="watch" className={classes.panel}>
          {open === null ? <StartCard app={app.name} /> : <Window app={app.name} session={open} looking={looking} />}
          <EndedList app={app.name} ended={ended} />
        </Tabs.Panel>
        <Tabs.Panel value="playbooks" className={classes.panel}>
          <Playbooks app={app.name} />
        </Tabs.Panel>
        <Tabs.Panel value="schema" className={classes.panel}>
          <SchemaHistory app={app.name} canReadLive />
        </Tabs.Panel>
      </Tabs>
    </Screen>
  );
}

function Loading(): ReactNode {
  return (
    <Screen title={t('guard.title')} sentence={<Skeleton component="span" display="block" height={30} width="60%" role="status" aria-label={t('common.loading')} />}>
      <div aria-hidden>
        <Skeleton height={360} radius="var(--hf-radius-card)" />
      </div>
    </Screen>
  );
}
