import type { RunningSampleApp } from '../../../electron/sample-app/index.ts';

/** Deletes the newest records of a table by the platform's own API, as a script with the owner's token would. @returns their ids. */
export async function deleteByApi(shop: RunningSampleApp, table: string, count: number): Promise<readonly string[]> {
  const ids = shop.edit.records(table).slice(-count).map(idOf);
  for (const id of ids) {
    const { ok, status } = await fetch(`${shop.url}/api/apps/${shop.appId}/entities/${table}/${id}`, { method: 'DELETE', headers: { Authorization: `Bearer ${shop.token}` } });
    if (!ok) throw new Error(`The platform answered ${String(status)}.`);
  }
  return ids;
}

export function idOf({ id }: Readonly<Record<string, unknown>>): string {
  if (typeof id !== 'string') throw new Error('A record without an id.');
  return id;
}
