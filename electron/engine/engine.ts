import type { CoverageGap, Platform } from '../../shared/model/app.ts';
import type { PlainError } from '../../shared/model/errors.ts';
import type { EntityStatus, Outcome, SnapshotKind } from '../../shared/model/snapshot.ts';
import type { ExportOptions, ExportReport } from './export/export-report.ts';
import type { BackupReport } from './backup/report.ts';
import type { Incident } from './compare/incidents/incident.ts';
import type { AlertDesk } from './alerts/alert-desk.ts';
import type { DeputyDesk } from './keys/deputy-desk.ts';
import type { KitDesk } from './kit/kit-desk.ts';
import type { PlaceInKit } from './kit/content.ts';
import type { ReportDesk } from './reports/report.ts';
import type { DrillDesk } from './drill/drill-desk.ts';
import type { GoldenDesk } from './drill/golden/golden-desk.ts';
import type { EmergencyDesk } from './emergencies/emergency-desk.ts';
import type { GuardDesk } from './guard/guard-desk.ts';
import type { ReadinessDesk } from './readiness/readiness-desk.ts';
import type { SchemaDesk } from './schema-history/schema-desk.ts';
import type { LongCall, VaultOptions } from './long-call.ts';
import type { RestoreDesk } from './restore/restore-desk.ts';
import type { RunbookDesk } from './runbook/runbook-desk.ts';
import type { FoundBackups, OpenAppInput, OpenLocation } from './calls/opening.ts';
import type { DestinationRegistry } from './registry/destination-registry.ts';
import type { ScheduleDesk } from './schedule/schedule-desk.ts';
import type { SettingsCopyDesk } from './settings-copy/settings-copy-desk.ts';
import type { RetentionDesk } from './vault/retention/retention-desk.ts';
import type { WatchDesk } from './watch/watch-desk.ts';

export type { EverythingReport, ExportFormat, ExportOptions, ExportReport } from './export/export-report.ts';
export type { AlertDesk, NewChannel, ShownChannel } from './alerts/alert-desk.ts';
export type { ShownAlert } from './alerts/shown.ts';
export type { BackupReport, PlaceOutcome } from './backup/report.ts';
export type { Incident } from './compare/incidents/incident.ts';
export type { Deputy, DeputyChange, DeputyDesk, KeyHolders, RekeyReport } from './keys/deputy-desk.ts';
export { brokenStateLabel, type Emergency, type EmergencyDesk } from './emergencies/emergency-desk.ts';
export type { ShownGolden } from './drill/golden/golden-desk.ts';
export type { GoldenCheck } from './drill/golden/golden-list.ts';
export type { DrillDesk, DrillReport } from './drill/drill-desk.ts';
export type { KitDesk, KitFile, KitOptions } from './kit/kit-desk.ts';
export type { GuardBackup, GuardDesk, GuardSession } from './guard/guard-desk.ts';
export type { GradeChange, Readiness, ReadinessDesk, Rubric } from './readiness/readiness-desk.ts';
export type { SchemaComparison, SchemaDesk, SchemaVersions } from './schema-history/schema-desk.ts';
export type { LongCall, Progress, VaultOptions } from './long-call.ts';
export type { LeftAlone, RestoreDesk, RestorePlan, RestoreReceipt, RestoreSummary, WantedTable } from './restore/restore-desk.ts';
export type { BackupLocation, FoundBackups, GoogleDriveLocation, OpenAppInput, OpenLocation } from './calls/opening.ts';
export type { RunbookDesk } from './runbook/runbook-desk.ts';
export type { AddBucketInput, AddFolderInput } from './registry/add-place.ts';
export type { AddDestinationInput, DestinationInfo, DestinationRegistry, DestinationTest, HeldBackups, PlaceState, ReconnectPlaceInput, SuggestedPlace } from './registry/destination-registry.ts';
export type { AddGoogleDriveInput, FolderChoice, FoundFolder, GoogleDesk, GoogleSignInInput } from './registry/google-desk.ts';
export type { AppTimes, IntendedRun, ScheduleRule } from './schedule/schedule-desk.ts';
export type { CopyPreview, MovedFolder, SettingsCopyDesk } from './settings-copy/settings-copy-desk.ts';
export type { DeleteOptions, PinOptions, PinReport, RetainedSnapshot, RetentionAtPlace, RetentionOptions, RetentionReport, RetentionRule } from './vault/retention/retention-desk.ts';
export { alarmSentence } from './watch/alarms/alarm.ts';
export type { AlarmsReport, FiguresReport, LiveState, WatchDesk } from './watch/watch-desk.ts';
export type { BackupFigures, TableFigures } from './watch/figures/figures.ts';

