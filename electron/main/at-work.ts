import type { AtWork } from './dialogs.ts';
import type { Status } from './status-feed.ts';

const restoring: ReadonlySet<Status['running'][number]['request']['kind']> = new Set(['restore', 'undo', 'resume']);

/** What goes on that quitting would break off; what is left half-way in the app itself before anything else. */
export function atWork(running: Status['running']): AtWork | undefined {
  const kinds = running.map(({ request }) => request.kind);
  if (kinds.some((kind) => restoring.has(kind))) return 'restore';
  return kinds.includes('backup') ? 'backup' : undefined;
}
