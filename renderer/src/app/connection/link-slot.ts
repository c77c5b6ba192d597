import type { ClientContext, ClientLink, ClientOptions } from '@orpc/client';

export type Link = ClientLink<ClientContext>;

/**
 * A link whose inside can be exchanged while clients hold on to it: after the engine was restarted the page goes on with
 * the same client. Calls made while there is none wait for the next one.
 */
export interface LinkSlot {
  readonly link: Link;
  readonly put: (link: Link) => void;
  readonly clear: () => void;
}

export function createLinkSlot(): LinkSlot {
  let current: Link | undefined;
  let waiting: (() => void)[] = [];

  async function next(signal: AbortSignal | undefined): Promise<Link> {
    while (current === undefined) {
      signal?.throwIfAborted();
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        signal?.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    return current;
  }

  return {
    link: {
      async call(path: readonly string[], input: unknown, options: ClientOptions<ClientContext>): Promise<unknown> {
        const link = current ?? (await next(options.signal));
        return link.call(path, input, options);
      },
    },
    put(link) {
      current = link;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    clear() {
      current = undefined;
    },
  };
}
