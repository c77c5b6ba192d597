import type { z } from 'zod';
import type { drillCheck } from '../../../../shared/contract/drills.ts';
import { assertNever, type HoldfastError, isHoldfastError } from '../../../../shared/model/errors.ts';
import { quoted } from '../../export/sqlite-table.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ScratchDatabase, ScratchTable, ScratchValue } from '../scratch.ts';
import type { GoldenCheck, GoldenRule } from './golden-list.ts';
import { countedRecords, formatted, plainName } from './words.ts';

type DrillCheck = z.infer<typeof drillCheck>;

/** What holding a loaded backup against one rule came to. Names and figures; never a record. */
type Verdict =
  | { readonly state: 'passed' | 'not-checked'; readonly detail: string }
  | { readonly state: 'failed'; readonly detail: string; readonly consequence: string; readonly nextStep: string };

export interface EvaluateOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  /** For a query that a person wrote. */
  readonly queryMs: number;
}

const mostRows = 1000;

/** A loaded backup, with the tables that are not whole in it. */
export interface LoadedTables {
  readonly scratch: ScratchDatabase;
  readonly partial: ReadonlySet<string>;
}

/** Holds a loaded backup against a golden check. A check that cannot be made is told of as one that was not; never throws for what a check says. */
export function evaluateGolden(loaded: LoadedTables, { id, rule }: GoldenCheck, options: EvaluateOptions): DrillCheck {
  return checkOf({ id, rule }, judge(loaded, rule, options));
}

/** A check that could not be made: nobody knows whether it holds. */
export function unanswered({ id, rule }: Pick<GoldenCheck, 'id' | 'rule'>, { message, nextStep }: HoldfastError): DrillCheck {
  return checkOf({ id, rule }, { state: 'not-checked', detail: `${message} ${nextStep}` });
}

function checkOf({ id, rule }: Pick<GoldenCheck, 'id' | 'rule'>, verdict: Verdict): DrillCheck {
  return { id: `golden-${id}`, kind: 'golden', name: plainName(rule), ...(rule.kind === 'sql' ? {} : { table: rule.table }), ...verdict };
}

function judge(loaded: LoadedTables, rule: GoldenRule, options: EvaluateOptions): Verdict {
  if (rule.kind === 'sql') return judgeQuery(loaded, rule, options);
  const table = loaded.scratch.table(rule.table);
  if (table === undefined) return failed(`The backup has no table called ${rule.table}.`, 'Nothing of this table would come back.', 'Look whether the table still exists in the app. Where it was removed on purpose, remove this check.');
  switch (rule.kind) {
    case 'count':
      return judgeCount(loaded, table, rule);
    case 'record':
      return judgeRecord(loaded, table, rule);
    case 'reference':
      return judgeReference(loaded, table, rule);
    case 'filled':
      return judgeFilled(loaded, table, rule);
    default:
      return assertNever(rule);
  }
}

function judgeCount(loaded: LoadedTables, table: ScratchTable, { least, most, where }: Extract<GoldenRule, { kind: 'count' }>): Verdict {
  let found = table.records;
  let which = '';
  if (where !== undefined) {
    const column = table.columns.get(where.field);
    if (column === undefined) return noField(table.entity, where.field);
    const { sql, values } = isSame(column, where.is);
    found = countOf(loaded, `SELECT count(*) AS n FROM ${quoted(table.name)} WHERE ${sql}`, values);
    which = ` with that ${where.field}`;
  }
  const there = `${countedRecords(found)} of ${table.entity}${which} ${found === 1 ? 'is' : 'are'} in the backup`;
  if (least !== undefined && found < least) return failed(`${there}; there should be at least ${formatted(least)}.`, `Getting back from this backup would bring back too little of ${table.entity}.`, lookAt(table.entity));
  if (most !== undefined && found > most) return failed(`${there}; there should be at most ${formatted(most)}.`, `There is more in ${table.entity} than you expect: records may be there twice, or somebody added them.`, lookAt(table.entity));
  return most !== undefined && !isWhole(loaded, table) ? notWhole(table) : { state: 'passed', detail: `${there}.` };
}

