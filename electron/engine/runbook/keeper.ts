import { isHoldfastError, toPlainError } from '../../../shared/model/errors.ts';
import type { Log } from '../calls/dependencies.ts';
import type { ChangeFeed } from '../system/change-feed.ts';
import type { RunbookDesk } from './runbook-desk.ts';

export interface RunbookKeeperDeps {
  readonly runbooks: Pick<RunbookDesk, 'follow'>;
  readonly apps: () => Promise<readonly string[]>;
  readonly feed: ChangeFeed;
  readonly log: Log;
  readonly closing: AbortSignal;
}

/** What the page is written from: people and their words, places, deputies, kit, schedule, drills. */
const topics: ReadonlySet<string> = new Set(['apps', 'places', 'schedule', 'settings', 'runbook', 'runs', 'drills']);

/** Puts the page into the places whenever it says something else, until the engine closes. Where nothing changed, that costs two small files. */
export async function followRunbooks({ runbooks, apps, feed, log, closing }: RunbookKeeperDeps): Promise<void> {
  /** Apps to be looked at; undefined = all. */
  const due = new Set<string | undefined>([undefined]);
  let working: Promise<void> | undefined;

  async function follow(app: string): Promise<void> {
    try {
      if (await runbooks.follow(app, { signal: closing })) feed.publish({ topic: 'runbook', app });
    } catch (error) {
      if (!closing.aborted && !isHoldfastError(error, 'not-found')) log('A runbook could not be put into its places.', { code: toPlainError(error).code });
    }
  }

  async function work(): Promise<void> {
    while (due.size > 0 && !closing.aborted) {
      const names = due.has(undefined) ? await apps().catch(() => []) : [...due].flatMap((app) => app ?? []);
      due.clear();
      for (const app of names) if (!closing.aborted) await follow(app);
    }
    working = undefined;
  }

  working = work();
  for await (const { topic, app } of feed.listen(closing)) {
    if (!topics.has(topic)) continue;
    due.add(app);
    working ??= work();
  }
  await working;
}
