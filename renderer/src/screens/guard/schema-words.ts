import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import type { Mark, Said } from './said.ts';
import type { SchemaChange } from './sentence.ts';

/** A change of a table's description as a person would say it. */
export function schemaSaid(change: SchemaChange, mark: Mark): Said {
  const names = { table: change.table, ...('field' in change && change.field !== undefined ? { field: change.field } : {}) };
  const marks = { table: mark('table'), field: mark('field') };
  switch (change.kind) {
    case 'table-new':
      return { text: t('guard.schema.table-new', { count: change.fields.length, table: marks.table }), names };
    case 'table-gone':
      return { text: t('guard.schema.table-gone', { table: marks.table }), names };
    case 'field-new':
    case 'field-gone':
    case 'choices':
    case 'default':
      return { text: t(`guard.schema.${change.kind}`, marks), names };
    case 'field-renamed':
      return { text: t('guard.finding.renamed', { ...marks, to: mark('to') }), names: { ...names, to: change.to } };
    case 'type':
      return { text: t('guard.schema.type', { ...marks, from: mark('from'), to: mark('to') }), names: { ...names, from: change.from === '' ? t('guard.schema.untyped') : change.from, to: change.to === '' ? t('guard.schema.untyped') : change.to } };
    case 'required':
      return { text: t(change.isRequired ? 'guard.schema.required' : 'guard.schema.optional', marks), names };
    case 'rules':
      return { text: change.field === undefined ? t('guard.schema.rules', { table: marks.table }) : t('guard.schema.rules.field', marks), names };
    case 'other':
      return { text: change.field === undefined ? t('guard.schema.other', { table: marks.table }) : t('guard.schema.other.field', marks), names };
  }
}

/** What else there is to say of it. */
export function schemaDetails(change: SchemaChange): readonly string[] {
  switch (change.kind) {
    case 'field-gone':
      return change.type === '' ? [] : [t('guard.schema.type-was', { type: visible(change.type, 80) })];
    case 'field-new':
      return change.type === '' ? [] : [t('guard.schema.type-of', { type: visible(change.type, 80) })];
    case 'field-renamed':
      return [t('guard.finding.renamed.why', { same: change.same, of: change.of })];
    case 'choices':
      if (change.isOpen) return [t('guard.schema.choices.any')];
      if (change.wasOpen) return [t('guard.schema.choices.only', { values: listed(change.added) })];
      return [...(change.added.length > 0 ? [t('guard.schema.choices.added', { values: listed(change.added) })] : []), ...(change.removed.length > 0 ? [t('guard.schema.choices.removed', { values: listed(change.removed) })] : [])];
    case 'rules':
      return [t('guard.schema.rules.actions', { actions: listed(change.actions) })];
    case 'table-new':
    case 'table-gone':
    case 'type':
    case 'required':
    case 'default':
    case 'other':
      return [];
  }
}

const mostListed = 8;

function listed(values: readonly string[]): string {
  return values.length > mostListed ? `${values.slice(0, mostListed).join(', ')} …` : values.join(', ');
}
