import { fieldsOf } from '../../../../shared/model/record.ts';

/** Words by which a schema says which table a field refers to; the value is its name, or an object that has it. */
const words = ['ref', '$ref', 'reference', 'references', 'x-ref', 'x-reference', 'entity', 'relation', 'relationship', 'target', 'foreignKey', 'foreign_key'] as const;
const names = ['entity', 'name', 'model', 'table', 'type', 'target'] as const;
const maxDepth = 10;

/** What a schema says of references, by path as in `Reference.path`, joined without a separator. */
export function referencesInSchema(schema: unknown, entities: ReadonlySet<string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const look = (property: unknown, path: string, depth: number): void => {
    if (typeof property !== 'object' || property === null || Array.isArray(property) || depth > maxDepth) return;
    const fields = fieldsOf(property);
    const target = path === '' ? undefined : targetOf(fields, entities);
    // Said of the array, it is meant of its items.
    if (target !== undefined) found.set(fields['type'] === 'array' ? `${path}[]` : path, target);
    const inner = fields['properties'];
    if (typeof inner === 'object' && inner !== null) for (const [name, one] of Object.entries(inner)) look(one, `${path}.${name}`, depth + 1);
    look(fields['items'], `${path}[]`, depth + 1);
  };
  look(schema, '', 0);
  return found;
}

function targetOf(property: Readonly<Record<string, unknown>>, entities: ReadonlySet<string>): string | undefined {
  for (const word of words) {
    const said = Object.hasOwn(property, word) ? property[word] : undefined;
    const candidates = typeof said === 'object' && said !== null && !Array.isArray(said) ? names.map((name) => fieldsOf(said)[name]) : [said];
    for (const candidate of candidates) {
      if (typeof candidate !== 'string') continue;
      // `#/entities/Order`, `Order.id` and `Order` all mean Order.
      const name = [candidate, candidate.split('/').at(-1) ?? '', candidate.split('.')[0] ?? ''].find((one) => entities.has(one));
      if (name !== undefined) return name;
    }
  }
  return undefined;
}
