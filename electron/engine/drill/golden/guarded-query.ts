import { constants, type DatabaseSync } from 'node:sqlite';
import { HoldfastError, isHoldfastError } from '../../../../shared/model/errors.ts';
import { quoted } from '../../export/sqlite-table.ts';
import type { QueryAnswer, QueryLimits, ScratchValue } from '../scratch.ts';
import { singleSelect } from './single-select.ts';

/** A table of the loaded backup as a query may see it. */
export interface QueriedTable {
  readonly name: string;
  /** Names of its columns in SQLite. */
  readonly columns: readonly string[];
}

const stopName = 'holdfast_stop';
/** Results of subqueries and lists that a query may look through. */
const mostMadeUp = 2;
const limitPrefix = 'HOLDFAST_LIMIT';

/** What a query may call. None of them makes a text or a list much larger than what it is given, and none reaches outside the database. */
const allowedFunctions: ReadonlySet<string> = new Set(
  'abs avg ceil ceiling coalesce count concat date datetime floor glob iif if ifnull instr json json_array_length json_extract -> ->> json_type json_valid julianday length like likelihood likely unlikely lower ltrim max min mod nullif octet_length round rtrim sign sqrt strftime substr substring sum time timediff total trim typeof unicode unixepoch upper'.split(' '),
);
const tableFunctions: ReadonlySet<string> = new Set(['json_each', 'json_tree']);

/**
 * Asks a query that a person wrote of a loaded backup. Whatever it says, it only reads these tables: SQLite asks for leave before each thing it does. Every row that is
 * looked at asks whether time is over, so that a query over everything with everything ends, too.
 *
 * The database has no authorizer and `query_only` is on afterwards, as before; nothing else may use it meanwhile.
 * @throws invalid-input for what is no single SELECT, is not allowed or does not fit the tables (with SQLite's words, which name tables and fields only);
 *   limited where time was over (details.reason = `query-time`).
 */
export function askQuery(database: DatabaseSync, tables: readonly QueriedTable[], sql: string, limits: QueryLimits): QueryAnswer {
  const text = singleSelect(sql);
  const views = new Set(tables.map(({ name }) => name.toLowerCase()));
  const until = limits.clock.monotonic() + limits.ms;
  let looked = 0;
  database.function(stopName, { deterministic: false, directOnly: false, varargs: false }, (_row: unknown) => {
    looked += 1;
    if ((looked & 255) === 0 && limits.clock.monotonic() > until) throw new Error(limitPrefix);
    return 1;
  });
  database.exec('PRAGMA query_only = OFF');
  for (const { name, columns } of tables) {
    database.exec(`DROP VIEW IF EXISTS temp.${quoted(name)}; CREATE TEMP VIEW ${quoted(name)} AS SELECT ${columns.map(quoted).join(', ')} FROM main.${quoted(name)} WHERE ${stopName}(rowid)`);
  }
  database.exec('PRAGMA query_only = ON');
  const { OK, DENY } = { OK: constants.SQLITE_OK, DENY: constants.SQLITE_DENY };
  const isView = (name: string | null): boolean => name !== null && views.has(name.toLowerCase());
  let refused: string | undefined;
  const refuse = (what: string): number => {
    refused ??= what;
    return DENY;
  };
  database.setAuthorizer((action, first, second, schema, within) => {
    switch (action) {
      case constants.SQLITE_SELECT:
        return OK;
      case constants.SQLITE_FUNCTION: {
        const name = (second ?? '').toLowerCase();
        return allowedFunctions.has(name) || (name === stopName && isView(within)) ? OK : refuse(`the function ${name}`);
      }
      case constants.SQLITE_READ:
        if (schema === null || schema === 'temp') return schema === null || isView(first) ? OK : refuse(`the table ${first ?? ''}`);
        // Without a column: a table is looked through for its rows alone; main is never named by the query itself (single-select.ts).
        if (isView(first) && (isView(within) || second === '')) return OK;
        return tableFunctions.has(first ?? '') ? OK : refuse(`the table ${first ?? ''}`);
      default:
        return refuse('anything but reading');
    }
  });
  try {
    refuseEndless(database, text);
    const statement = database.prepare(text);
    let first: ScratchValue | undefined;
    statement.setReturnArrays(true);
    let rows = 0;
    for (const row of statement.iterate()) {
      if (rows === 0) first = firstOf(row);
      rows += 1;
      if (rows > limits.rows) break;
    }
    return { first, rows };
  } catch (error) {
    if (isHoldfastError(error)) throw error;
    const says = error instanceof Error ? error.message : '';
    if (says.includes(limitPrefix)) {
      throw queryStopped(limits.ms);
    }
    if (refused !== undefined) throw new HoldfastError('invalid-input', `A golden check may not use ${refused.slice(0, 120)}.`, { nextStep: 'Use one SELECT over the tables of the backup.', details: { reason: 'query-refused' } });
    throw new HoldfastError('invalid-input', `The query does not fit the tables of the backup: ${withoutValues(says)}`, { nextStep: 'Names of tables and fields go in double quotes, texts in single ones.', details: { reason: 'query-wrong' } });
  } finally {
    database.setAuthorizer(null);
    database.exec(['PRAGMA query_only = OFF', ...tables.map(({ name }) => `DROP VIEW IF EXISTS temp.${quoted(name)}`), 'PRAGMA query_only = ON'].join('; '));
  }
}

/** Its time was over. */
export function queryStopped(ms: number): HoldfastError {
  return new HoldfastError('incomplete', `The query was stopped after ${Math.round(ms / 1000)} seconds.`, { nextStep: 'Make it look at less: join tables by their ids.', details: { reason: 'query-time' } });
}

/**
 * Only rows of the backup's own tables ask whether time is over. What a query makes up itself (the result of a WITH, values, the items of a list) is looked through without asking:
 * once is as long as it took to make, each with each could go on for ever.
 * @throws invalid-input
 */
function refuseEndless(database: DatabaseSync, text: string): void {
  const scans = new Map<number, number>();
  for (const step of database.prepare(`EXPLAIN QUERY PLAN ${text}`).all()) {
    const { parent, detail } = step;
    if (typeof detail !== 'string' || !detail.startsWith('SCAN ') || detail.startsWith('SCAN main.') || detail === 'SCAN CONSTANT ROW') continue;
    scans.set(Number(parent), (scans.get(Number(parent)) ?? 0) + 1);
  }
  const counts = [...scans.values()];
  if (counts.some((count) => count > 1) || counts.length > mostMadeUp) {
    throw new HoldfastError('invalid-input', 'The query looks through several made-up tables, each with each, which may never end.', { nextStep: 'Join the tables of the backup themselves, by their ids.', details: { reason: 'query-refused' } });
  }
}

/** SQLite quotes names and syntax, and of some functions what they were given: only what is about names is passed on. */
function withoutValues(message: string): string {
  return /^(?:no such (?:column|table|function): |near "|ambiguous column name: |wrong number of arguments|misuse of aggregate|incomplete input|unrecognized token)/.test(message) ? `${message.slice(0, 200)}.` : 'it could not be understood.';
}

function firstOf(row: unknown): ScratchValue | undefined {
  // What is neither text nor number (a blob) is the value of no check.
  const first: unknown = Array.isArray(row) ? row[0] : undefined;
  return first === undefined || first === null || typeof first === 'string' || typeof first === 'number' ? first : '';
}
