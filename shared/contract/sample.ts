import { z } from 'zod';
import { appName, call } from './base.ts';

/** The built-in sample app: a small shop on this computer, for trying everything without risk. */
export const sampleActions = ['sell', 'lose-orders', 'blank-phones'] as const;

export const sample = {
  /** Starts it and says how to connect; the token is a made-up one. Runs until Holdfast ends, and again at its next start once an app uses it. */
  start: call.output(z.object({ url: z.string(), appId: z.string(), token: z.string(), suggestedName: appName, suggestedPlace: z.string() })),
  /** Does to the sample app what happens to real ones. `says` = what was done, in a sentence. */
  act: call.input(z.object({ action: z.enum(sampleActions) })).output(z.object({ says: z.string() })),
};
