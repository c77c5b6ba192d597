import type { JsonObject, JsonValue } from '../../shared/model/record.ts';
import { RestoreWorld, type Row } from './restore-world.ts';

/**
 * A club: people in teams that people lead (a circle), and notes about people, in the teams, that answer notes. Every record has a `tag` that no
 * restore changes, by which an onlooker who knows nothing of ids can tell what refers to what.
 */

export const tables = ['Person', 'Team', 'Note'] as const;
export type Table = (typeof tables)[number];

/** Where each table refers to others; `[]` = a list of ids. */
const references: Readonly<Record<Table, readonly { readonly field: string; readonly to: Table }[]>> = {
  Person: [{ field: 'team_id', to: 'Team' }],
  Team: [{ field: 'lead_id', to: 'Person' }],
  Note: [
    { field: 'about_ids', to: 'Person' },
    { field: 'meta.team', to: 'Team' },
    { field: 'answers_id', to: 'Note' },
  ],
};

export interface Spoilt {
  readonly world: RestoreWorld;
  /** What every record that there should be is like in the end, by tag; references as tags. */
  readonly wanted: ReadonlyMap<string, JsonObject>;
  /** The app as it was found before the restore. */
  readonly found: Readonly<Record<Table, readonly Row[]>>;
}

export const backup = '2026-06-01T00-00-00Z_club_manual';

/** A club with a history, backed up, then struck by a disaster, then edited on; all by this source of chance. */
export async function spoiltClub(random: () => number, options: { readonly people: number; readonly batch?: number } = { people: 12 }): Promise<Spoilt> {
  const below = (n: number): number => Math.floor(random() * n);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const chance = (p: number): boolean => random() < p;
  const batch = options.batch ?? 4;
  const world = await RestoreWorld.make(
    { Person: {}, Team: {}, Note: {} },
    { capabilities: { batch: { read: 50, trashed: 50, untrash: batch, update: batch, create: batch, remove: batch } }, now: () => platformClock(world) },
  );
  let made = 0;
  const tagOf = new Map<string, string>();
  const add = (table: Table, fields: JsonObject): Row => {
    made += 1;
    const id = made.toString(16).padStart(24, '0');
    const tag = `${table}-${made}`;
    const row: Row = { id, tag, created_date: `2026-05-${String(1 + (made % 28)).padStart(2, '0')}T00:00:00.000Z`, updated_date: '2026-05-30T00:00:00.000Z', created_by_id: 'u', ...fields };
    tagOf.set(id, tag);
    world.source.put(table, row);
    return row;
  };
  const ids = (table: Table): readonly string[] => world.rows(table).map(({ id }) => id);

  const teams = Array.from({ length: 3 }, () => add('Team', { name: word(random) }).id);
  const people = Array.from({ length: options.people }, () => add('Person', { name: word(random), phone: chance(0.8) ? word(random) : null, team_id: pick(teams) }).id);
  for (const id of teams) world.edit('Team', id, { lead_id: pick(people), updated_date: '2026-05-31T00:00:00.000Z' });
  for (let n = 0; n < options.people; n += 1) {
    const before = ids('Note');
    add('Note', { text: word(random), about_ids: [pick(people), pick(people)], meta: { team: pick(teams), stars: below(5) }, answers_id: before.length > 0 && chance(0.6) ? pick(before) : null });
  }
  await world.backUp(backup);
  const stored = new Map(tables.map((table) => [table, new Map(world.rows(table).map((row) => [row.id, row]))]));

  // Edits before the disaster: newer than the backup.
  for (const id of people) if (chance(0.15)) world.edit('Person', id, { name: `edited ${word(random)}` });
  // The disaster.
  const blanked = people.filter(() => chance(0.3));
  for (const id of blanked) world.edit('Person', id, { phone: '' });
  const lost = new Map<string, Row>();
  for (const table of tables) {
    const gone = ids(table).filter(() => chance(0.35));
    for (const row of world.rows(table)) if (gone.includes(row.id)) lost.set(row.id, row);
    await world.trash(table, gone);
  }
  const purged = new Set<string>();
  for (const table of tables) {
    if (!chance(0.6)) continue;
    for (const id of world.writer.trashOf(table)) purged.add(id);
    world.writer.emptyTrash(table);
  }
  // And the club goes on.
  for (const id of ids('Person')) if (chance(0.2)) world.edit('Person', id, { phone: `new ${word(random)}` });
  for (let n = 0; n < 3; n += 1) add('Note', { text: word(random), about_ids: [pick(people)], meta: { team: pick(teams), stars: 1 }, answers_id: null });
  const found = rowsOf(world);

  // What should come of it, said without ids.
  const wanted = new Map<string, JsonObject>();
  const say = (table: Table, row: Row): void => void wanted.set(row.tag, saying(table, row, (id) => tagOf.get(id)));
  for (const table of tables) {
    for (const row of found[table]) {
      const before = stored.get(table)?.get(row.id);
      const phone = table === 'Person' && before !== undefined && isBlank(row['phone']) ? before['phone'] : row['phone'];
      say(table, table === 'Person' ? { ...row, phone: phone ?? null } : row);
    }
    for (const [id, before] of stored.get(table) ?? []) {
      const was = lost.get(id);
      if (was === undefined) continue;
      // From the trash it comes as it was when it was deleted, with what had gone blank filled in; made anew, as the backup has it.
      const back = purged.has(id) ? before : table === 'Person' && isBlank(was['phone']) ? { ...was, phone: before['phone'] ?? null } : was;
      say(table, back);
    }
  }
  return { world, wanted, found };
}

/** How the app looks to somebody who knows tags and no ids. A record that is there twice, or points at nothing, shows. */
export function look(world: RestoreWorld): ReadonlyMap<string, JsonObject> {
  const tagOf = new Map(tables.flatMap((table) => world.rows(table).map((row) => [row.id, row.tag])));
  const seen = new Map<string, JsonObject>();
  for (const table of tables) {
    for (const row of world.rows(table)) {
      const { tag } = row;
      if (seen.has(tag)) throw new Error(`${tag} is there twice`);
      seen.set(tag, saying(table, row, (id) => tagOf.get(id)));
    }
  }
  return seen;
}

function saying(table: Table, row: Row, tag: (id: string) => string | undefined): JsonObject {
  const { id: _id, created_date: _created, updated_date: _updated, created_by_id: _by, ...own } = row;
  const said: Record<string, JsonValue> = { ...own };
  const told = (value: JsonValue | undefined): JsonValue => (typeof value === 'string' ? (tag(value) ?? `nothing ${value}`) : (value ?? null));
  for (const { field } of references[table]) {
    const [outer = '', inner] = field.split('.');
    const value = own[outer];
    if (Array.isArray(value)) said[outer] = value.map(told);
    else if (inner !== undefined && isObject(value)) said[outer] = { ...value, [inner]: told(value[inner]) };
    else said[outer] = told(value);
  }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null && value !== ''));
}

/** Every record there is now. */
export function rowsOf(world: RestoreWorld): Spoilt['found'] {
  return { Person: world.rows('Person'), Team: world.rows('Team'), Note: world.rows('Note') };
}

/** Every record as it is, ids and all, but for the date of its change. A field that was emptied may read as nothing. */
export function contents(rows: Spoilt['found']): object {
  return Object.fromEntries(
    tables.map((table) => [table, rows[table].toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ updated_date: _updated, ...row }) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== '')))]),
  );
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isBlank(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === '';
}

function platformClock(world: RestoreWorld): Date {
  return world.clock.now();
}

function word(random: () => number): string {
  return Math.floor(random() * 1e9).toString(36);
}
