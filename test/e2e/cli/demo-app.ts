import { z } from 'zod';
import { startCli, type RunningCli } from '../../support/run-cli.ts';
import { demoShape } from './shapes.ts';

/** The sample app as a process of its own, reached through its API as any program would. */
export interface DemoApp {
  readonly url: string;
  readonly appId: string;
  readonly token: string;
  readonly readOnlyToken: string;
  /** All records of a table, oldest first. */
  records(entity: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  remove(entity: string, ids: readonly string[]): Promise<void>;
  /** For good. */
  emptyTrash(entity: string, ids: readonly string[]): Promise<void>;
  update(entity: string, id: string, fields: Readonly<Record<string, unknown>>): Promise<void>;
  /** Stops it as a terminal would; answers its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export async function startDemo(...args: readonly string[]): Promise<DemoApp> {
  const running: RunningCli = startCli(['demo', ...args]);
  const { url, appId, token, readOnlyToken } = demoShape.parse(JSON.parse(await running.firstLine));
  const entities = `${url}/api/apps/${appId}/entities`;

  async function ask(path: string, init: RequestInit = {}): Promise<unknown> {
    const answer = await fetch(`${entities}/${path}`, { ...init, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } });
    if (!answer.ok) throw new Error(`${init.method ?? 'GET'} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  return {
    url,
    appId,
    token,
    readOnlyToken,
    records: async (entity) => z.array(z.looseObject({ id: z.string() })).parse(await ask(`${entity}?sort=created_date&limit=5000`)),
    async remove(entity, ids) {
      await ask(entity, { method: 'DELETE', body: JSON.stringify({ id: { $in: ids } }) });
    },
    async emptyTrash(entity, ids) {
      for (const id of ids) await ask(`${entity}/${id}/permanent`, { method: 'DELETE' });
    },
    async update(entity, id, fields) {
      await ask(`${entity}/${id}`, { method: 'PUT', body: JSON.stringify(fields) });
    },
    async stop(signal = 'SIGINT') {
      running.child.kill(signal);
      return (await running.end).code;
    },
  };
}
