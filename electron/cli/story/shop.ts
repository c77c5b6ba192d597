import { z } from 'zod';
import type { RunningSampleApp } from '../../sample-app/index.ts';
import { storyError } from './teller.ts';

/** The sample app as any of its users reaches it: through its API, knowing nothing of Holdfast. */
export interface Shop {
  /** Ids of all orders there are now, oldest first. */
  orders(): Promise<readonly string[]>;
  /** What a careless script does. Answers how many went. */
  deleteOrders(ids: readonly string[]): Promise<number>;
}

const listing = z.array(z.object({ id: z.string() }));
const deletion = z.object({ deleted: z.number() });

export function visitShop(app: RunningSampleApp, signal: AbortSignal): Shop {
  const address = `${app.url}/api/apps/${app.appId}/entities/Order`;
  const headers = { authorization: `Bearer ${app.token}`, 'content-type': 'application/json' };

  async function ask(url: string, init: RequestInit): Promise<unknown> {
    const answer = await fetch(url, { ...init, headers, signal });
    if (!answer.ok) throw storyError(`The sample app answered with ${answer.status}.`);
    return answer.json();
  }

  return {
    async orders() {
      return listing.parse(await ask(`${address}?sort=created_date&limit=5000`, {})).map((order) => order.id);
    },
    async deleteOrders(ids) {
      return deletion.parse(await ask(address, { method: 'DELETE', body: JSON.stringify({ id: { $in: ids } }) })).deleted;
    },
  };
}
