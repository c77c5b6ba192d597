import { formatCount } from '../../../strings/numbers.ts';
import { t } from '../../../strings/translate.ts';
import type { GoldenRule } from '../types.ts';

/** A rule as a person says it. */
export function ruleSentence(rule: GoldenRule): string {
  switch (rule.kind) {
    case 'count': {
      const { table, least, most, where } = rule;
      const what = least !== undefined && most !== undefined ? t('golden.says.between', { table, least, most }) : most === undefined ? t('golden.says.least', { table, count: least ?? 0 }) : t('golden.says.most', { table, count: most });
      return where === undefined ? what : t('golden.says.where', { what, field: where.field, value: valueWords(where.is) });
    }
    case 'record':
      return rule.by.kind === 'id' ? t('golden.says.record.id', { table: rule.table, id: rule.by.id }) : t('golden.says.record.field', { table: rule.table, field: rule.by.field, value: valueWords(rule.by.is) });
    case 'reference':
      return t('golden.says.reference', { table: rule.table, target: rule.target, field: rule.field });
    case 'filled':
      return t('golden.says.filled', { table: rule.table, field: rule.field });
    case 'sql':
      return t('golden.says.sql');
    default:
      return rule satisfies never;
  }
}

function valueWords(value: string | number | boolean | null): string {
  if (value === null || value === '') return t('golden.says.blank');
  return typeof value === 'number' ? formatCount(value) : `“${value}”`;
}
