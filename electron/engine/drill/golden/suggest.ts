import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../../shared/model/record.ts';
import type { Manifest } from '../../../../shared/model/snapshot.ts';
import { quoted } from '../../export/sqlite-table.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ScratchTable } from '../scratch.ts';
import { evaluateGolden, type LoadedTables } from './evaluate.ts';
import type { GoldenCheck, GoldenRule } from './golden-list.ts';
import { plainName } from './words.ts';

export interface SuggestOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Those that are on the list already. */
  readonly kept: readonly GoldenCheck[];
}

/** A handful of records says nothing about those to come. */
const fewestRecords = 20;
/** So much may go before somebody is told. */
const slack = 0.9;
const mostOfKind = 8;
const mostFilledOfTable = 2;
/** What a founder would miss first, in the order in which it is offered. */
const telling = [/(?:^|_)(?:total|amount|price)/i, /(?:^|_)e-?mail/i, /(?:^|_)status/i, /(?:^|_)(?:name|title)/i, /(?:^|_)(?:date|due)/i];

/** Checks that this backup passes and that any other should. Nothing is kept. */
export function suggestGolden(loaded: LoadedTables, entities: Manifest['entities'], { clock, kept }: SuggestOptions): readonly GoldenCheck[] {
  const about = new Set(kept.map(({ rule }) => subjectOf(rule)));
  const whole = loaded.scratch.tables.filter(({ entity, records }) => records >= fewestRecords && !loaded.partial.has(entity));
  const bySize = whole.toSorted((a, b) => b.records - a.records);
  const counts = bySize.map(({ entity, records }): GoldenRule => ({ kind: 'count', table: entity, least: withSlack(records) }));
  const rules = [counts, bySize.flatMap((table) => references(loaded, table)), bySize.flatMap((table) => filled(table, entities))].flatMap((ofKind) => {
    const fresh = ofKind.filter((rule) => !about.has(subjectOf(rule))).map(named);
    const passing: GoldenCheck[] = [];
    for (const check of fresh) {
      if (passing.length >= mostOfKind) break;
      if (passing.filter(({ rule }) => rule.kind === 'filled' && check.rule.kind === 'filled' && rule.table === check.rule.table).length >= mostFilledOfTable) continue;
      if (evaluateGolden(loaded, check, { clock, queryMs: 0 }).state === 'passed') passing.push(check);
    }
    return passing;
  });
  return rules;
}

/** Rounded to what a person would say. */
function withSlack(records: number): number {
  const least = Math.floor(records * slack);
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, least))) - 1);
  return Math.max(1, Math.floor(least / step) * step);
}

/** Fields in which an id of another table stands in the first record that has one. */
function references({ scratch }: LoadedTables, { entity, name, columns, identity }: ScratchTable): readonly GoldenRule[] {
  const targets = scratch.tables.filter((target) => target.entity !== entity && target.records > 0 && target.identity.length === 1);
  return [...columns].flatMap(([field, column]): readonly GoldenRule[] => {
    if (identity.includes(field)) return [];
    const [sample] = scratch.rows(`SELECT ${quoted(column)} FROM ${quoted(name)} WHERE ${quoted(column)} IS NOT NULL AND ${quoted(column)} NOT IN ('', '[]', '{}') LIMIT 1`);
    const value = sample?.[0];
    // Small numbers are everybody's ids.
    if (typeof value !== 'string' || value.length < 4) return [];
    const target = targets.find((each) => {
      const id = each.columns.get(each.identity[0] ?? '');
      return id !== undefined && scratch.rows(`SELECT 1 FROM ${quoted(each.name)} WHERE ${quoted(id)} = ? LIMIT 1`, [value]).length > 0;
    });
    return target === undefined ? [] : [{ kind: 'reference', table: entity, field, target: target.entity }];
  });
}

/** Fields that a founder would miss. What the platform fills by itself says nothing. */
function filled({ entity, columns, identity }: ScratchTable, entities: Manifest['entities']): readonly GoldenRule[] {
  const described = entities.find(({ name }) => name === entity);
  const own = new Set([...identity, ...(described?.key ?? []).map(({ field }) => field), ...(described?.changedAt === undefined ? [] : [described.changedAt])]);
  return telling.flatMap((pattern) => [...columns.keys()].filter((field) => !own.has(field) && pattern.test(field) && !/(?:created|updated)/i.test(field))).map((field): GoldenRule => ({ kind: 'filled', table: entity, field }));
}

function named(rule: GoldenRule): GoldenCheck {
  return { id: `s-${createHash('sha256').update(subjectOf(rule)).digest('hex').slice(0, 16)}`, name: plainName(rule).slice(0, 120), rule };
}

/** What a rule is about, whatever its figures: a table is counted once. */
function subjectOf(rule: GoldenRule): string {
  if (rule.kind === 'count') return canonicalJson({ kind: rule.kind, table: rule.table, ...(rule.where === undefined ? {} : { where: rule.where }) });
  return canonicalJson(rule);
}
