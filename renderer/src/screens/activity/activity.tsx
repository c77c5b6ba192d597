import { Button, Select, Skeleton } from '@mantine/core';
import { IconActivity, IconDownload, IconFilter } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { useApps } from '../../app/use-app.ts';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { Screen } from '../../components/screen.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { t } from '../../strings/translate.ts';
import classes from './activity.module.css';
import { csvOf } from './csv.ts';
import { EventList } from './event-list.tsx';
import { csvColumns, csvRow } from './event-words.ts';
import { type ActivityEvent, type Group, groupNames, groups, withoutBegun } from './kinds.ts';
import { wentWrong } from './went-wrong.ts';

const pageSize = 100;

/** Everything that happened, newest first. */
export function Activity(): ReactNode {
  const [app, setApp] = useState<string>();
  const [group, setGroup] = useState<Group>();
  const { apps } = useApps();
  const pages = useInfiniteQuery(
    query.activity.list.infiniteOptions({
      input: (before: string | undefined) => ({ limit: pageSize, ...(app === undefined ? {} : { app }), ...(group === undefined ? {} : { kinds: [...groups[group]] }), ...(before === undefined ? {} : { before }) }),
      initialPageParam: undefined,
      getNextPageParam: (last) => (last.more ? last.events.at(-1)?.id : undefined),
    }),
  );
  const listed = useMemo(() => pages.data?.pages.flatMap(({ events }) => events), [pages.data]);
  const events = useMemo(() => (listed === undefined ? undefined : withoutBegun(listed)), [listed]);
  const isFiltered = app !== undefined || group !== undefined;
  return (
    <Screen
      title={t('activity.title')}
      sentence={events === undefined ? pages.error === null ? <Skeleton height="1.75rem" width="16rem" /> : t('activity.sentence.unknown') : sentenceOf(events, isFiltered)}
      actions={
        <Button variant="default" leftSection={<IconDownload size="1.0625rem" stroke={1.75} />} disabled={events === undefined || events.length === 0} onClick={() => save(listed ?? [])}>
          {t('activity.export')}
        </Button>
      }
    >
      <div className={classes.filters}>
        <Select aria-label={t('activity.filter.kind')} data={[{ value: '', label: t('activity.group.all') }, ...groupNames.map((name) => ({ value: name, label: t(`activity.group.${name}`) }))]} value={group ?? ''} onChange={(value) => setGroup(groupNames.find((name) => name === value))} allowDeselect={false} />
        <Select aria-label={t('activity.filter.app')} data={[{ value: '', label: t('activity.all-apps') }, ...(apps ?? []).map(({ name }) => ({ value: name, label: name }))]} value={app ?? ''} onChange={(value) => setApp(value === null || value === '' ? undefined : value)} allowDeselect={false} />
      </div>
      {pages.error === null ? null : <ProblemPanel problem={toProblem(pages.error)} action={{ label: t('common.try-again'), onClick: () => void pages.refetch(), loading: pages.isFetching }} />}
      {events === undefined ? (
        pages.error === null ? (
          <Card>
            <SkeletonLines lines={10} />
          </Card>
        ) : null
      ) : events.length === 0 ? (
        <Card>
          {isFiltered ? (
            <EmptyState
              icon={IconFilter}
              title={t('activity.none-found')}
              action={
                <Button
                  variant="default"
                  onClick={() => {
                    setApp(undefined);
                    setGroup(undefined);
                  }}
                >
                  {t('activity.show-all')}
                </Button>
              }
            >
              {null}
            </EmptyState>
          ) : (
            <EmptyState icon={IconActivity} title={t('activity.empty.title')}>
              {t('activity.empty.text')}
            </EmptyState>
          )}
        </Card>
      ) : (
        <Card flush>
          <EventList events={events} />
          {pages.hasNextPage ? (
            <div className={classes.more}>
              <Button variant="subtle" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                {t('activity.older')}
              </Button>
            </div>
          ) : null}
        </Card>
      )}
    </Screen>
  );
}

/** Of what is listed: whether something in it went wrong. */
function sentenceOf(events: readonly ActivityEvent[], isFiltered: boolean): string {
  if (events.length === 0) return t(isFiltered ? 'activity.sentence.none-found' : 'activity.sentence.none');
  const failed = events.filter(wentWrong).length;
  const refused = events.filter(({ kind }) => kind === 'access-refused').length;
  if (failed > 0) return t('activity.sentence.failed', { count: failed });
  if (refused > 0) return t('activity.sentence.refused', { count: refused });
  return t('activity.sentence.calm');
}

/** Made here, of what is listed: nothing leaves this computer. */
function save(events: readonly ActivityEvent[]): void {
  const blob = new Blob([csvOf([csvColumns, ...events.map(csvRow)])], { type: 'text/csv;charset=utf-8' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = t('activity.file-name');
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
