import path from 'node:path';
import { z } from 'zod';
import type { CoverageGap, EntityDescription } from '../../../../shared/model/app.ts';
import type { CsvTable } from '../../../../shared/model/csv-table.ts';
import { csvTableKeyword } from '../../../../shared/model/csv-table.ts';
import { HoldfastError, isHoldfastError, toHoldfastError } from '../../../../shared/model/errors.ts';
import type { JsonValue } from '../../../../shared/model/record.ts';
import { throwIfCancelled } from '../../ports/cancel.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AppDescription, RecordsOptions, Source, SourceOptions, SourcePage } from '../../ports/source.ts';
import type { CsvFile } from './folder.ts';
import { fingerprintAt, isSettled, isUntouched, listFolder } from './folder.ts';
import type { CsvLimits } from './limits.ts';
import { defaultLimits } from './limits.ts';
import { readRecords } from './read-records.ts';
import { scanTable } from './scan-table.ts';
import type { TableScan } from './scan-table.ts';

const csvFolderConfigSchema = z.strictObject({
  /** The folder, in full. */
  path: z.string().min(1),
});

export interface CsvFolderDependencies {
  /** What may be held in memory; tests make it small. */
  readonly limits?: Partial<CsvLimits>;
  /** With it, a file that did not change since it was looked at is not looked through again by the same source. */
  readonly clock?: Clock;
}

/**
 * A folder with the files a founder exports by hand from the data editor, one table a file. Types are found by looking at
 * every value and lose nothing; the schema keeps how the file was written, so that an export as CSV can equal it.
 * @throws invalid-input when the configuration is none.
 */
export function openCsvFolder(config: unknown, { limits: chosen = {}, clock }: CsvFolderDependencies = {}): Source {
  const parsed = csvFolderConfigSchema.safeParse(config);
  if (!parsed.success) throw new HoldfastError('invalid-input', 'The folder with the exported files is not set correctly.', { details: { field: 'path' }, cause: parsed.error });
  const folder = parsed.data.path;
  const limits = { ...defaultLimits, ...chosen };
  /** What the last look at each file taught, by entity. */
  const scans = new Map<string, TableScan>();
  /** Looks at files that nobody wrote to since, by path. */
  const settled = new Map<string, TableScan>();

  async function scanned(file: CsvFile, signal: AbortSignal): Promise<TableScan> {
    const known = settled.get(file.path);
    const now = known === undefined ? undefined : await fingerprintAt(file);
    if (known !== undefined && now !== undefined && known.file.entity === file.entity && isUntouched(known.fingerprint, now)) return known;
    settled.delete(file.path);
    const began = clock?.now();
    const scan = await scanTable(file, limits, signal);
    if (began !== undefined && scan.problem === undefined && isSettled(scan.fingerprint, began)) settled.set(file.path, scan);
    return scan;
  }

  async function fileOf(name: string, signal: AbortSignal): Promise<CsvFile | undefined> {
    throwIfCancelled(signal);
    return (await listFolder(folder)).files.find(({ entity }) => entity === name);
  }

  async function describe({ signal }: SourceOptions): Promise<AppDescription> {
    throwIfCancelled(signal);
    const { files, others } = await listFolder(folder);
    if (files.length === 0) throw new HoldfastError('not-found', 'There is no CSV file in the folder.', { nextStep: 'Export the tables as CSV into this folder, one file a table.' });
    scans.clear();
    const entities: EntityDescription[] = [];
    const notes: string[] = [];
    for (const file of files) {
      try {
        const scan = await scanned(file, signal);
        scans.set(file.entity, scan);
        entities.push(describeTable(scan));
        notes.push(...scan.notes);
      } catch (error) {
        if (isHoldfastError(error, 'cancelled')) throw error;
        entities.push(unreadableTable(file, toHoldfastError(error)));
      }
    }
    const name = path.basename(path.resolve(folder));
    return { appId: name, title: name, entities, coverage: [...notInTheFiles, ...otherFiles(others)], notes };
  }

  /** What is known of the entity's file, found out now where no description came before. */
  async function scanOf(name: string, signal: AbortSignal): Promise<TableScan> {
    const known = scans.get(name);
    if (known !== undefined) return known;
    const file = await fileOf(name, signal);
    if (file === undefined) throw new HoldfastError('not-found', `There is no file for “${name}” in the folder.`, { details: { entity: name }, nextStep: 'Put the file back, or export it again.' });
    const scan = await scanned(file, signal);
    scans.set(name, scan);
    return scan;
  }

  async function* records(entity: EntityDescription, { signal }: RecordsOptions): AsyncGenerator<SourcePage> {
    throwIfCancelled(signal);
    try {
      yield* readRecords(await scanOf(entity.name, signal), limits, signal);
    } catch (error) {
      const known = toHoldfastError(error);
      if (known.code === 'cancelled' || known.code === 'bug') throw known;
      yield { kind: 'unreadable', error: known };
    }
  }

  return {
    capabilities: { changedSince: false, consistent: false, listsKeys: false, ordered: false, maxConcurrency: 2 },
    describe,
    records,
    keys() {
      throw new HoldfastError('bug', 'A folder of CSV files lists no keys.');
    },
    /** Rows at the last look; a file that was changed since shows when it is read. */
    async count(entity, { signal }) {
      throwIfCancelled(signal);
      return (await scanOf(entity.name, signal)).rows;
    },
    glance: {
      async mark({ name }, { signal }) {
        const file = await fileOf(name, signal);
        const now = file === undefined ? undefined : await fingerprintAt(file);
        return now === undefined ? undefined : [now.size, now.changedMs, now.enteredMs, now.inode].join(' ');
      },
      async count({ name }, { signal }) {
        const file = await fileOf(name, signal);
        if (file === undefined) return undefined;
        try {
          const { rows, problem } = await scanned(file, signal);
          return problem === undefined ? rows : undefined;
        } catch (error) {
          // Half written, or changed while it was looked through.
          if (isHoldfastError(error, 'conflict') || isHoldfastError(error, 'incomplete') || isHoldfastError(error, 'invalid-input')) return undefined;
          throw error;
        }
      },
    },
    fileReferences: () => [],
    async openFile(address, { signal }) {
      throwIfCancelled(signal);
      throw new HoldfastError('not-found', 'Files behind links in a CSV file are not fetched.', { details: { address } });
    },
    async config({ signal }) {
      throwIfCancelled(signal);
      return { items: [], coverage: [] };
    },
  };
}

