/** Names of the fields that a JSON Schema declares, in its order. */
export function schemaFields(schema: unknown): readonly string[] {
  return schemaProperties(schema).map(([field]) => field);
}

/** Each declared field with its own schema. */
export function schemaProperties(schema: unknown): readonly (readonly [string, unknown])[] {
  const properties: unknown = typeof schema === 'object' && schema !== null && Object.hasOwn(schema, 'properties') ? Reflect.get(schema, 'properties') : undefined;
  return typeof properties === 'object' && properties !== null ? Object.entries(properties) : [];
}
