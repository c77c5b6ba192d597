import type { GoldenCheck, GoldenRule } from '../types.ts';
import { ruleSentence } from './rule-words.ts';

export type Kind = GoldenRule['kind'];
export const kinds = ['count', 'record', 'reference', 'filled', 'sql'] as const satisfies readonly Kind[];

/** A check while it is written: whatever kind it is of, what was typed for another is kept. */
export interface Draft {
  readonly id: string;
  /** Undefined as long as nobody called it otherwise than what it says. */
  readonly name: string | undefined;
  readonly kind: Kind;
  readonly table: string;
  readonly least: string;
  readonly most: string;
  readonly onlyWhere: boolean;
  readonly field: string;
  readonly value: string;
  readonly by: 'id' | 'field';
  readonly recordId: string;
  readonly target: string;
  readonly sql: string;
  readonly expects: 'no-rows' | 'value';
}

const nothing = { name: undefined, least: '', most: '', onlyWhere: false, field: '', value: '', by: 'id', recordId: '', target: '', sql: '', expects: 'no-rows' } as const;

export function newDraft(id: string, table: string): Draft {
  return { ...nothing, id, kind: 'count', table };
}

export function draftOf({ id, name, rule }: GoldenCheck): Draft {
  const common = { ...nothing, id, kind: rule.kind, table: rule.kind === 'sql' ? '' : rule.table, name: name === ruleSentence(rule) ? undefined : name };
  switch (rule.kind) {
    case 'count':
      return { ...common, least: textOf(rule.least), most: textOf(rule.most), ...(rule.where === undefined ? {} : { onlyWhere: true, field: rule.where.field, value: textOf(rule.where.is) }) };
    case 'record':
      return { ...common, ...(rule.by.kind === 'id' ? { by: 'id', recordId: rule.by.id } : { by: 'field', field: rule.by.field, value: textOf(rule.by.is) }) };
    case 'reference':
      return { ...common, field: rule.field, target: rule.target };
    case 'filled':
      return { ...common, field: rule.field };
    case 'sql':
      return { ...common, sql: rule.sql, ...(rule.expect === 'no-rows' ? {} : { expects: 'value', value: textOf(rule.expect.value) }) };
    default:
      return rule satisfies never;
  }
}

/** The check that was written; undefined as long as something is lacking. */
export function checkFrom(draft: Draft): GoldenCheck | undefined {
  const rule = ruleFrom(draft);
  if (rule === undefined) return undefined;
  const name = (draft.name?.trim() ?? '') === '' ? ruleSentence(rule) : (draft.name ?? '').trim();
  return { id: draft.id, name: name.slice(0, 120), rule };
}

function ruleFrom({ kind, table, least, most, onlyWhere, field, value, by, recordId, target, sql, expects }: Draft): GoldenRule | undefined {
  if (kind !== 'sql' && table === '') return undefined;
  switch (kind) {
    case 'count': {
      const bounds = { least: wholeOf(least), most: wholeOf(most) };
      if (Number.isNaN(bounds.least) || Number.isNaN(bounds.most) || (bounds.least === undefined && bounds.most === undefined)) return undefined;
      if ((bounds.least ?? 0) > (bounds.most ?? Number.POSITIVE_INFINITY) || (onlyWhere && field === '')) return undefined;
      return {
        kind,
        table,
        ...(bounds.least === undefined ? {} : { least: bounds.least }),
        ...(bounds.most === undefined ? {} : { most: bounds.most }),
        ...(onlyWhere ? { where: { field, is: valueOf(value) } } : {}),
      };
    }
    case 'record':
      if (by === 'id') return recordId.trim() === '' ? undefined : { kind, table, by: { kind: 'id', id: recordId.trim() } };
      return field === '' || value.trim() === '' ? undefined : { kind, table, by: { kind: 'field', field, is: value } };
    case 'reference':
      return field === '' || target === '' ? undefined : { kind, table, field, target };
    case 'filled':
      return field === '' ? undefined : { kind, table, field };
    case 'sql':
      if (sql.trim() === '' || (expects === 'value' && value.trim() === '')) return undefined;
      return { kind, sql, expect: expects === 'no-rows' ? 'no-rows' : { value: valueOf(value) } };
    default:
      return kind satisfies never;
  }
}

/** A number without signs between the digits; NaN for what is none, undefined for nothing. */
function wholeOf(text: string): number | undefined {
  const digits = text.replaceAll(/[\s.,'’]/g, '');
  if (digits === '') return undefined;
  return /^\d{1,15}$/.test(digits) ? Number(digits) : Number.NaN;
}

/** Nothing means blank. The engine takes a number and its digits for the same. */
function valueOf(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

function textOf(value: string | number | boolean | null | undefined): string {
  return value === undefined || value === null ? '' : String(value);
}