/**
 * Everything a host can ask of the engine. Names, shapes and units of what is returned are those of the command line's
 * JSON. Every call rejects with a HoldfastError; every long one takes a signal and reports progress.
 */
export interface Engine extends RetentionDesk {
  readonly apps: AppRegistry;
  readonly destinations: DestinationRegistry;
  /** One backup to all of the app's places, verified by reading back. Resolves also when incomplete; see `outcome`. */
  backup(app: string, options: BackupOptions): Promise<BackupReport>;
  /** Newest first. */
  snapshots(app: string, options: VaultOptions): Promise<SnapshotsReport>;
  /** Everything that is known of one backup without opening its records. `snapshot` as in `findRecord`. @throws not-found, corrupt. */
  describeSnapshot(app: string, snapshot: string, options: VaultOptions): Promise<SnapshotDetail>;
  /** Structure, or with `readData` every byte. Damage is a result, not an error. */
  check(app: string, options: CheckOptions): Promise<CheckReport>;
  /** What changed from `a` to `b`: ids of backups, `latest`, `previous`, or (as `b`, the default) `live`. */
  diff(app: string, a: string, b: string, options: DiffOptions): Promise<DiffReport>;
  /** What happened to the app's data and has not been made good since, found by comparing now with the newest backup and each with the one before. */
  incidents(app: string, options: IncidentsOptions): Promise<IncidentsReport>;
  /** One backup as plain files. */
  exportSnapshot(app: string, options: ExportOptions): Promise<ExportReport>;
  /** One record out of a backup, touching one chunk; undefined when it is not there. */
  findRecord(app: string, options: FindRecordOptions): Promise<FoundRecord | undefined>;
  /** The key that opens the vault, for the recovery kit. */
  recoveryKit(app: string): Promise<RecoveryKit>;
  readonly kit: KitDesk;
  readonly restoring: RestoreDesk;
  readonly deputies: DeputyDesk;
  /** The page that says who does what when something went wrong. */
  readonly runbooks: RunbookDesk;
  readonly schedules: ScheduleDesk;
  /** Watches an app while it is changed. */
  readonly guard: GuardDesk;
  /** Emergencies that people declare: what goes on in them, and the timeline that comes of it. */
  readonly emergencies: EmergencyDesk;
  /** Backups restored into a throwaway database, to know that they can be. */
  readonly drills: DrillDesk;
  /** Would you get back, how far back, and how long would it take? */
  readonly readiness: ReadinessDesk;
  /** What founders know to be true of their data, for drills. */
  readonly golden: GoldenDesk;
  /** How the app's tables were described, backup by backup. */
  readonly schemas: SchemaDesk;
  readonly alerts: AlertDesk;
  /** All that is set here, in one encrypted file for another computer. */
  readonly settingsCopy: SettingsCopyDesk;
  readonly watch: WatchDesk;
  /** What went wrong with Holdfast itself, for a person who wants to tell somebody. */
  readonly reports: ReportDesk;
  /** The backups that lie somewhere, the key's first. Nothing is kept or written. @throws as `openApp`, but for what the key opens. */
  findBackups(input: Omit<OpenAppInput, 'vault'>, options: LongCall): Promise<readonly FoundBackups[]>;
  /**
   * Backups that lie somewhere become an app of this computer, of platform `opened`: everything that reads works as with any app. Nothing is
   * written where they lie. What is wrong with one thing that was typed has its name in `details.field`.
   * @throws invalid-input, auth-*, permission-denied (the key opens none, or this computer may not look), not-found, conflict (known here already), corrupt.
   */
  openApp(input: OpenAppInput, options: LongCall): Promise<AppInfo>;
  /** How Holdfast is set on this computer, after what is named in `change` was changed. */
  preferences(change?: Partial<SetPreferences>): Promise<SetPreferences>;
  /** A vault with nothing but its place and its key: no settings, no keychain, nothing written. */
  openVault(location: OpenLocation): Promise<OpenedLocation>;
  /** Notes in Activity what a command did, as the command line's. Never rejects: what was done is done. */
  noteCommand(did: CommandNote): Promise<void>;
  close(): Promise<void>;
}

