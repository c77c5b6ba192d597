import { createHash } from 'node:crypto';
import { filesPlaceholder, type EntitySchema, type RowRules, type SampleDataset } from '../../dataset.ts';
import { storedDate } from '../dates.ts';
import { FileStore } from './file-store.ts';
import { History } from './history.ts';
import { fieldsOf, makeRow, rowOf, type Fields, type Row } from './row.ts';
import { Table, type RowChange } from './table.ts';
import { restoredRow, trashedRow } from './trash.ts';

export const dataEnvironments = ['prod', 'dev'] as const;
export type DataEnvironment = (typeof dataEnvironments)[number];

export interface EntityTables {
  readonly live: Table;
  readonly trash: Table;
}

export interface StoreOptions {
  readonly dataset: SampleDataset;
  /** `http://127.0.0.1:PORT`, put in for the placeholder in file addresses. */
  readonly baseUrl: string;
  readonly now: () => Date;
  readonly seed: number;
  readonly rowRules: { readonly [entity: string]: RowRules };
  /** Days of version history kept; 0 keeps none. */
  readonly historyDays: number;
  /** Coming back from the trash counts as a change. */
  readonly untrashTouches: boolean;
}

export const userEntity = 'User';

/** Everything the app holds, in memory. Knows nothing of HTTP, callers or rules. */
export class AppStore {
  readonly appId: string;
  readonly dataset: SampleDataset;
  readonly files: FileStore;
  readonly history: History;
  readonly users = new Table();
  readonly conversations: Fields[];
  readonly secrets: Map<string, string>;
  readonly createdAt: string;
  /** Set by every change; whoever saves the state clears it. */
  dirty = false;
  /** How many ids were given out. */
  idsGiven = 0;

  readonly #options: StoreOptions;
  readonly #schemas = new Map<string, EntitySchema>();
  readonly #tables: { readonly [environment in DataEnvironment]: Map<string, EntityTables> } = { prod: new Map(), dev: new Map() };
  readonly #idPart: string;
  #userSchema: EntitySchema | undefined;

  constructor(options: StoreOptions) {
    const { dataset } = options;
    this.#options = options;
    this.appId = dataset.appId;
    this.dataset = dataset;
    this.createdAt = storedDate(options.now());
    this.#idPart = createHash('sha256').update(`${this.appId}/${options.seed}`).digest('hex').slice(0, 10);
    this.files = new FileStore(dataset);
    this.history = new History(options.historyDays, options.now);
    this.conversations = [...(dataset.conversations ?? [])].map((conversation) => ({ ...conversation }));
    this.secrets = new Map(Object.entries(dataset.secrets ?? {}));
    this.#userSchema = dataset.userSchema;
  }

