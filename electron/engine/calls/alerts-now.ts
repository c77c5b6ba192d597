import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { openJournal } from '../activity/journal.ts';
import type { AlertDesk } from '../alerts/alert-desk.ts';
import { AlertKeeper } from '../alerts/alert-keeper.ts';
import { createChannelDesk } from '../alerts/channels/channel-desk.ts';
import { AlertStore } from '../alerts/store.ts';
import type { RestoreDesk } from '../engine.ts';
import { findApp } from '../registry/lookup.ts';
import { StatusKeeper } from '../status/status-keeper.ts';
import { StoppedRestores } from '../status/stopped-restores.ts';
import { createChangeFeed } from '../system/change-feed.ts';
import { tryFileLock } from '../system/file-lock.ts';
import { systemNap } from '../system/nap.ts';
import type { VaultFinder } from './app-vault.ts';
import type { EngineDependencies } from './dependencies.ts';
import { type HomeKeeper, settingsChanges } from './home-keeper.ts';

interface AlertsDeps {
  readonly deps: EngineDependencies;
  readonly finder: VaultFinder;
  readonly home: () => Promise<HomeKeeper>;
  readonly restores: Pick<RestoreDesk, 'list'>;
  readonly closing: AbortSignal;
}

/** Alerts and channels for a program that does one thing and ends. */
export function createAlertDesk({ deps, finder, home, restores, closing }: AlertsDeps): AlertDesk {
  const { clock, log, fetch, keychain } = deps;
  const { settings } = finder;
  const store = new AlertStore(deps.home, log);
  const alone = settingsChanges(home, closing);
  const feed = createChangeFeed();
  const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const keeper = (keeps: boolean): AlertKeeper => new AlertKeeper({ store, settings, keychain, fetch, clock, nap: systemNap, feed, log, timeZone, keeps });

  /** Looks into the places and at what ran, as the program with the schedule does all the time. Letters are left for it to send. */
  async function lookAnew(signal: AbortSignal): Promise<void> {
    const lock = tryFileLock(path.join(deps.home, 'service-lock'));
    // Where somebody holds it, they look.
    if (lock === undefined) return;
    try {
      const stopping = AbortSignal.any([closing, signal]);
      const journal = await openJournal({ home: deps.home, clock, newId: () => randomUUID(), log });
      const stopped = new StoppedRestores(restores.list);
      await Promise.all((await settings.read()).apps.map(({ name }) => stopped.look(name)));
      const scheduler = { next: () => ({ at: null, why: '' }) };
      const status = new StatusKeeper({ finder, journal, runs: { running: () => [] }, restores: stopped, scheduler, alerts: keeper(true), feed, clock, nap: systemNap, timeZone, closing: stopping });
      await status.refresh();
    } finally {
      lock.release();
    }
  }

  return {
    channels: createChannelDesk({ settings, keychain, store, clock, fetch, newId: () => randomUUID(), change: (change) => alone(() => settings.update(change)) }),
    async list(wanted, { signal }) {
      const app = wanted === undefined ? undefined : findApp(await settings.read(), wanted).name;
      await lookAnew(signal);
      signal.throwIfAborted();
      return keeper(false).list(app);
    },
    acknowledge: (id) => keeper(false).acknowledge(id),
  };
}
