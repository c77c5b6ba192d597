import type { RunningSampleApp } from '../../../electron/sample-app/index.ts';

/** As the AI does it: a table's description without the field, and its values with it. */
export async function dropField(shop: RunningSampleApp, table: string, field: string): Promise<void> {
  await changeFields(shop, table, ({ [field]: dropped, ...left }) => {
    if (dropped === undefined) throw new Error(`${table} has no ${field}.`);
    return left;
  });
}

type Fields = Readonly<Record<string, unknown>>;

/** As the AI does it: the table's description replaced by the platform's own API. */
export async function changeFields(shop: RunningSampleApp, table: string, change: (fields: Fields) => Fields): Promise<void> {
  const headers = { Authorization: `Bearer ${shop.token}`, 'Content-Type': 'application/json' };
  const address = `${shop.url}/api/apps/${shop.appId}/entity-schemas`;
  const listed = (await (await fetch(address, { headers })).json()) as readonly { readonly name: string; readonly schema: { readonly properties: Fields } }[];
  const schemas = Object.fromEntries(listed.map(({ name: each, schema }) => [each, each === table ? { ...schema, properties: change(schema.properties) } : schema]));
  const answer = await fetch(address, { method: 'PUT', headers, body: JSON.stringify({ entityNameToSchema: schemas }) });
  if (!answer.ok) throw new Error(`The platform answered ${String(answer.status)}.`);
}
