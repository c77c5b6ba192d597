import { useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { query } from './data/queries.ts';

/** Shows the appearance that the engine keeps: chosen in another window, or before a start whose address no browser has seen yet. */
export function FollowTheme(): null {
  const { data } = useQuery(query.settings.get.queryOptions());
  const { setColorScheme } = useMantineColorScheme();
  const theme = data?.theme;
  useEffect(() => {
    if (theme !== undefined) setColorScheme(theme === 'system' ? 'auto' : theme);
    // Only when the engine's answer changed: a choice being saved on this page is ahead of it.
  }, [theme]);
  return null;
}
