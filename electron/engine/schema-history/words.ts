import { assertNever } from '../../../shared/model/errors.ts';
import type { SchemaChange } from './compare-shapes.ts';

/** A change of a table's description as a sentence, for where there is no page. */
export function schemaChangeSentence(change: SchemaChange): string {
  const { table } = change;
  switch (change.kind) {
    case 'table-new':
      return `Table ${table} is new, with ${String(change.fields.length)} ${change.fields.length === 1 ? 'field' : 'fields'}.`;
    case 'table-gone':
      return `Table ${table} is not described any more.`;
    case 'field-new':
      return `“${change.field}” of ${table} is new${typed(change.type)}.`;
    case 'field-gone':
      return `“${change.field}” of ${table} is not described any more${typed(change.type)}.`;
    case 'field-renamed':
      return `“${change.field}” of ${table} looks renamed to “${change.to}”: the same value in ${String(change.same)} of ${String(change.of)} records that had one.`;
    case 'type':
      return `“${change.field}” of ${table} was ${change.from || 'of no type'} and is ${change.to || 'of no type'}.`;
    case 'required':
      return `“${change.field}” of ${table} ${change.isRequired ? 'must have a value now' : 'may be empty now'}.`;
    case 'choices':
      return `“${change.field}” of ${table} ${choices(change)}.`;
    case 'default':
      return `“${change.field}” of ${table} begins with another value.`;
    case 'rules':
      return `Who may ${change.actions.join(', ')} ${change.field === undefined ? table : `“${change.field}” of ${table}`} is another than before.`;
    case 'other':
      return `Something else in the description of ${change.field === undefined ? table : `“${change.field}” of ${table}`} changed.`;
    default:
      return assertNever(change);
  }
}

function typed(type: string): string {
  return type === '' ? '' : ` (${type})`;
}

function choices({ added, removed, wasOpen, isOpen }: Extract<SchemaChange, { kind: 'choices' }>): string {
  if (isOpen) return 'takes any value now';
  if (wasOpen) return `takes only these now: ${added.join(', ')}`;
  return [...(added.length > 0 ? [`also takes ${added.join(', ')}`] : []), ...(removed.length > 0 ? [`does not take ${removed.join(', ')} any more`] : [])].join(' and ');
}
