import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { query } from '../../app/data/queries.ts';
import type { Readiness } from './types.ts';

/** Evidence loses its weight by the clock alone, which nothing tells of. */
const againMs = 60_000;

/** The grade of an app with everything it rests on. */
export function useReadiness(app: string): UseQueryResult<Readiness> {
  return useQuery(query.readiness.get.queryOptions({ input: { app }, refetchInterval: againMs }));
}
