import type { Answers } from '../../app/connection/client.ts';

export type ActivityEvent = Answers['activity']['list']['events'][number];
export type EventKind = ActivityEvent['kind'];

/** What a person looks for, and the kinds of events that tell of it. */
export const groups = {
  runs: ['run-started', 'run-ended'],
  keys: ['kit-saved', 'kit-proved', 'kit-proof-failed', 'key-used', 'key-restored', 'deputy-added', 'deputy-revoked', 'deputy-proved', 'deputy-proof-failed'],
  apps: ['app-added', 'app-opened', 'app-removed', 'app-reconnected'],
  places: ['place-added', 'place-removed', 'place-tested', 'place-reconnected'],
  runbook: ['runbook-changed', 'runbook-reread', 'runbook-saved'],
  emergencies: ['emergency-declared', 'emergency-ended'],
  alarms: ['alarm-raised', 'alarm-answered'],
  settings: ['schedule-changed', 'paused', 'retention-changed', 'backup-pinned', 'backup-unpinned', 'settings-changed', 'settings-copied', 'settings-taken-over', 'settings-put-back'],
  holdfast: ['engine-started', 'schedule-taken-over', 'engine-crashed', 'access-refused'],
} as const satisfies Record<string, readonly EventKind[]>;

export type Group = keyof typeof groups;
export const groupNames = Object.keys(groups).filter((name): name is Group => name in groups);

/** A run's beginning says nothing more once its end is there as well. */
export function withoutBegun(events: readonly ActivityEvent[]): readonly ActivityEvent[] {
  const ended = new Set(events.flatMap(({ kind, runId }) => (kind === 'run-ended' && runId !== undefined ? [runId] : [])));
  return events.filter(({ kind, runId }) => kind !== 'run-started' || runId === undefined || !ended.has(runId));
}

/** Events with the day they are of in front of each day's first. */
export type Line = { readonly kind: 'day'; readonly day: string } | { readonly kind: 'event'; readonly event: ActivityEvent };

export function byDay(events: readonly ActivityEvent[], dayOf: (instant: string) => string): readonly Line[] {
  const lines: Line[] = [];
  let last: string | undefined;
  for (const event of events) {
    const day = dayOf(event.at);
    if (day !== last) lines.push({ kind: 'day', day });
    last = day;
    lines.push({ kind: 'event', event });
  }
  return lines;
}