function judgeRecord(loaded: LoadedTables, table: ScratchTable, { by }: Extract<GoldenRule, { kind: 'record' }>): Verdict {
  const conditions = by.kind === 'field' ? [{ field: by.field, is: by.is }] : idConditions(table, by.id);
  if (conditions === undefined) return { state: 'not-checked', detail: `Records of ${table.entity} have no id by which this one could be found.` };
  const parts: ReturnType<typeof isSame>[] = [];
  for (const { field, is } of conditions) {
    const column = table.columns.get(field);
    if (column === undefined) return noField(table.entity, field);
    parts.push(isSame(column, is));
  }
  const found = countOf(loaded, `SELECT count(*) AS n FROM ${quoted(table.name)} WHERE ${parts.map(({ sql }) => `(${sql})`).join(' AND ')}`, parts.flatMap(({ values }) => values));
  if (found > 0) return { state: 'passed', detail: found === 1 ? 'The record is in the backup.' : `${formatted(found)} records in the backup are like that.` };
  return failed(`This record of ${table.entity} is not in the backup.`, 'It would not come back, and others may be missing with it.', `Look for the record in the app. If it is there, make a full backup; if it was deleted on purpose, change this check.`);
}

/** The id of a record whose key has several parts is these with `/` between them (shared/model/record.ts). */
function idConditions({ identity }: ScratchTable, id: string): readonly { readonly field: string; readonly is: string }[] | undefined {
  const parts = identity.length === 1 ? [id] : id.split('/');
  if (identity.length === 0 || parts.length !== identity.length) return undefined;
  return identity.map((field, at) => ({ field, is: parts[at] ?? '' }));
}

function judgeReference(loaded: LoadedTables, table: ScratchTable, { field, target: wanted }: Extract<GoldenRule, { kind: 'reference' }>): Verdict {
  const target = loaded.scratch.table(wanted);
  if (target === undefined) return failed(`The backup has no table called ${wanted}.`, `What ${table.entity} points at would not come back.`, 'Look whether the table still exists in the app.');
  const column = table.columns.get(field);
  if (column === undefined) return noField(table.entity, field);
  const [idField, ...more] = target.identity;
  const idColumn = idField === undefined || more.length > 0 ? undefined : target.columns.get(idField);
  // Without a record there is no column either, and then every reference leads nowhere.
  if (idColumn === undefined && target.records > 0) return { state: 'not-checked', detail: `Records of ${wanted} have no single id to point at.` };
  const col = `r.${quoted(column)}`;
  const ids = idColumn === undefined ? 'SELECT NULL WHERE 0' : `SELECT t.${quoted(idColumn)} FROM ${quoted(target.name)} t WHERE t.${quoted(idColumn)} IS NOT NULL`;
  const from = `FROM ${quoted(table.name)} r`;
  const isList = `(substr(${col}, 1, 1) = '[' AND json_valid(${col}))`;
  const blank = countOf(loaded, `SELECT count(*) AS n ${from} WHERE NOT ${isFilled(col)}`, []);
  const astray = countOf(loaded, `SELECT count(*) AS n ${from} WHERE ${isFilled(col)} AND CASE WHEN ${isList} THEN EXISTS (SELECT 1 FROM json_each(${col}) e WHERE e.value NOT IN (${ids})) ELSE ${col} NOT IN (${ids}) END`, []);
  if (blank + astray === 0) {
    return isWhole(loaded, table) ? { state: 'passed', detail: `All ${countedRecords(table.records)} of ${table.entity} lead to a record of ${wanted} that is in the backup.` } : notWhole(table);
  }
  const which = [...(astray > 0 ? [`${formatted(astray)} of ${countedRecords(table.records)} of ${table.entity} ${astray === 1 ? 'leads' : 'lead'} to a record of ${wanted} that is not in the backup`] : []), ...(blank > 0 ? [`${formatted(blank)} of ${countedRecords(table.records)} of ${table.entity} ${blank === 1 ? 'has' : 'have'} no ${field}`] : [])];
  return failed(`${which.join('; ')}.`, `Restored records of ${table.entity} would point at nothing: the app may show errors or blanks there.`, isWhole(loaded, target) ? lookAt(table.entity) : `${wanted} is not whole in this backup: make another one.`);
}

