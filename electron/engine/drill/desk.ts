import { HoldfastError } from '../../../shared/model/errors.ts';
import { appToken, noPlace, type VaultFinder } from '../calls/app-vault.ts';
import type { EngineDependencies } from '../calls/dependencies.ts';
import { vaultKeys } from '../keys/key-health.ts';
import type { Source } from '../ports/source.ts';
import { destinationsOf, findApp, findDestination } from '../registry/lookup.ts';
import type { RestoreDesk } from '../restore/restore-desk.ts';
import { longestGapHours } from '../schedule/windows.ts';
import type { Settings, StoredApp, StoredDestination } from '../settings/schema.ts';
import { openVault, type Vault } from '../vault/vault.ts';
import { loadMemory } from '../watch/watch-memory.ts';
import type { DrillDesk, DrillReport } from './drill-desk.ts';
import { drillIdAfter } from './drill-id.ts';
import { goldenChecks } from './golden/checks-for-drill.ts';
import { goldenHere } from './golden/golden-keeper.ts';
import { liveApp } from './live-app.ts';
import { lookingAround } from './looking-around.ts';
import type { DrillReports } from './reports.ts';
import { drillRuleOf } from './rule.ts';
import { runDrill } from './run-drill.ts';
import { stagingApp, writingBack } from './write-back.ts';

export interface DrillDeskParts {
  readonly finder: VaultFinder;
  readonly deps: Pick<EngineDependencies, 'clock' | 'home' | 'random' | 'log' | 'workers'>;
  readonly reports: DrillReports;
  readonly restoring: Pick<RestoreDesk, 'restore'>;
  /** Runs a change of the settings with this home to itself. */
  readonly alone: <T>(change: () => Promise<T>) => Promise<T>;
}

/** Reports are looked through so far back for the last of a place. */
const mostLooks = 200;

export function createDrillDesk({ finder, deps, reports, restoring, alone }: DrillDeskParts): DrillDesk {
  const { clock, home, log, workers } = deps;

  /** With nothing but the place and the key: what else this computer knows of the vault is not used. */
  async function openAsStranger(settings: Settings, app: StoredApp, place: StoredDestination, signal: AbortSignal): Promise<Vault> {
    const identity = (await finder.keychain.get(app.secrets.identity)) ?? (await vaultKeys(finder.keychain, settings, app)).identity;
    return openVault(await finder.connector.vault(place, app.slug), identity, signal);
  }

  function sourceOf({ connection, ...app }: StoredApp): (() => Promise<Source>) | undefined {
    if (connection.platform === 'opened') return undefined;
    return async () => finder.connector.source(connection, await appToken(finder.keychain, { connection, ...app }));
  }

  return {
    async drill(wanted, { destination, into, by = 'person', ...call }) {
      const settings = await finder.settings.read();
      const app = findApp(settings, wanted);
      const known = await reports.list(app.vault.id, mostLooks);
      const place = choosePlace(settings, app, destination, known);
      const staging = into === undefined ? [] : [writingBack(restoring, { app: app.name, into: stagingApp(settings, app, into).name, place: place.name })];
      const live = liveApp(sourceOf(app), call.signal);
      const report = await runDrill(
        {
          id: drillIdAfter(known[0]?.id, clock.now(), deps.random),
          app: app.name,
          place: place.name,
          by,
          vaultId: app.vault.id,
          open: (signal) => openAsStranger(settings, app, place, signal),
          clock,
          threads: workers,
          hours: hoursOf(app),
          seen: await newestSeen(home, app, place, known, log),
          golden: async (vault, loaded, signal) => goldenChecks(vault, loaded, { here: await goldenHere(home, vault), clock, signal }),
          further: [...lookingAround(live), ...staging],
        },
        call,
      );
      await reports.save(app.vault.id, report);
      return report;
    },
    async list(wanted, limit) {
      return reports.list(findApp(await finder.settings.read(), wanted).vault.id, limit);
    },
    async get(wanted, id) {
      return reports.get(findApp(await finder.settings.read(), wanted).vault.id, id);
    },
    async rule(wanted) {
      return drillRuleOf(findApp(await finder.settings.read(), wanted));
    },
    async setRule(wanted, rule) {
      await alone(() =>
        finder.settings.update((latest) => {
          const app = findApp(latest, wanted);
          return { ...latest, apps: latest.apps.map((each) => (each === app ? { ...each, drill: { everyDays: rule.everyDays } } : each)) };
        }),
      );
    },
  };
}

/** The place that was named, or else the one whose last drill is longest ago: each gets its turn. @throws not-found, invalid-input. */
function choosePlace(settings: Settings, app: StoredApp, named: string | undefined, known: readonly DrillReport[]): StoredDestination {
  if (named !== undefined) {
    const place = findDestination(settings, named);
    if (destinationsOf(settings, app).some(({ name }) => name === place.name)) return place;
    throw new HoldfastError('invalid-input', `“${app.name}” is not backed up to “${place.name}”.`, { nextStep: 'Choose one of the places of this app.' });
  }
  const lastOf = ({ name }: StoredDestination): string => known.find((report) => report.place === name)?.startedAt ?? '';
  const [first] = destinationsOf(settings, app).toSorted((a, b) => (lastOf(a) < lastOf(b) ? -1 : lastOf(a) > lastOf(b) ? 1 : 0));
  if (first === undefined) throw noPlace();
  return first;
}

/** Hours that may lie between two backups: by the schedule, or as the founder accepts. */
function hoursOf({ schedule, objectiveHours }: StoredApp): number | undefined {
  const known = [...(schedule === undefined ? [] : [longestGapHours(schedule.rule)]), ...(objectiveHours === undefined ? [] : [objectiveHours])];
  return known.length === 0 ? undefined : Math.min(...known);
}

/** The newest backup that a drill of this place saw, or that was looked at after it was made. It only ever speaks against what lies there. */
async function newestSeen(home: string, { vault }: StoredApp, place: StoredDestination, known: readonly DrillReport[], log: EngineDependencies['log']): Promise<string | undefined> {
  const drilled = known.filter((report) => report.place === place.name).flatMap(({ backup }) => backup?.id ?? []);
  let judged: string | null = null;
  try {
    ({ judged } = await loadMemory(home, vault.id));
  } catch {
    // Said where it is watched.
    log('What was seen of the backups could not be read for a drill.');
  }
  return [...drilled, ...(judged === null ? [] : [judged])].toSorted().at(-1);
}
