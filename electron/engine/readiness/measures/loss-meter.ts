import type { z } from 'zod';
import type { lossMeter } from '../../../../shared/contract/readiness.ts';
import type { TableTraces } from './change-notes.ts';
import { type Bounds, lossWithin } from './loss-estimate.ts';

export type LossMeter = z.infer<typeof lossMeter>;

/** So many tables are named in the sentence. */
const named = 3;

/**
 * What would be lost if one had to fall back now, in the app's own units. Pure.
 * @param from when the backup began to read that one would fall back on; undefined: there is none, or nobody knows how old it is
 */
export function lossMeterOf(traces: TableTraces, { from, to, hasBackup }: { readonly from: number | undefined; readonly to: number; readonly hasBackup: boolean }): LossMeter {
  const known: LossMeter['tables'] = [];
  const unknown: string[] = [];
  for (const { name, trace, records } of traces.tables()) {
    const loss = trace === undefined || from === undefined ? undefined : lossWithin(trace, { from, to }, records);
    if (loss === undefined) unknown.push(name);
    else known.push({ name, least: loss.all.least, most: loss.all.most, newLeast: loss.created.least, newMost: loss.created.most });
  }
  const tables = known.toSorted((a, b) => middleOf(b) - middleOf(a) || (a.name < b.name ? -1 : 1));
  return { tables, says: sentenceOf(tables, { hasBackup, isAgeKnown: from !== undefined }), unknown: unknown.toSorted(), backups: traces.compared };
}

/** What is unknown is told beside it, by name. */
function sentenceOf(tables: LossMeter['tables'], { hasBackup, isAgeKnown }: { readonly hasBackup: boolean; readonly isAgeKnown: boolean }): string {
  if (!hasBackup) return 'Everything: there is no backup to fall back on.';
  if (!isAgeKnown) return 'Not known: when the newest backup was made, its date does not say.';
  if (tables.length === 0) return 'Not known yet: it is learnt from what changes between two backups.';
  const busy = tables.filter(({ most }) => most > 1);
  const quiet = tables.length - busy.length;
  const parts = busy.slice(0, named).map((table, index) => `${amountOf(table)}${index === 0 ? ' records' : ''} in ${table.name}`);
  const rest = busy.length - named;
  if (rest > 0) parts.push(`fewer in ${rest === 1 ? 'one more table' : `${number(rest)} more tables`}`);
  if (parts.length === 0) return `Hardly anything: one record at most in ${quiet === 1 ? (tables[0]?.name ?? '') : `each of ${number(quiet)} tables`}.`;
  return `${capitalized(listOf(parts))}${quiet > 0 ? `; hardly anything in ${quiet === 1 ? 'one other' : `${number(quiet)} others`}` : ''}.`;
}

/** "about 37" where the bounds lie within a fifth of it, else both of them. Table names are the platform's: they get no plural. */
function amountOf({ least, most }: Bounds): string {
  const middle = middleOf({ least, most });
  if (least === 0) return `up to ${number(most)}`;
  return most - least <= 0.4 * middle ? `about ${number(Math.round(middle))}` : `${number(least)} to ${number(most)}`;
}

function middleOf({ least, most }: Bounds): number {
  return (least + most) / 2;
}

function listOf(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