function judgeFilled(loaded: LoadedTables, table: ScratchTable, { field }: Extract<GoldenRule, { kind: 'filled' }>): Verdict {
  const column = table.columns.get(field);
  if (column === undefined) return table.records === 0 ? { state: 'passed', detail: `${table.entity} has no records.` } : noField(table.entity, field);
  const blank = countOf(loaded, `SELECT count(*) AS n FROM ${quoted(table.name)} r WHERE NOT ${isFilled(`r.${quoted(column)}`)}`, []);
  if (blank > 0) return failed(`${formatted(blank)} of ${countedRecords(table.records)} of ${table.entity} ${blank === 1 ? 'has' : 'have'} no ${field}.`, `Those records would come back without ${field}.`, `${lookAt(table.entity)} Where values went blank by mistake, bring them back from an earlier backup.`);
  return isWhole(loaded, table) ? { state: 'passed', detail: `All ${countedRecords(table.records)} of ${table.entity} have ${field}.` } : notWhole(table);
}

function judgeQuery({ scratch }: LoadedTables, { sql, expect }: Extract<GoldenRule, { kind: 'sql' }>, { clock, queryMs }: EvaluateOptions): Verdict {
  try {
    const { first, rows } = scratch.ask(sql, { clock, ms: queryMs, rows: mostRows });
    const many = rows > mostRows ? `more than ${formatted(mostRows)} rows` : `${formatted(rows)} ${rows === 1 ? 'row' : 'rows'}`;
    const consequence = 'What you know to be true of your data is not true of this backup.';
    if (expect === 'no-rows') return rows === 0 ? { state: 'passed', detail: 'The query found nothing, as it should.' } : failed(`The query found ${many}; it should find none.`, consequence, 'Run the query on the offline copy to see which, then correct them in the app or change the check.');
    if (rows !== 1) return failed(`The query answered ${many}; it should answer one.`, consequence, 'Let the query answer one value, as with count(*) or sum(…).');
    return sameValue(first, expect.value) ? { state: 'passed', detail: 'The query answered what it should.' } : failed('The query answered another value than it should.', consequence, 'Look at what the query counts, in the app. Where the app is right, change the check.');
  } catch (error) {
    if (!isHoldfastError(error) || error.code === 'cancelled') throw error;
    return { state: 'not-checked', detail: `${error.message} ${error.nextStep}` };
  }
}

function countOf({ scratch }: LoadedTables, sql: string, values: readonly ScratchValue[]): number {
  return Number(scratch.rows(sql, values)[0]?.[0] ?? 0);
}

function isWhole({ partial }: LoadedTables, { entity }: ScratchTable): boolean {
  return !partial.has(entity);
}

/** Zero and false are values; null, an empty text, list or object is none. Column names are quoted by the caller. */
function isFilled(column: string): string {
  return `(${column} IS NOT NULL AND ${column} NOT IN ('', '[]', '{}'))`;
}

/** Does the column hold what a person meant? A number is the same as its digits, and truth as 1: who writes a check sees neither. */
function isSame(column: string, is: string | number | boolean | null): { readonly sql: string; readonly values: readonly ScratchValue[] } {
  if (is === null) return { sql: `NOT ${isFilled(quoted(column))}`, values: [] };
  const values = meantBy(is);
  return { sql: values.map(() => `${quoted(column)} = ?`).join(' OR '), values };
}

function meantBy(is: string | number | boolean): readonly (string | number)[] {
  if (typeof is === 'boolean') return [Number(is), String(is)];
  if (typeof is === 'number') return [is, String(is)];
  const number = is.trim() === '' ? Number.NaN : Number(is);
  return [is, ...(Number.isFinite(number) ? [number] : []), ...(is === 'true' ? [1] : is === 'false' ? [0] : [])];
}

function sameValue(found: ScratchValue | undefined, is: string | number | boolean | null): boolean {
  if (is === null) return found === null || found === '';
  return meantBy(is).some((each) => each === found);
}

function noField(table: string, field: string): Verdict {
  return failed(`No record of ${table} in the backup has a field called ${field}.`, `Records of ${table} would come back without ${field}.`, 'Look whether the field was renamed or removed in the app; where that was meant, change this check.');
}

/** What a part of a table says is no proof for the whole of it. */
function notWhole({ entity }: ScratchTable): Verdict {
  return { state: 'not-checked', detail: `${entity} is not whole in this backup. What is there is as you expect.` };
}

function lookAt(table: string): string {
  return `Look at ${table} in the app. If it is right there, make a full backup; if this is how it should be, change the check.`;
}

function failed(detail: string, consequence: string, nextStep: string): Verdict {
  return { state: 'failed', detail, consequence, nextStep };
}
