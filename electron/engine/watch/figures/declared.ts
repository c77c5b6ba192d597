/** What a table's schema (JSON Schema) says of its fields: name → type. Empty where it names none: it says nothing then. */
function declaredTypes(schema: unknown): ReadonlyMap<string, string> {
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return new Map();
  const { properties } = schema;
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) return new Map();
  return new Map(Object.entries(properties).map(([name, property]) => [name, typeOf(property)]));
}

/** What changed between two schemas of a table. Where one of them names no field, nothing is said. */
export interface DeclaredChanges {
  readonly appeared: readonly string[];
  readonly vanished: readonly string[];
  readonly types: readonly { readonly field: string; readonly from: string; readonly to: string }[];
}

/** Names in ascending order. */
export function declaredChanges(older: unknown, newer: unknown): DeclaredChanges {
  const before = declaredTypes(older);
  const after = declaredTypes(newer);
  if (before.size === 0 || after.size === 0) return { appeared: [], vanished: [], types: [] };
  return {
    appeared: [...after.keys()].filter((field) => !before.has(field)).toSorted(),
    vanished: [...before.keys()].filter((field) => !after.has(field)).toSorted(),
    types: [...after].flatMap(([field, to]) => {
      const from = before.get(field);
      return from === undefined || from === to || from === '' || to === '' ? [] : [{ field, from, to }];
    }).toSorted((a, b) => (a.field < b.field ? -1 : 1)),
  };
}

/** `string (date)`; '' where the schema does not say. */
function typeOf(property: unknown): string {
  if (typeof property !== 'object' || property === null) return '';
  const { type, format } = property as { readonly type?: unknown; readonly format?: unknown };
  const name = Array.isArray(type) ? type.filter((each) => each !== 'null').join(' or ') : typeof type === 'string' ? type : '';
  return typeof format === 'string' && name !== '' ? `${name} (${format})` : name;
}