function describeTable({ file, table, rule }: TableScan): EntityDescription {
  const properties = Object.fromEntries(table.columns.map((column): [string, JsonValue] => [column.field, { type: jsonTypes(column.type) }]));
  return {
    name: file.entity,
    key: rule.key,
    identity: rule.identity,
    schema: { type: 'object', properties, description: nullsExplained(table), [csvTableKeyword]: asJson(table) },
  };
}

function jsonTypes(type: CsvTable['columns'][number]['type']): JsonValue {
  return type === 'empty' ? 'null' : type === 'text' ? ['string', 'null'] : [type, 'null'];
}

function nullsExplained(table: CsvTable): string {
  return table.nulls === 'both'
    ? 'From a CSV file. An empty cell is null, a cell with nothing between quotation marks is an empty text.'
    : 'From a CSV file. CSV does not tell an empty text from no value: an empty cell is null.';
}

function asJson(table: CsvTable): JsonValue {
  return z.json().parse(JSON.parse(JSON.stringify(table)));
}

function unreadableTable(file: CsvFile, unreadable: HoldfastError): EntityDescription {
  return { name: file.entity, key: [{ field: '#', type: 'number' }], identity: ['#'], schema: { type: 'object', properties: {} }, unreadable };
}

const notInTheFiles: readonly CoverageGap[] = [
  { what: 'uploaded files', why: 'A CSV file holds the links to uploaded files. What is behind them is not fetched.', nextStep: 'Connect the app itself instead of the folder.' },
  { what: 'the rest of the app', why: 'CSV files hold records only: no rules, users, settings, functions or automations.', nextStep: 'Connect the app itself instead of the folder.' },
];

function otherFiles(names: readonly string[]): readonly CoverageGap[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, 5).join(', ');
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return [{ what: 'other files in the folder', why: `Only files that end in .csv, .tsv or .tab are read; these are not: ${shown}${more}.` }];
}
