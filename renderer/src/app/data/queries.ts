import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { QueryClient } from '@tanstack/react-query';
import { desktop, engine } from '../connection/client.ts';
import { isConnectionLost } from '../connection/problem.ts';

/**
 * Answers stay fresh until the engine says that they changed (changes.ts): nothing is asked twice, nothing is polled.
 * `networkMode: 'always'` because the engine is on this computer: it is there without internet.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: Infinity, gcTime: 10 * 60_000, refetchOnWindowFocus: false, refetchOnReconnect: false, networkMode: 'always', retry: (failures, error) => failures < 3 && isConnectionLost(error), retryDelay: 300 },
    mutations: { networkMode: 'always', retry: false },
  },
});

/** `useQuery(query.status.overview.queryOptions({ input: { app } }))`, `useMutation(query.places.add.mutationOptions())`. */
export const query = createTanstackQueryUtils(engine, { path: ['engine'] });
export const desktopQuery = createTanstackQueryUtils(desktop, { path: ['desktop'] });
