import { type EngineClient, engineClient } from './engine-client.ts';
import type { EngineProcess } from './engine-process.ts';
import type { Status } from './status-feed.ts';

export interface EngineFollower {
  /** A client of the engine that runs now; undefined while there is none. */
  readonly client: () => EngineClient | undefined;
  readonly status: () => Status | undefined;
}

/** Is told the status at each change, for as long as engines come. What it throws is nobody's to hear: the next change comes. */
type OnStatus = (status: Status, client: EngineClient) => Promise<void>;

/** Main as a client like any page: over a port of its own, renewed whenever the engine was started anew. */
export function followEngine(engine: EngineProcess, onStatus: OnStatus): EngineFollower {
  let client: EngineClient | undefined;
  let last: Status | undefined;

  engine.onState((state) => {
    client = undefined;
    last = undefined;
    const port = state.kind === 'ready' ? engine.openPort() : undefined;
    if (port === undefined) return;
    const current = engineClient(port);
    client = current;
    void follow(current);
  });
  return { client: () => client, status: () => last };

  async function follow(current: EngineClient): Promise<void> {
    try {
      for await (const status of await current.status.watch()) {
        if (client !== current) return;
        last = status;
        await onStatus(status, current).catch(() => undefined);
      }
    } catch {
      // The engine ended: its state tells, and the next one is followed anew.
    }
  }
}
