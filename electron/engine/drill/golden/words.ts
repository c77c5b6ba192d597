import { assertNever } from '../../../../shared/model/errors.ts';
import type { GoldenRule } from './golden-list.ts';

/** What a rule says, in names of tables and fields and in figures only: it goes into reports, and what a founder calls a check may name a customer. */
export function plainName(rule: GoldenRule): string {
  switch (rule.kind) {
    case 'count': {
      const which = rule.where === undefined ? '' : ` with a certain ${rule.where.field}`;
      return `${rule.table}${which}: ${bounds(rule.least, rule.most)}`;
    }
    case 'record':
      return `${rule.table}: a certain record is there`;
    case 'reference':
      return `No ${rule.table} without its ${rule.target} (${rule.field})`;
    case 'filled':
      return `Every ${rule.table} has ${rule.field}`;
    case 'sql':
      return 'A query of your own';
    default:
      return assertNever(rule);
  }
}

function bounds(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) return least === most ? `exactly ${formatted(least)}` : `${formatted(least)} to ${formatted(most)}`;
  if (most !== undefined) return `at most ${formatted(most)}`;
  return `at least ${formatted(least ?? 0)}`;
}

export function formatted(count: number): string {
  return count.toLocaleString('en-US');
}

export function countedRecords(count: number): string {
  return `${formatted(count)} ${count === 1 ? 'record' : 'records'}`;
}
