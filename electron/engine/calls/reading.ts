import type { Engine, OpenedVault, VaultOptions } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import { appToken, openAppVault, requireVault, type VaultFinder } from './app-vault.ts';
import { openedVault, type ReadingOptions } from './opened-vault.ts';

export interface ReadingDeps extends ReadingOptions {
  readonly finder: VaultFinder;
  readonly clock: Clock;
}

/** The engine's calls that read the vault of an app which the settings know. */
export function createReading({ finder, clock, ...reading }: ReadingDeps): Pick<Engine, 'snapshots' | 'describeSnapshot' | 'check' | 'diff' | 'incidents' | 'exportSnapshot' | 'findRecord'> {
  async function open(app: string, options: VaultOptions): Promise<OpenedVault> {
    return openedVault(requireVault(await openAppVault(finder, app, options)), reading);
  }

  return {
    async snapshots(app, options) {
      const { vault } = await openAppVault(finder, app, options);
      return vault === undefined ? { snapshots: [] } : openedVault(vault, reading).snapshots(options);
    },
    async describeSnapshot(app, snapshot, options) {
      const vault = requireVault(await openAppVault(finder, app, options));
      const { describeSnapshot } = await import('./describe-snapshot.ts');
      return describeSnapshot(vault, snapshot, options);
    },
    async check(app, options) {
      const found = await openAppVault(finder, app, options);
      const vault = requireVault(found);
      const report = await openedVault(vault, reading).check(options);
      if (!report.ok) {
        const { noteDamage } = await import('../backup/damage.ts');
        await vault.known?.forget();
        await noteDamage(reading.home, vault.header.vaultId, report.problems.map(({ object }) => object));
      }
      return { ...report, ...(found.place === undefined ? {} : { place: found.place }) };
    },
    async diff(app, a, b, options) {
      if (b !== 'live') return (await open(app, options)).diff(a, b, options);
      const found = await openAppVault(finder, app, options);
      const source = await finder.connector.source(found.app.connection, await appToken(finder.keychain, found.app));
      const { compareWithLive } = await import('./diff.ts');
      return compareWithLive(requireVault(found), a, source, { ...options, ...reading, clock });
    },
    async incidents(app, options) {
      const found = await openAppVault(finder, app, options);
      const { connection } = found.app;
      const source = connection.platform === 'opened' ? undefined : async () => finder.connector.source(connection, await appToken(finder.keychain, found.app));
      const { findIncidentsIn } = await import('./find-incidents.ts');
      const since = new Date(clock.now().getTime() - (options.days ?? 31) * 86_400_000);
      const trash = async (): ReturnType<typeof finder.connector.writer> => finder.connector.writer(connection, await appToken(finder.keychain, found.app));
      return findIncidentsIn(requireVault(found), source, { ...options, ...reading, clock, since, trash });
    },
    exportSnapshot: async (app, options) => (await open(app, options)).exportSnapshot(options),
    findRecord: async (app, options) => (await open(app, options)).findRecord(options),
  };
}
