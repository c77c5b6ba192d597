import type { TableChanges } from './table-changes.ts';

/** More than half of a table's deleted records speak of deleted records of another: they went with those. */
const mostOf = 0.5;

/**
 * Tables whose deletions are one event: orders, and the items that belonged to them. In each group the table that others refer to comes first, then
 * those that refer to it.
 */
export function whoseDeletionsBelongTogether(tables: readonly TableChanges[]): readonly (readonly TableChanges[])[] {
  const owners = ownersOf(tables);
  const groups = new Map<TableChanges, TableChanges[]>();
  for (const table of tables) {
    const root = rootOf(table, owners);
    const group = groups.get(root) ?? [root];
    if (table !== root) group.push(table);
    groups.set(root, group);
  }
  return [...groups.values()].map(([root, ...others]) => (root === undefined ? others : [root, ...others.toSorted((a, b) => b.deletedCount - a.deletedCount)]));
}

/** For each table, the one whose deleted records most of its own deleted ones mention. */
function ownersOf(tables: readonly TableChanges[]): ReadonlyMap<TableChanges, TableChanges> {
  const tableOfId = new Map<string, TableChanges>();
  for (const table of tables) for (const { id } of table.deleted) tableOfId.set(id, table);
  const owners = new Map<TableChanges, TableChanges>();
  for (const table of tables) {
    const hits = new Map<TableChanges, number>();
    for (const { mentions } of table.deleted) {
      for (const owner of new Set(mentions.map((text) => tableOfId.get(text)))) if (owner !== undefined && owner !== table) hits.set(owner, (hits.get(owner) ?? 0) + 1);
    }
    const [best] = [...hits].toSorted((a, b) => b[1] - a[1]);
    if (best !== undefined && best[1] > table.deleted.length * mostOf) owners.set(table, best[0]);
  }
  return owners;
}

/** Tables may refer to each other in a ring: the one where it closes is taken for the root. */
function rootOf(table: TableChanges, owners: ReadonlyMap<TableChanges, TableChanges>): TableChanges {
  const seen = new Set<TableChanges>();
  let at = table;
  for (let owner = owners.get(at); owner !== undefined && !seen.has(at); owner = owners.get(at)) {
    seen.add(at);
    at = owner;
  }
  if (!seen.has(at)) return at;
  // Inside a ring: the same one whichever table one began with.
  const ring = [at];
  for (let owner = owners.get(at); owner !== undefined && owner !== at; owner = owners.get(owner)) ring.push(owner);
  return ring.toSorted((a, b) => b.deletedCount - a.deletedCount || (a.table.name < b.table.name ? -1 : 1))[0] ?? at;
}
