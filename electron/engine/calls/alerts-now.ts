import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { openJournal } from '../activity/journal.ts';
import type { AlertDesk } from '../alerts/alert-desk.ts';
import { AlertKeeper } from '../alerts/alert-keeper.ts';
import { createChannelDesk } from '../alerts/channels/channel-desk.ts';
import { AlertStore } from '../alerts/store.ts';
import { lastDrills } from '../drill/standing.ts';
import type { RestoreDesk, WatchDesk } from '../engine.ts';
import { findApp } from '../registry/lookup.ts';
import { StatusKeeper } from '../status/status-keeper.ts';
import { StoppedRestores } from '../status/stopped-restores.ts';
import { createChangeFeed } from '../system/change-feed.ts';
import { tryFileLock } from '../system/file-lock.ts';
import { systemNap } from '../system/nap.ts';
import { AlarmKeeper } from '../watch/alarm-keeper.ts';
import type { VaultFinder } from './app-vault.ts';
import type { EngineDependencies } from './dependencies.ts';
import { type HomeKeeper, settingsChanges } from './home-keeper.ts';
import { type KeptAlerts, toldBackup } from './told-backup.ts';

interface AlertsDeps {
  readonly deps: EngineDependencies;
  readonly finder: VaultFinder;
  readonly home: () => Promise<HomeKeeper>;
  readonly restores: Pick<RestoreDesk, 'list'>;
  readonly watch: Pick<WatchDesk, 'alarms'>;
  readonly closing: AbortSignal;
}

/** Alerts and channels for a program that does one thing and ends. */
export function createAlertDesk({ deps, finder, home, restores, watch, closing }: AlertsDeps): AlertDesk {
  const { clock, log, fetch, keychain } = deps;
  const { settings } = finder;
  const store = new AlertStore(deps.home, log);
  const alone = settingsChanges(home, closing);
  const feed = createChangeFeed();
  const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const keeper = (keeps: boolean): AlertKeeper => new AlertKeeper({ store, settings, keychain, fetch, clock, nap: systemNap, feed, log, timeZone, keeps: () => keeps });

  /** With the alerts of the home to itself, as the program with the schedule has them all the time; false where somebody has. */
  async function kept(signal: AbortSignal, work: (alerts: KeptAlerts) => Promise<void>): Promise<boolean> {
    const lock = tryFileLock(path.join(deps.home, 'service-lock'));
    if (lock === undefined) return false;
    try {
      const stopping = AbortSignal.any([closing, signal]);
      const journal = await openJournal({ home: deps.home, clock, newId: () => randomUUID(), log });
      const alerts = keeper(true);
      await work({
        keeper: alerts,
        journal,
        async look() {
          const stopped = new StoppedRestores(restores.list);
          const apps = (await settings.read()).apps.map(({ name }) => name);
          await Promise.all(apps.map((name) => stopped.look(name)));
          const anomalies = new AlarmKeeper({ watch, apps: async () => apps, clock, onChange: () => undefined, log: (message) => log(message, {}) });
          await anomalies.lookAtAll();
          const drills = await lastDrills(deps, await settings.read());
          const scheduler = { next: () => ({ at: null, why: '' }) };
          const status = new StatusKeeper({ finder, journal, runs: { running: () => [] }, restores: stopped, scheduler, alerts, anomalies, drills: ({ vault }) => drills.get(vault.id), feed, clock, nap: systemNap, timeZone, closing: stopping });
          await status.refresh();
        },
      });
      await alerts.close();
      return true;
    } finally {
      lock.release();
    }
  }

  return {
    channels: createChannelDesk({ settings, keychain, store, clock, fetch, newId: () => randomUUID(), change: (change) => alone(() => settings.update(change)) }),
    async list(wanted, { signal }) {
      const app = wanted === undefined ? undefined : findApp(await settings.read(), wanted).name;
      // Letters are left for the program with the schedule to send. Where one runs, it looks.
      await kept(signal, ({ look }) => look());
      signal.throwIfAborted();
      return keeper(false).list(app);
    },
    async telling(wanted, request, work, options) {
      const known = await settings.read();
      const { name } = findApp(known, wanted);
      const channels = known.alertChannels.filter((channel) => channel.apps === 'all' || channel.apps.includes(name));
      return toldBackup({ deps, store, newId: () => randomUUID(), kept: (tell) => kept(closing, tell) }, name, channels, request, work, options);
    },
    acknowledge: (id) => keeper(false).acknowledge(id),
  };
}
