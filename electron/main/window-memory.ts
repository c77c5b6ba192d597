import { z } from 'zod';
import { openKeptValues } from './kept-values.ts';

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
  const values = openKeptValues('window');
  return { get: () => remembered.parse(values.all()), set: (change) => values.set(change) };
}
