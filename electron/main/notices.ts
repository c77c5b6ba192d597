import type { Status } from './status-feed.ts';
import { strings } from './strings.ts';

export interface Notice {
  readonly title: string;
  readonly body: string;
}

/** Of so many the memory keeps that they were told. */
const remembered = 500;

/**
 * Which notices are due, and what was told: of each alert once that it is open, once more where it lasted or became worse, and once that it is over, where a person was
 * told that it began. What a person has acknowledged is quiet. `told` survives a restart, so that nothing is told twice.
 */
export function alertNotices({ alerts }: Pick<Status, 'alerts'>, told: readonly string[]): { readonly notices: readonly Notice[]; readonly told: readonly string[] } {
  const known = new Set(told);
  const kept: string[] = [];
  const notices: Notice[] = [];
  const once = (key: string, notice: Notice, isDue: boolean): void => {
    if (known.has(key) || isDue) kept.push(key);
    if (isDue && !known.has(key)) notices.push(notice);
  };
  for (const { id, openedAt, title, next, tell, acknowledgedAt, escalatedAt, resolvedAt } of alerts) {
    // A number may come again where what was remembered of alerts was lost.
    const key = `${id} ${openedAt}`;
    const isLoud = tell && acknowledgedAt === undefined && resolvedAt === undefined;
    const wasTold = known.has(`${key} opened`);
    once(`${key} opened`, { title, body: next }, isLoud);
    once(`${key} escalated`, { title: strings.notice.stillOpen(title), body: next }, isLoud && wasTold && escalatedAt !== undefined);
    once(`${key} resolved`, { title: strings.notice.resolved(title), body: strings.notice.resolvedBody }, wasTold && resolvedAt !== undefined);
  }
  // Before anything is known, nothing is listed: what was told then is not forgotten for it.
  return { notices, told: [...told.filter((key) => !kept.includes(key)), ...kept].slice(-remembered) };
}

/**
 * Apps of which a backup may have ended between the two: one that ran does not any more, or there is a newer verified one. (Who
 * watches hears the newest state only: a short run is never seen running.)
 */
export function maybeBackedUp(before: Pick<Status, 'running' | 'apps'> | undefined, after: Pick<Status, 'running' | 'apps'>): readonly string[] {
  if (before === undefined) return [];
  const still = new Set(after.running.map(({ id }) => id));
  const ended = before.running.flatMap(({ id, request }) => (request.kind === 'backup' && !still.has(id) ? [request.app] : []));
  const known = new Map(before.apps.map(({ app, lastVerified }) => [app, lastVerified]));
  const newer = after.apps.flatMap(({ app, lastVerified }) => (lastVerified === known.get(app) ? [] : [app]));
  return [...new Set([...ended, ...newer])];
}
