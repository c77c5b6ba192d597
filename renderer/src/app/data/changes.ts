import type { QueryClient } from '@tanstack/react-query';
import { engine, type Answers } from '../connection/client.ts';
import { follow } from './follow.ts';

type Change = Answers['changes']['watch'] extends AsyncIterable<infer T> ? T : never;

/** Areas of calls whose answers a change makes old. Not `kit`: which groups of the key are asked for must stay while somebody types them. */
const madeOld: Readonly<Record<Change['topic'], readonly string[]>> = {
  apps: ['apps', 'keys', 'status', 'schedule', 'readiness', 'runbook'],
  places: ['places', 'status', 'readiness', 'runbook'],
  runs: ['runs', 'keys', 'restores', 'status', 'readiness'],
  backups: ['backups', 'data', 'status', 'places', 'schemas', 'watch', 'readiness'],
  settings: ['settings'],
  schedule: ['schedule', 'retention', 'status', 'readiness', 'runbook'],
  activity: ['activity'],
  index: ['data', 'settings'],
  alerts: ['alerts', 'status', 'watch', 'readiness'],
  guard: ['guard'],
  drills: ['drills', 'status', 'readiness', 'runbook'],
  emergencies: ['emergencies', 'status'],
  readiness: ['readiness'],
  runbook: ['runbook', 'readiness'],
};

/** The one subscription that keeps every answer on the page fresh. */
export function keepFresh(queryClient: QueryClient, signal: AbortSignal): void {
  void follow((stop) => engine.changes.watch(undefined, { signal: stop }), {
    signal,
    onBegin: (again) => {
      if (again) void queryClient.invalidateQueries({ queryKey: [['engine']] });
    },
    onValue: (change) => void queryClient.invalidateQueries({ predicate: ({ queryKey }) => isMadeOld(queryKey, change) }),
  });
}

/** A key is `[path, { input }]`, path = `['engine', area, call]`. */
function isMadeOld(queryKey: readonly unknown[], change: Change): boolean {
  const [path, state] = queryKey;
  if (!Array.isArray(path) || path[0] !== 'engine') return false;
  const area: unknown = path[1];
  if (typeof area !== 'string' || !madeOld[change.topic].includes(area)) return false;
  const app = appOf(state);
  return change.app === undefined || app === undefined || app === change.app;
}

function appOf(state: unknown): unknown {
  if (typeof state !== 'object' || state === null || !('input' in state)) return undefined;
  const { input } = state;
  return typeof input === 'object' && input !== null && 'app' in input ? input.app : undefined;
}
