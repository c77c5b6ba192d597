import { z } from 'zod';
import { plainError } from '../../../shared/contract/errors.ts';

/** What Electron's main process says to the engine's process. `connect` brings one message port. */
export const toEngine = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('start'),
    home: z.string().min(1),
    version: z.string(),
    /** The person's folders, as the system names them. */
    downloads: z.string().min(1),
    documents: z.string().min(1),
    /** Land in the sample app, with everything set up. */
    sample: z.boolean(),
    /** The system opens links of ours with this program, so that a page in the browser may hold one. */
    takesLinks: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('connect') }),
  /** What only Electron knows of the computer; at the start, and at each change. */
  z.strictObject({ kind: z.literal('power'), onBattery: z.boolean() }),
  z.strictObject({ kind: z.literal('close') }),
]);
export type ToEngine = z.infer<typeof toEngine>;

/** What it answers: one `ready` or `failed` after `start`, `closed` after `close`, and then it ends. */
export const fromEngine = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('failed'), error: plainError }),
  z.object({ kind: z.literal('closed') }),
]);
export type FromEngine = z.infer<typeof fromEngine>;