/** Something that a command did and a page would have noted. `detail`: never a secret, never a record. */
export interface CommandNote {
  readonly kind: 'runbook-reread' | 'runbook-saved' | 'deputy-proved' | 'deputy-proof-failed' | 'emergency-declared' | 'emergency-ended' | 'settings-copied' | 'settings-taken-over' | 'settings-put-back';
  /** As it was named to the command. */
  readonly app?: string;
  readonly detail?: string;
}

/** What of the settings can be read and changed without a window. */
export interface SetPreferences {
  /** Bytes a second that go to places over the network, over all of them together; null = as fast as the line goes. */
  readonly uploadLimit: number | null;
}

export interface AppRegistry {
  /** Connects and looks, without keeping anything. @throws as `add`. */
  inspect(connection: AddAppInput['connection'], options: LongCall): Promise<InspectedApp>;
  /** @throws auth-*, not-found, network … when the app cannot be reached with that secret: an app is added only after it answered. */
  add(input: AddAppInput, options: LongCall): Promise<AddedApp>;
  list(): Promise<readonly AppInfo[]>;
  /** Forgets the app here; its backups stay where they are. */
  remove(name: string): Promise<void>;
  /** Gives an app a new access token (its old one expired or was revoked); taken only after the app answered to it. */
  reconnect(name: string, secret: { readonly token: string }, options: LongCall): Promise<AddedApp>;
}

export interface AddAppInput {
  readonly name: string;
  readonly connection:
    | {
        readonly platform: 'base44';
        /** `https://app.base44.com` or where the app is served. */
        readonly url: string;
        readonly appId: string;
        /** Personal access token or legacy api_key. */
        readonly token: string;
        readonly plan?: Base44Plan;
        readonly dataEnvironment?: 'prod' | 'dev';
      }
    | { readonly platform: 'csv-folder'; readonly path: string };
  /** Names of the places to use; absent = all. */
  readonly destinations?: readonly string[];
}

/** Base44's plans, for its rate limits; `unmetered` is for a server on this computer. */
export const base44Plans = ['free', 'starter', 'builder', 'pro', 'business', 'elite', 'enterprise', 'unmetered'] as const;
export type Base44Plan = (typeof base44Plans)[number];

export interface AppInfo {
  readonly name: string;
  /** `opened`: known only from its backups; it cannot be backed up. */
  readonly platform: Platform | 'opened';
  readonly url?: string;
  readonly appId?: string;
  readonly path?: string;
  readonly destinations: readonly string[] | 'all';
  readonly addedAt: string;
}

export interface InspectedApp {
  /** The app's own name, where the platform tells and it can be a name here. */
  readonly suggestedName?: string;
  readonly entities: readonly { readonly name: string; readonly records: number | null }[];
  /** What is worth knowing before the first backup, in plain sentences. */
  readonly notes: readonly string[];
}

export interface AddedApp extends InspectedApp {
  readonly app: AppInfo;
}

export interface BackupOptions extends LongCall {
  readonly kind?: SnapshotKind;
  readonly label?: string;
  /** Read every record, even where reading what changed would do. */
  readonly full?: boolean;
}

export interface SnapshotsReport {
  readonly snapshots: readonly SnapshotSummary[];
}

export interface SnapshotSummary {
  readonly id: string;
  /** Same as the id: the name of the object, which a person can find in the folder. */
  readonly name: string;
  readonly kind: SnapshotKind;
  readonly label?: string;
  readonly startedAt: string;
  readonly outcome: Outcome | 'unreadable';
  /** Read back after it was written, by this computer or as the place's status says. */
  readonly verified: boolean;
  readonly records: number;
  readonly storedBytes: number;
  /** Kept for good, until the pin is taken away. */
  readonly pinned: boolean;
}

export interface SnapshotDetail extends SnapshotSummary {
  readonly entities: readonly { readonly name: string; readonly records: number; readonly status: EntityStatus; readonly reason?: string }[];
  /** Uploaded files. */
  readonly files: number;
  /** What the platform has that a backup cannot hold. */
  readonly coverage: readonly CoverageGap[];
  readonly warnings: readonly string[];
}

export interface CheckOptions extends VaultOptions {
  readonly readData?: boolean;
}

export interface CheckReport {
  readonly ok: boolean;
  /** The place that was looked at; absent where backups were opened by their location. */
  readonly place?: string;
  readonly objects: number;
  readonly bytes: number;
  readonly problems: readonly CheckProblem[];
}

export interface CheckProblem {
  readonly object: string;
  /** The table it belongs to, where known. */
  readonly entity: string | null;
  /** Backups that need it. */
  readonly snapshots: readonly string[];
  readonly problem: string;
}

