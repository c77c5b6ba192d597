
import { badRequest } from '../failure.ts';
import { isFields, makeRow, type Fields, type Row } from '../store/row.ts';
import { compileFilter } from './filter.ts';
import { parseSort } from './select.ts';
import { asNumber, compareValues, isSystemDate, RowReader } from './values.ts';

/** Grouping and computing, as `aggregate` describes it. */

const maxRows = 1000;
const maxGroupFields = 4;
const units = ['day', 'week', 'month', 'year'] as const;
type Unit = (typeof units)[number];

interface Spec {
  readonly groupBy: readonly string[];
  readonly bucket: { readonly field: string; readonly unit: Unit } | undefined;
  readonly count: boolean;
  readonly measures: readonly Measure[];
  readonly having: Fields | undefined;
  readonly sort: string | undefined;
  readonly limit: number;
}

interface Measure {
  readonly kind: 'sum' | 'avg' | 'min' | 'max' | 'count_distinct';
  readonly field: string;
}

/** @throws Failure 400 when the description is not one it can compute. */
export function parseAggregate(body: Fields): Spec {
  const groupBy = namesIn(body['groupBy'], 'groupBy');
  if (groupBy.length > maxGroupFields) throw badRequest(`You can group by up to ${maxGroupFields} fields.`);
  const { having, sort, limit } = body;
  if (having !== undefined && having !== null && !isFields(having)) throw badRequest('having needs an object.');
  if (limit !== undefined && (typeof limit !== 'number' || limit < 1)) throw badRequest('Invalid limit.');
  return {
    groupBy,
    bucket: bucketIn(body['dateBucket']),
    count: body['count'] !== false,
    measures: [
      ...(['sum', 'avg', 'min', 'max'] as const).flatMap((kind) => namesIn(body[kind], kind).map((field) => ({ kind, field }))),
      ...namesIn(body['countDistinct'], 'countDistinct').map((field) => ({ kind: 'count_distinct' as const, field })),
    ],
    having: isFields(having) ? having : undefined,
    sort: typeof sort === 'string' && sort !== '' ? sort : undefined,
    limit: Math.min(typeof limit === 'number' ? limit : maxRows, maxRows),
  };
}

function namesIn(value: unknown, name: string): readonly string[] {
  if (value === undefined || value === null) return [];
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  return names.map((field) => {
    if (typeof field !== 'string' || field === '') throw badRequest(`${name} needs field names.`);
    return field;
  });
}

function bucketIn(value: unknown): Spec['bucket'] {
  if (value === undefined || value === null) return undefined;
  const field = isFields(value) ? value['field'] : undefined;
  const unit = units.find((one) => isFields(value) && value['unit'] === one);
  if (typeof field !== 'string' || unit === undefined) throw badRequest('dateBucket needs a field and a unit.');
  if (unit === 'week' && !isSystemDate(field)) throw badRequest('Only created_date and updated_date can be grouped by week.');
  return { field, unit };
}

interface Group {
  readonly keys: Fields;
  count: number;
  readonly sums: Map<Measure, { readonly total: number; readonly count: number }>;
  readonly extremes: Map<Measure, unknown>;
  readonly distinct: Map<Measure, Set<string>>;
}

export function aggregate(rows: readonly Row[], spec: Spec): { readonly rows: readonly Fields[]; readonly truncated: boolean } {
  const groups = new Map<string, Group>();
  if (spec.groupBy.length === 0 && spec.bucket === undefined) groups.set('{}', emptyGroup({}));
  for (const row of rows) {
    const reader = new RowReader(row);
    const keys = keysOf(reader, spec);
    const text = JSON.stringify(keys);
    const group = groups.get(text) ?? emptyGroup(keys);
    groups.set(text, group);
    addTo(group, reader, spec.measures);
  }
  const computed = [...groups.values()].map((group) => resultOf(group, spec));
  const kept = filtered(computed, spec);
  const sorted = spec.sort === undefined ? kept : sortedBy(kept, spec.sort);
  return { rows: sorted.slice(0, spec.limit), truncated: sorted.length > spec.limit };
}

function emptyGroup(keys: Fields): Group {
  return { keys, count: 0, sums: new Map(), extremes: new Map(), distinct: new Map() };
}

function keysOf(reader: RowReader, { groupBy, bucket }: Spec): Fields {
  const keys = groupBy.map((field): [string, unknown] => [field, reader.value(field) ?? null]);
  if (bucket !== undefined) keys.push([bucket.field, bucketOf(reader.value(bucket.field), bucket.unit)]);
  return Object.fromEntries(keys);
}

function bucketOf(value: unknown, unit: Unit): string | null {
  if (typeof value !== 'string' || value === '') return null;
  if (unit === 'year') return value.slice(0, 4);
  if (unit === 'month') return value.slice(0, 7);
  const day = value.slice(0, 10);
  if (unit === 'day') return day;
  const date = new Date(`${day}T00:00:00Z`);
  // A week is named by its Monday.
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
}

function addTo(group: Group, reader: RowReader, measures: readonly Measure[]): void {
  group.count += 1;
  for (const measure of measures) {
    const value = reader.value(measure.field);
    if (value === undefined || value === null) continue;
    const number = asNumber(value);
    if (measure.kind === 'count_distinct') group.distinct.set(measure, (group.distinct.get(measure) ?? new Set()).add(JSON.stringify(value)));
    else if (measure.kind === 'min' || measure.kind === 'max') {
      const extreme = group.extremes.get(measure);
      const order = extreme === undefined ? 0 : compareValues(value, extreme);
      if (extreme === undefined || (measure.kind === 'min' ? order < 0 : order > 0)) group.extremes.set(measure, value);
    } else if (number !== undefined) addNumber(group, measure, number);
  }
}

function addNumber(group: Group, measure: Measure, number: number): void {
  const { total, count } = group.sums.get(measure) ?? { total: 0, count: 0 };
  group.sums.set(measure, { total: total + number, count: count + 1 });
}

function resultOf(group: Group, { count, measures }: Spec): Fields {
  const computed = measures.map((measure) => [`${measure.kind}_${measure.field}`, valueOf(group, measure)] as const);
  return { ...group.keys, ...(count ? { count: group.count } : {}), ...Object.fromEntries(computed) };
}

function valueOf(group: Group, measure: Measure): unknown {
  if (measure.kind === 'count_distinct') return group.distinct.get(measure)?.size ?? 0;
  if (measure.kind === 'min' || measure.kind === 'max') return group.extremes.get(measure) ?? null;
  const { total, count } = group.sums.get(measure) ?? { total: 0, count: 0 };
  if (measure.kind === 'sum') return total;
  return count === 0 ? null : total / count;
}

function filtered(rows: readonly Fields[], { having }: Spec): readonly Fields[] {
  if (having === undefined) return rows;
  const test = compileFilter(having);
  return rows.filter((row) => test(new RowReader(makeRow({ ...row, id: '-' }))));
}

function sortedBy(rows: readonly Fields[], text: string): readonly Fields[] {
  const { field, descending } = parseSort(text);
  const sorted = rows.toSorted((a, b) => compareValues(a[field], b[field]));
  return descending ? sorted.toReversed() : sorted;
}
