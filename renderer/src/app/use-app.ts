import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { Answers } from './connection/client.ts';
import { query } from './data/queries.ts';

export type AppInfo = Answers['apps']['list']['apps'][number];

const storageKey = 'holdfast-app';

export function useApps(): { readonly apps: readonly AppInfo[] | undefined; readonly error: unknown } {
  const { data, error } = useQuery(query.apps.list.queryOptions());
  return { apps: data?.apps, error };
}

/**
 * The app the person looks at: the one in the address, else the last one looked at, else the first. Undefined while the list
 * is on its way, or when there is none.
 */
export function useApp(): AppInfo | undefined {
  const { apps } = useApps();
  const { app: named } = useParams({ strict: false });
  useEffect(() => {
    if (named !== undefined) localStorage.setItem(storageKey, named);
  }, [named]);
  if (apps === undefined) return undefined;
  const wanted = named ?? localStorage.getItem(storageKey);
  return apps.find(({ name }) => name === wanted) ?? (named === undefined ? apps[0] : undefined);
}

/** The address names an app that there is not. False while the list is on its way: it may just have been added. */
export function useIsUnknownApp(): boolean {
  const { data, isFetching } = useQuery(query.apps.list.queryOptions());
  const { app: named } = useParams({ strict: false });
  return named !== undefined && data !== undefined && !isFetching && !data.apps.some(({ name }) => name === named);
}
