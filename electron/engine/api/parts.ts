import type { Journal } from '../activity/journal.ts';
import type { ChannelDesk } from '../alerts/alert-desk.ts';
import type { AlertKeeper } from '../alerts/alert-keeper.ts';
import type { VaultFinder } from '../calls/app-vault.ts';
import type { EngineDependencies } from '../calls/dependencies.ts';
import type { HomeKeeper } from '../calls/home-keeper.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { DrillKeeper } from '../drill/keeper.ts';
import type { Engine } from '../engine.ts';
import type { EmergencyKeeper } from '../emergencies/keeper.ts';
import type { GuardKeeper } from '../guard/keeper.ts';
import type { ReadinessKeeper } from '../readiness/keeper.ts';
import type { Measures } from '../readiness/measures/measures.ts';
import type { IncidentMemory } from '../runs/incident-memory.ts';
import type { RunManager } from '../runs/run-manager.ts';
import type { ComputerPort } from '../ports/computer.ts';
import type { IntendedRuns } from '../schedule/ledger.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { Settings } from '../settings/schema.ts';
import type { StatusKeeper } from '../status/status-keeper.ts';
import type { ChangeFeed } from '../system/change-feed.ts';
import type { AlarmKeeper } from '../watch/alarm-keeper.ts';
import type { LiveKeeper } from '../watch/live/live-keeper.ts';
import type { Keeping } from './keeping.ts';
import type { SampleAppHost } from './sample-app-host.ts';

/** What the calls of the contract are made of; each area takes what it needs. */
export interface ServiceParts {
  readonly deps: EngineDependencies;
  readonly engine: Engine;
  /** Settings, keychain and drivers. */
  readonly finder: VaultFinder;
  readonly home: () => Promise<HomeKeeper>;
  /** Changes the settings with this home to itself, then tells of it nowhere: publish to `feed` what pages must ask again. */
  readonly changeSettings: (change: (settings: Settings) => Settings) => Promise<Settings>;
  readonly feed: ChangeFeed;
  readonly journal: Journal;
  readonly runs: RunManager;
  /** What was found lost last, with the ids of the records. */
  readonly incidents: IncidentMemory;
  readonly keeping: Pick<Keeping, 'other'>;
  readonly scheduler: Scheduler;
  readonly intendedRuns: IntendedRuns;
  readonly computer: ComputerPort;
  readonly status: StatusKeeper;
  /** When drills begin by themselves, and what they came to. */
  readonly drills: DrillKeeper;
  readonly guards: GuardKeeper;
  readonly readiness: ReadinessKeeper;
  readonly measures: Measures;
  readonly emergencies: EmergencyKeeper;
  readonly alerts: AlertKeeper;
  /** Which alarms about the data stand open. */
  readonly alarms: AlarmKeeper;
  /** Who looks at the apps between backups. */
  readonly live: LiveKeeper;
  readonly channels: ChannelDesk;
  readonly catalog: Catalog;
  readonly sampleApp: SampleAppHost | undefined;
  /** The person's own folders. */
  readonly downloads: string;
  readonly documents: string;
  /** IANA name of this computer's zone. */
  readonly timeZone: string;
  /** Fires when the service is closed. */
  readonly closing: AbortSignal;
}
