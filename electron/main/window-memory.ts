import Store from 'electron-store';
import { z } from 'zod';

const remembered = z.object({
  window: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number(), maximized: z.boolean() }).optional().catch(undefined),
  /** The person was told that closing the window ends nothing. */
  saidStillRunning: z.boolean().catch(false),
  /** Needs that a notice was shown for, so that a restart does not tell them all again. */
  told: z.array(z.string()).catch([]),
});
export type Remembered = z.infer<typeof remembered>;

/** What only the window has to remember, in a file of its own beside the engine's settings. Losing it costs nothing. */
export interface WindowMemory {
  get(): Remembered;
  set(change: Partial<Remembered>): void;
}

export function openWindowMemory(): WindowMemory {
  const store = new Store({ name: 'window', clearInvalidConfig: true, configFileMode: 0o600 });
  return {
    get: () => remembered.parse(store.store),
    set(change) {
      for (const [name, value] of Object.entries(change)) store.set(name, value);
    },
  };
}
