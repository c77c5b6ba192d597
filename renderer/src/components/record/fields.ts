import { canonicalJson, fieldsOf, parseJson } from '../../../../shared/model/record.ts';

/** A field's value as text for a screen; what is not there, is null or is empty text are three different things. */
export type Shown = { readonly kind: 'absent' } | { readonly kind: 'null' } | { readonly kind: 'empty' } | { readonly kind: 'text'; readonly text: string };

export interface FieldPair {
  readonly field: string;
  readonly before: Shown;
  readonly after: Shown;
  readonly differs: boolean;
}

/** The fields of a record's two versions, in the order of the record; those that only the newer one has come last. A version that is not there is undefined. */
export function pairsOf(before: string | undefined, after: string | undefined): readonly FieldPair[] {
  const old = read(before);
  const fresh = read(after);
  const names = [...new Set([...Object.keys(old), ...Object.keys(fresh)])];
  return names.map((field) => {
    const left = shown(old, field);
    const right = shown(fresh, field);
    return { field, before: left, after: right, differs: !same(left, right) };
  });
}

function read(json: string | undefined): Readonly<Record<string, unknown>> {
  if (json === undefined) return {};
  const value = parseJson(json);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? fieldsOf(value) : { value };
}

function shown(record: Readonly<Record<string, unknown>>, field: string): Shown {
  if (!Object.hasOwn(record, field)) return { kind: 'absent' };
  const value = record[field];
  if (value === null) return { kind: 'null' };
  if (value === '') return { kind: 'empty' };
  return { kind: 'text', text: typeof value === 'string' ? value : canonicalJson(value) };
}

function same(a: Shown, b: Shown): boolean {
  return a.kind === b.kind && (a.kind !== 'text' || b.kind !== 'text' || a.text === b.text);
}

const telling = ['name', 'full_name', 'title', 'label', 'number', 'order_number', 'email', 'subject', 'code', 'description'];

/** What a person would call this record: the field that most likely names it. Undefined where none does. */
export function callOf(json: string): string | undefined {
  const record = read(json);
  for (const field of telling) {
    const value = shown(record, field);
    if (value.kind === 'text' && value.text.length <= 200) return value.text;
  }
  return undefined;
}
