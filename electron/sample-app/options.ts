import type { RowRules, SampleDataset, SampleRecord, SampleValue } from './dataset.ts';
import type { FaultControls, FaultPlan } from './faults.ts';

/** The plans of Base44. `unmetered` is not one of them: no rate limits, and everything there is. */
export const plans = ['free', 'starter', 'builder', 'pro', 'business', 'elite', 'enterprise', 'unmetered'] as const;
export type Plan = (typeof plans)[number];

export interface SampleAppOptions {
  /** 0 or absent takes a free port. The server binds 127.0.0.1 only. */
  readonly port?: number;
  /** About how many records in all the built-in business has; 2,000 when absent. Not used with `dataset`. */
  readonly records?: number;
  /** The same seed gives the same data, tokens and ids. Default 1. */
  readonly seed?: number;
  /**
   * A file the app's state is loaded from when it exists, and saved to (atomically) every half minute after a change
   * and at `stop`, so that edits survive a restart. What the file holds wins over `records`, `seed` and `dataset`.
   */
  readonly stateFile?: string;
  /** Decides the rate limits and whether there is a version history (elite and above). Default `unmetered`. */
  readonly plan?: Plan;
  /** Row rules per entity, in place of those in its schema; the schema that is read shows them too. */
  readonly rowRules?: { readonly [entity: string]: RowRules };
  /**
   * Whether `X-Bypass-RLS: true` is honoured for the app's owner. Base44 does not document what it does with a personal
   * access token, so a client has to cope with both. Default false: ignored.
   */
  readonly bypassRls?: boolean;
  /**
   * Whether a read-only token may sign the address of a private file. Base44 does not document it, so a client has to
   * cope with both. Default false: 403.
   */
  readonly readOnlyMaySign?: boolean;
  /** How `GET …/entity-schemas` wraps the schemas; undocumented, so a client has to take both. Default `list`. */
  readonly schemaEnvelope?: 'list' | 'map';
  /** What is done where Base44's documentation leaves it open; a client has to cope with either. */
  readonly undocumented?: Undocumented;
  /** Faults present from the start; more can be added and removed while it runs. */
  readonly faults?: FaultPlan;
  /** Parts of paths that answer 404 as an older server would: `/v2/list`, `trash`, `entity-schemas`, `versions` … */
  readonly missingEndpoints?: readonly string[];
  /** The server's clock: dates of records, rate limits, expiry of signed addresses. Default: the machine's. */
  readonly now?: () => Date;
  /** An app of the caller's own in place of the built-in business. */
  readonly dataset?: SampleDataset;
}

/** Each is as its comment says when absent. */
export interface Undocumented {
  /** The status of what was created: 200, or as Base44's development server answers 201. */
  readonly createdStatus?: 200 | 201;
  /** Whether creating many records fires a webhook for each, as creating one does. Default true. */
  readonly bulkCreateFires?: boolean;
  /** What a bulk write does with fields that the schema does not declare. Default `dropped`, as a write of one record is documented to. */
  readonly bulkUnknownFields?: 'dropped' | 'refused';
  /** Whether the trash can be filtered by `q`. Default true; without, everything in it comes. */
  readonly trashFilter?: boolean;
  /** Whether a record that comes back from the trash counts as changed now. Default false: its date stays. */
  readonly untrashTouches?: boolean;
  /** Whether a page of the cursor listing says `has_more`. Default true. */
  readonly saysHasMore?: boolean;
}

export interface RunningSampleApp {
  /** `http://127.0.0.1:PORT`, what Base44's SDK calls `serverUrl`. */
  readonly url: string;
  readonly appId: string;
  /** The owner's personal access token, sent as `Authorization: Bearer …`. May do everything the owner may. */
  readonly token: string;
  /** The owner's read-only token: refused for writes, trash, versions and openapi-spec. */
  readonly readOnlyToken: string;
  /** The owner's legacy account key, sent as header `api_key`. */
  readonly legacyApiKey: string;
  /** A token that was the owner's and has expired: 401. */
  readonly expiredToken: string;
  /** A token that its owner has revoked: 401, and nothing tells it from an expired one but the message. */
  readonly revokedToken: string;
  /** A workspace API key (`b44k_…`), sent as header `api_key`: 403 on records and schemas. */
  readonly workspaceKey: string;
  /** What Base44's functions run with (`createClient({ serviceToken })`): above all row and field rules. */
  readonly serviceToken: string;
  /** A token as the app's login gives it to a user of the app, who is no editor. The password of every user is `sample-app`. */
  tokenFor(email: string): string;
  /** Injects faults while it runs. */
  readonly faults: FaultControls;
  /** Changes the app's data at once, past rules, limits and faults; what another user of the app does meanwhile. */
  readonly edit: SampleAppEdits;
  /** What was asked since the start or the last `resetStats()`. */
  stats(): SampleAppStats;
  resetStats(): void;
  /** Writes the state file now, where there is one. */
  save(): Promise<void>;
  /** Ends all connections, hanging ones too, saves the state file and frees the port. May be called twice. */
  stop(): Promise<void>;
}

export interface SampleAppEdits {
  /** Every live record of the entity as it is read, oldest first. */
  records(entity: string): readonly SampleRecord[];
  /** Adds a record with these fields as the given user (default: the owner). Not validated. */
  create(entity: string, fields: { readonly [field: string]: SampleValue }, by?: string): SampleRecord;
  /** Changes fields, and with them `updated_date`. @throws when there is no such record. */
  update(entity: string, id: string, fields: { readonly [field: string]: SampleValue }): SampleRecord;
  /** Moves a record to the trash. @throws when there is no such record. */
  remove(entity: string, id: string): void;
}

export interface SampleAppStats {
  /** Requests that reached the server, refused ones too. */
  readonly total: number;
  /** By kind of endpoint, as faults name them. */
  readonly byKind: { readonly [kind: string]: number };
  /** By HTTP status sent; a request that was hung or cut off is counted under `0`. */
  readonly byStatus: { readonly [status: string]: number };
  /** The most requests that were under way at the same moment. */
  readonly peakSideBySide: number;
  /** Body bytes sent. */
  readonly bytesSent: number;
  /** What would have left the platform: e-mails to invited users, so that a test can show that a restore sends none. */
  readonly invitations: readonly string[];
  /** Webhooks and automations that would have fired: entity and event, in order. Bulk updates, bulk deletes and restores by filter fire none. */
  readonly webhooks: readonly { readonly entity: string; readonly event: 'create' | 'update' | 'delete' | 'restore' }[];
}
