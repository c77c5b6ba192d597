/**
 * What the sample app serves when it starts: an app's schemas, records, users, files and code, as plain values.
 *
 * The built-in business (`business/`) is one such data set; tests bring their own. Nothing here knows about HTTP.
 */

/** A JSON value, as a record may hold it. */
export type SampleValue = null | boolean | number | string | readonly SampleValue[] | { readonly [key: string]: SampleValue };

/**
 * Stands for the address of the running server in any string value of a record, a user or a setting, and is replaced
 * when the data set is loaded. A public file of the data set with path `P` is served at
 * `{{files}}/public/{appId}/P`; `publicFileUrl` writes that. A private one is referred to by its `file_uri`, which has
 * no host: `privateFileUri`.
 */
export const filesPlaceholder = '{{files}}';

/** The value a record holds to refer to a public file. It becomes `http://127.0.0.1:PORT/api/apps/{appId}/files/public/{appId}/{path}`. */
export function publicFileUrl(appId: string, path: string): string {
  return `${filesPlaceholder}/public/${appId}/${encodePath(path)}`;
}

/** The value a record holds to refer to a private file: a `file_uri`, to be signed with Core/CreateFileSignedUrl before it can be read. */
export function privateFileUri(appId: string, path: string): string {
  return `/api/apps/${appId}/files/private/${appId}/${encodePath(path)}`;
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

export interface SampleDataset {
  /** 24 lower-case hex digits. */
  readonly appId: string;
  readonly appName: string;
  /** The e-mail of the app's owner, whose personal access token the server hands out. Must be one of `users`. */
  readonly ownerEmail: string;
  readonly entities: readonly SampleEntity[];
  readonly users: readonly SampleUser[];
  readonly files: readonly SampleFile[];
  readonly functions: readonly SampleFunction[];
  readonly agents: readonly SampleAgent[];
  /** Conversations with agents, listed by `GET …/agents/conversations`. */
  readonly conversations?: readonly SampleConversation[];
  /** Further fields of `GET /api/apps/{id}`: description, logo, pages, public settings … */
  readonly settings: { readonly [key: string]: SampleValue };
  /** Names and values of the app's secrets (`GET …/secrets`). */
  readonly secrets?: { readonly [name: string]: string };
  /** Custom fields of the built-in User entity, as its schema; absent when it has none. */
  readonly userSchema?: EntitySchema;
}

export interface SampleEntity {
  /** As in the API path: usually PascalCase; a test may put any text here. */
  readonly name: string;
  readonly schema: EntitySchema;
  /** The live records (production), in any order, made lazily; called once when the server starts. */
  records(): Iterable<SampleRecord>;
  /** Records already deleted when the app starts, found in the trash. */
  trash?(): Iterable<SampleRecord>;
  /** Records of the `dev` data environment ("Test Data"); empty when absent. */
  devRecords?(): Iterable<SampleRecord>;
}

/**
 * A record as it is stored: the fields of its schema and the system fields. Dates are UTC without a zone and with
 * microseconds, as Base44 reads them back: `2026-06-01T09:23:41.481000`.
 */
export interface SampleRecord {
  /** 24 lower-case hex digits, unique in its entity. */
  readonly id: string;
  readonly created_date: string;
  readonly updated_date: string;
  /** E-mail of the creator. */
  readonly created_by: string | null;
  readonly created_by_id: string | null;
  readonly is_sample: boolean;
  readonly [field: string]: SampleValue;
}

/** A user of the app. Custom fields stand beside the built-in ones and are described by `userSchema`. */
export interface SampleUser {
  readonly id: string;
  readonly created_date: string;
  readonly updated_date: string;
  readonly email: string;
  readonly full_name: string;
  readonly role: 'admin' | 'user';
  readonly [field: string]: SampleValue;
}

/** The JSON Schema Base44 keeps for an entity. */
export interface EntitySchema {
  readonly name?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type: 'object';
  readonly properties: { readonly [field: string]: FieldSchema };
  readonly required?: readonly string[];
  readonly rls?: RowRules;
}

export interface FieldSchema {
  readonly type?: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';
  /** date, date-time, time, email, uri, file, richtext … None of them is checked on write. */
  readonly format?: string;
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly SampleValue[];
  readonly default?: SampleValue;
  readonly items?: FieldSchema;
  readonly properties?: { readonly [field: string]: FieldSchema };
  readonly required?: readonly string[];
  /** Who may read or write this one field. */
  readonly rls?: { readonly read?: RowRule; readonly write?: RowRule };
  readonly [keyword: string]: unknown;
}

/** Row-level rules. An operation without a rule is open to every signed-in user; `write` stands for create, update and delete. */
export interface RowRules {
  readonly create?: RowRule;
  readonly read?: RowRule;
  readonly update?: RowRule;
  readonly delete?: RowRule;
  readonly write?: RowRule;
}

/**
 * `true`, `null` and `''` let everybody pass, `false` nobody. A condition is a filter over the record, where a value
 * `{{user.email}}` (`id`, `role`, a custom field) stands for the caller's, and `user_condition` is a filter over the caller.
 * Conditions may be joined by `$or`, `$and`, `$nor`. Fields may be written `data.x` for `x`.
 */
export type RowRule = boolean | null | '' | { readonly [key: string]: SampleValue };

/** An uploaded file. `path` is the last part of its address: usually `{hash}_{name}`. */
export interface SampleFile {
  readonly path: string;
  readonly visibility: 'public' | 'private';
  readonly contentType: string;
  /** Makes the bytes. Called at each download, and always gives the same ones. */
  content(): Uint8Array;
}

/** A backend function as `GET …/backend-functions` lists it. */
export interface SampleFunction {
  readonly name: string;
  /** Source text of the entry file. */
  readonly code: string;
  readonly description?: string;
}

/** An AI agent as `GET …/agent-configs` lists it. */
export interface SampleAgent {
  readonly name: string;
  readonly description: string;
  readonly instructions: string;
  /** Which entities it may touch and how, and further settings, passed through as they are. */
  readonly settings?: { readonly [key: string]: SampleValue };
}

export interface SampleConversation {
  readonly id: string;
  readonly agent_name: string;
  readonly created_date: string;
  readonly created_by_id: string;
  readonly messages: readonly { readonly [key: string]: SampleValue }[];
}
