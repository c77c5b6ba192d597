import type { Need, Status } from './status-feed.ts';
import { strings } from './strings.ts';

export interface Notice {
  readonly title: string;
  readonly body: string;
}

/** What a person should hear of even with the window closed; the rest waits on the screen until they look. */
const pressing: ReadonlySet<Need['kind']> = new Set(['damaged', 'run-failed', 'incomplete', 'place-behind', 'overdue', 'keychain', 'settings']);

/** Tells one occurrence from the next: the same need is told once, a new one again. */
function keyOf(need: Need): string {
  switch (need.kind) {
    case 'damaged':
    case 'run-failed':
    case 'run-interrupted':
      return `${need.kind} ${need.app} ${need.runId}`;
    case 'incomplete':
      return `${need.kind} ${need.app} ${need.at}`;
    case 'overdue':
      return `${need.kind} ${need.app} ${need.since}`;
    case 'place-behind':
      return `${need.kind} ${need.app} ${need.place}`;
    case 'no-place':
    case 'no-backup':
    case 'kit-not-proved':
      return `${need.kind} ${need.app}`;
    case 'keychain':
    case 'settings':
      return `${need.kind} ${need.error.code}`;
  }
}

/**
 * Which needs are news, and which of those told before still hold (what is over may be told again when it comes back).
 * The same trouble of several apps, a keychain that is locked, is told once.
 */
export function needNotices({ apps }: Pick<Status, 'apps'>, told: readonly string[]): { readonly notices: readonly Notice[]; readonly told: readonly string[] } {
  const current = new Map(apps.flatMap(({ needs }) => needs.filter(({ kind }) => pressing.has(kind)).map((need) => [keyOf(need), need] as const)));
  const news = [...current].filter(([key]) => !told.includes(key));
  return { notices: news.map(([, need]) => ({ title: strings.notice.needsYou, body: strings.need(need) })), told: [...current.keys()] };
}

/** Ids of backups that ended between the two. */
export function endedBackups(before: Pick<Status, 'running'> | undefined, after: Pick<Status, 'running'>): readonly { readonly runId: string; readonly app: string }[] {
  const still = new Set(after.running.map(({ id }) => id));
  return (before?.running ?? []).flatMap(({ id, request }) => (request.kind === 'backup' && !still.has(id) ? [{ runId: id, app: request.app }] : []));
}