export interface DiffOptions extends VaultOptions {
  /** Add the ids of the records. */
  readonly records?: boolean;
}

export interface DiffReport {
  readonly from: string;
  readonly to: string;
  readonly entities: readonly EntityDiff[];
  /** What a person would say happened; the largest loss first. Edits as people make them all day are not among them. */
  readonly incidents: readonly Incident[];
}

export interface IncidentsOptions extends VaultOptions {
  /** Look back so many days; 31 unless told. */
  readonly days?: number;
}

export interface IncidentsReport {
  /** Newest first, and of one comparison the largest loss first. What came back since is not counted any more. */
  readonly incidents: readonly Incident[];
  /** The oldest backup that was looked at. */
  readonly oldest?: string;
  /** Why the app as it is now could not be compared; the backups were. */
  readonly problem?: PlainError;
}

export interface EntityDiff {
  readonly name: string;
  readonly created: number;
  readonly changed: number;
  readonly deleted: number;
  /** Fields that had a value and are now null, empty or missing, with the number of records. */
  readonly blankedFields: readonly { readonly field: string; readonly records: number }[];
  /** Fields that were in the older schema or records and are in no newer record (compare/fields-gone.ts says how that is known). */
  readonly fieldsGone: readonly string[];
  /**
   * Records on one side only where the other side was not read whole: nobody knows whether they were created or deleted, so
   * they are counted as neither. Absent when there are none.
   */
  readonly unsure?: { readonly created: number; readonly deleted: number };
  /** What the numbers do not say, in plain sentences: a table that is new, gone, or was not read whole. */
  readonly note?: string;
  readonly records?: { readonly created: readonly string[]; readonly changed: readonly string[]; readonly deleted: readonly string[] };
}

export interface FindRecordOptions extends VaultOptions {
  readonly snapshot: string;
  readonly entity: string;
  readonly id: string;
}

export interface FoundRecord {
  readonly snapshot: string;
  readonly entity: string;
  readonly id: string;
  /** The record's line of JSON. */
  readonly json: string;
  /** How many chunks were opened to find it, the index included. */
  readonly chunksRead: number;
}

export interface RecoveryKit {
  readonly app: string;
  readonly vaultId: string;
  /** AGE-SECRET-KEY-1…: whoever has it can read every backup. */
  readonly identity: string;
  readonly recipient: string;
  readonly places: readonly PlaceInKit[];
}

export interface VerdictOptions {
  readonly signal: AbortSignal;
  /** Older than this is stale, whatever the place says. */
  readonly maxAgeHours?: number | undefined;
}

/**
 * What a place says of its backups, judged without believing it: `fresh` (a complete one was read back there and the next is not due), `stale`, `rolled-back` (older than what
 * was seen there before, or than its own backups), `forged` (the seal does not fit the key), `unknown` (nothing says so, or how old is too old).
 */
export interface PlaceVerdict {
  readonly state: 'fresh' | 'stale' | 'rolled-back' | 'forged' | 'unknown';
  readonly reason?: 'overdue' | 'none-complete' | 'seen-newer' | 'backups-gone' | 'status-older-than-backups' | 'seal' | 'page' | 'clock' | 'no-period' | 'no-backup' | 'never-verified';
  readonly app: string;
  /** How many backups lie there. */
  readonly backups: number;
  /** The last one that was read back there. */
  readonly snapshot?: string;
  /** When the newest complete one began to read; null while there is none. */
  readonly recoveryPoint?: string | null;
  readonly verifiedAt?: string;
  readonly expectedBy?: string;
  /** What was seen there before. */
  readonly seenVerifiedAt?: string;
}

/** A vault that was opened where it lies. */
export interface OpenedLocation extends OpenedVault {
  /** Remembers in this home what it saw. */
  state(options: VerdictOptions): Promise<PlaceVerdict>;
}

export interface OpenedVault {
  readonly app: string;
  snapshots(options: LongCall): Promise<SnapshotsReport>;
  check(options: LongCall & { readonly readData?: boolean }): Promise<CheckReport>;
  diff(a: string, b: string, options: LongCall & { readonly records?: boolean }): Promise<DiffReport>;
  exportSnapshot(options: Omit<ExportOptions, 'destination'>): Promise<ExportReport>;
  findRecord(options: Omit<FindRecordOptions, 'destination'>): Promise<FoundRecord | undefined>;
  close(): Promise<void>;
}