  /** Fills the store from the data set. */
  loadDataset(): void {
    const { dataset } = this.#options;
    for (const entity of dataset.entities) {
      this.setSchema(entity.name, entity.schema);
      this.loadRows('prod', entity.name, 'live', this.#rows(entity.records()));
      if (entity.trash !== undefined) this.loadRows('prod', entity.name, 'trash', this.#trashed(entity.trash()));
      if (entity.devRecords !== undefined) this.loadRows('dev', entity.name, 'live', this.#rows(entity.devRecords()));
    }
    this.users.load(this.#rows(dataset.users));
    this.startHistory();
  }

  startHistory(): void {
    for (const entity of this.#schemas.keys()) this.history.start(entity);
  }

  loadRows(environment: DataEnvironment, entity: string, place: keyof EntityTables, rows: Iterable<Row>): void {
    this.tables(environment, entity)?.[place].load(rows);
  }

  *#rows(records: Iterable<Fields>): Iterable<Row> {
    const address = `${this.#options.baseUrl}/api/apps/${this.appId}/files`;
    for (const record of records) {
      const text = JSON.stringify(record);
      yield rowOf(record, text.includes(filesPlaceholder) ? text.replaceAll(filesPlaceholder, address) : text);
    }
  }

  *#trashed(records: Iterable<Fields>): Iterable<Row> {
    for (const row of this.#rows(records)) yield trashedRow(row, this.now());
  }

  /** Names of the app's own entities, without `User`. */
  entityNames(): readonly string[] {
    return [...this.#schemas.keys()];
  }

  /** The schema in force, with the row rules the server was started with. */
  schema(entity: string): EntitySchema | undefined {
    if (entity === userEntity) return this.#userSchema;
    return this.#schemas.get(entity);
  }

  setSchema(entity: string, schema: EntitySchema): void {
    this.dirty = true;
    if (entity === userEntity) {
      this.#userSchema = schema;
      return;
    }
    const rules = Object.hasOwn(this.#options.rowRules, entity) ? this.#options.rowRules[entity] : undefined;
    this.#schemas.set(entity, { name: entity, ...schema, ...(rules === undefined ? {} : { rls: rules }) });
    for (const tables of Object.values(this.#tables)) {
      if (!tables.has(entity)) tables.set(entity, { live: new Table(), trash: new Table() });
    }
  }

  /** Takes an entity away with all its records, trash and history. */
  dropEntity(entity: string): void {
    this.dirty = true;
    if (entity === userEntity) {
      this.#userSchema = undefined;
      return;
    }
    this.#schemas.delete(entity);
    for (const tables of Object.values(this.#tables)) tables.delete(entity);
    this.history.forget(entity);
  }

  tables(environment: DataEnvironment, entity: string): EntityTables | undefined {
    return this.#tables[environment].get(entity);
  }

  /** The user records are the same in both environments. */
  userByEmail(email: string): Fields | undefined {
    for (const row of this.users.ordered('created').rows) {
      const fields = fieldsOf(row);
      if (fields['email'] === email) return fields;
    }
    return undefined;
  }

  /** Applies changes to live records and remembers them in the version history. */
  commit(environment: DataEnvironment, entity: string, changes: readonly RowChange[]): void {
    const tables = this.tables(environment, entity);
    if (tables === undefined || changes.length === 0) return;
    this.dirty = true;
    if (environment === 'prod') this.history.record(entity, changes, () => tables.live.apply(changes));
    else tables.live.apply(changes);
  }

  commitUsers(changes: readonly RowChange[]): void {
    this.dirty = true;
    this.users.apply(changes);
  }

  moveToTrash(environment: DataEnvironment, entity: string, rows: readonly Row[]): void {
    const at = this.now();
    this.commit(environment, entity, rows.map((row) => ({ id: row.id, before: row, after: undefined })));
    this.tables(environment, entity)?.trash.apply(rows.map((row) => ({ id: row.id, before: undefined, after: trashedRow(row, at) })));
  }

  /** Brings trashed rows back as they were, but for their date of change where this server sets it. */
  restoreFromTrash(environment: DataEnvironment, entity: string, rows: readonly Row[]): readonly Row[] {
    const at = this.#options.untrashTouches ? this.now() : undefined;
    const restored = rows.map((row) => (at === undefined ? restoredRow(row) : makeRow({ ...fieldsOf(restoredRow(row)), updated_date: at })));
    this.tables(environment, entity)?.trash.apply(rows.map((row) => ({ id: row.id, before: row, after: undefined })));
    this.commit(environment, entity, restored.map((row) => ({ id: row.id, before: undefined, after: row })));
    return restored;
  }

  now(): string {
    return storedDate(this.#options.now());
  }

  /** 24 hex digits that grow with time, as MongoDB's: seconds, a part of this app's own, a counter. */
  newId(): string {
    this.idsGiven += 1;
    const seconds = Math.floor(this.#options.now().getTime() / 1000);
    return `${seconds.toString(16).padStart(8, '0').slice(-8)}${this.#idPart}${(this.idsGiven % 0x1_00_00_00).toString(16).padStart(6, '0')}`;
  }
}
