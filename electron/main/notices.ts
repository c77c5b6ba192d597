import type { Need, Status } from './status-feed.ts';
import { strings } from './strings.ts';

export interface Notice {
  readonly title: string;
  readonly body: string;
}

/** What a person should hear of even with the window closed; the rest waits on the screen until they look. */
const pressing: ReadonlySet<Need['kind']> = new Set(['damaged', 'run-failed', 'incomplete', 'restore-stopped', 'place-behind', 'overdue', 'retention-asks', 'retention-stopped', 'keychain', 'settings']);

/** Tells one occurrence from the next: the same need is told once, a new one again. */
function keyOf(need: Need): string {
  switch (need.kind) {
    case 'damaged':
    case 'run-failed':
    case 'run-interrupted':
      return `${need.kind} ${need.app} ${need.runId}`;
    case 'incomplete':
      return `${need.kind} ${need.app} ${need.at}`;
    case 'restore-stopped':
      return `${need.kind} ${need.app} ${need.restore}`;
    case 'overdue':
      return `${need.kind} ${need.app} ${need.since}`;
    case 'place-behind':
      // A backup that is gone is another trouble than a drive that is not plugged in.
      return `${need.kind} ${need.app} ${need.place} ${need.removed ?? ''}`;
    // Each night anew the same question is one.
    case 'retention-asks':
    case 'retention-stopped':
    case 'no-place':
    case 'no-backup':
    case 'kit-not-proved':
    case 'kit-proof-due':
    case 'kit-outdated':
      return `${need.kind} ${need.app}`;
    case 'keychain':
      return `${need.kind} ${need.state}`;
    case 'settings':
      return `${need.kind} ${need.error.code}`;
  }
}

/**
 * Which needs are news, and which of those told before still hold (what is over may be told again when it comes back; while a backup
 * runs, or places are not looked into yet, nothing is known to be over). The same trouble of several apps, a keychain that is locked, is told once.
 */
export function needNotices({ tray, apps, needs }: Pick<Status, 'tray' | 'apps' | 'needs'>, told: readonly string[]): { readonly notices: readonly Notice[]; readonly told: readonly string[] } {
  const all = [...needs, ...apps.flatMap((app) => app.needs)];
  const current = new Map(all.filter(({ kind }) => pressing.has(kind)).map((need) => [keyOf(need), need] as const));
  const news = [...current].filter(([key]) => !told.includes(key));
  return { notices: news.map(([, need]) => ({ title: strings.notice.needsYou, body: strings.need(need) })), told: [...new Set([...(tray === 'working' ? told : []), ...current.keys()])] };
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
