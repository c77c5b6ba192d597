import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { EntityDescription } from '../../../shared/model/app.ts';
import type { Manifest, ManifestEntity } from '../../../shared/model/snapshot.ts';
import { readSchemas } from '../catalog/schemas.ts';
import type { CompareOptions } from '../compare/compare-options.ts';
import { diffLive } from '../compare/diff-live.ts';
import { type ComparedTable, findIncidents } from '../compare/incidents/find-incidents.ts';
import type { EntityDiff, LongCall } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import type { Source } from '../ports/source.ts';
import { compareSchemas, tablesWithFieldsGone } from '../schema-history/compare-shapes.ts';
import { describedOnce, onlyTables } from '../schema-history/source-views.ts';
import { openReader } from '../vault/open-reader.ts';
import { readManifest, type Vault } from '../vault/vault.ts';
import { noMachineMade } from '../watch/figures/figures.ts';
import { findingsOf, type LookedTable, verdictOf } from './findings.ts';
import type { Figures, LookMemory } from './look-memory.ts';
import type { GuardLook } from './session.ts';
import { TableWatch } from './table-watch.ts';

export interface LookOptions extends LongCall {
  readonly clock: Clock;
  readonly home: string;
  readonly threads?: number | undefined;
  readonly isFinal: boolean;
  /** What earlier looks at the same backup found. */
  readonly memory: LookMemory;
}

/**
 * The app as it is now, beside a backup: what of it a person wants to know after an AI was at work. Costs what changed where the platform tells;
 * a table that is described otherwise than in the backup is read whole once, and again only when something in it changed.
 * @throws what ends the reading of the whole app (auth-*, network …); not-found, corrupt of the backup.
 */
export async function lookAtApp(vault: Vault, backup: string, live: Source, options: LookOptions): Promise<GuardLook> {
  const { clock, home, threads, signal, onProgress, isFinal, memory } = options;
  const began = clock.monotonic();
  const at = clock.now();
  const manifest = await readManifest(vault, backup, signal);
  const source = describedOnce(live);
  const description = await source.describe({ signal });
  const opened = await openReader(vault, signal, threads);
  try {
    const changes = compareSchemas(await readSchemas(opened.reader, manifest.schema, signal), new Map(description.entities.map(({ name, schema }) => [name, schema])));
    const gone = tablesWithFieldsGone(changes);
    const stored = new Map(manifest.entities.map((entity) => [entity.name, entity]));
    const now = new Map(description.entities.map((entity) => [entity.name, entity]));
    const known = await memory.stillTrue(source, description.entities, stored, signal);
    const watches = new Map<string, TableWatch>();
    let compared: readonly ComparedTable[] = [];
    const compare: CompareOptions = {
      signal,
      scratch: path.join(home, 'scratch', `guard-${randomUUID()}`),
      observe: (table) => {
        const watch = new TableWatch({ ...table, changedAt: now.get(table.name)?.changedAt }, gone.get(table.name) ?? new Set());
        watches.set(table.name, watch);
        return watch;
      },
      onCompared: (tables) => (compared = tables),
      ...(onProgress === undefined ? {} : { onProgress }),
    };
    const open = new Set([...stored.keys(), ...now.keys()].filter((name) => !known.has(name)));
    const report = await diffLive(opened.reader, withTables(manifest, open), onlyTables(source, open), { ...compare, now: () => clock.now() });
    const fresh = report.entities.map((diff): Figures => ({ diff, watch: watches.get(diff.name), compared: compared.find(({ changes: { table } }) => table.name === diff.name) }));
    const looked = new Set(fresh.map(({ diff: { name } }) => name));
    memory.remember(source, description.entities.filter(({ name }) => looked.has(name)), fresh, at);
    const figures = inOrder([...fresh, ...known.values()], description.entities);
    const tables = figures.map((each) => lookedTable(each, stored.get(each.diff.name), now.get(each.diff.name)));
    const sides = { snapshot: manifest.id, from: manifest.readStartedAt, to: clock.now().toISOString(), withIds: false };
    const incidents = findIncidents(figures.flatMap(({ compared: table }) => table ?? []), sides);
    const hadValue = await memory.valuesBefore(opened.reader, gone, stored, signal);
    const findings = findingsOf({ tables, incidents, changes, hadValue: (table, field) => hadValue.get(table)?.get(field) ?? 0 });
    const unsure = tables.flatMap(({ diff, unsure: why }) => (why === undefined ? [] : [{ table: diff.name, why }]));
    const whole = tables.filter((table) => table.unsure === undefined);
    return {
      at: at.toISOString(),
      tookMs: clock.monotonic() - began,
      isFinal,
      verdict: verdictOf(findings, unsure.length === 0),
      findings,
      tables: whole.length,
      records: whole.reduce((sum, { before }) => sum + before, 0),
      unsure,
    };
  } finally {
    await opened.close();
  }
}

function withTables(manifest: Manifest, tables: ReadonlySet<string>): Manifest {
  return { ...manifest, entities: manifest.entities.filter(({ name }) => tables.has(name)) };
}

/** As the app shows its tables, then those that it has no more. */
function inOrder(figures: readonly Figures[], entities: readonly EntityDescription[]): readonly Figures[] {
  const places = new Map(entities.map(({ name }, place) => [name, place]));
  return figures.toSorted((a, b) => (places.get(a.diff.name) ?? entities.length) - (places.get(b.diff.name) ?? entities.length));
}

function lookedTable({ diff, watch }: Figures, stored: ManifestEntity | undefined, now: EntityDescription | undefined): LookedTable {
  const unsure = whyUnsure(diff, stored, now);
  return {
    diff,
    before: stored?.records ?? 0,
    machineMade: watch?.machineMade ?? noMachineMade,
    typeChanges: watch?.typeChanges ?? [],
    renames: watch?.renames ?? [],
    editedBeside: (explained) => watch?.editedBeside(explained) ?? diff.changed,
    ...(unsure === undefined ? {} : { unsure }),
  };
}

/** A side that was not read whole, in a sentence. */
function whyUnsure(diff: EntityDiff, stored: ManifestEntity | undefined, now: EntityDescription | undefined): string | undefined {
  if (now?.unreadable !== undefined) return now.unreadable.message;
  if (stored !== undefined && stored.status !== 'complete') return stored.reason ?? 'The backup does not have all of it.';
  if (now?.hiddenRows !== undefined) return now.hiddenRows.reason;
  // A table that only one side has comes with a note that says so.
  return (stored !== undefined && now !== undefined) || diff.unsure !== undefined ? diff.note : undefined;
}
