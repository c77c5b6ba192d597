import { z } from 'zod';
import { call, done, forApp } from './base.ts';

/** The recovery kit: where, how, key, who. Made by the engine; the key itself is in no other answer. */
export const kit = {
  /** The kit as a file to keep. */
  render: call.input(forApp.extend({ format: z.enum(['pdf', 'txt']), deputy: z.string().max(200).optional() })).output(z.object({ fileName: z.string(), mediaType: z.string(), base64: z.base64() })),
  /** Which groups of the key are to be typed in: others at each call. `groups` are numbered from 1 as in the kit. */
  challenge: call.input(forApp).output(z.object({ groups: z.array(z.number().int().min(1)), of: z.number().int(), length: z.number().int() })),
  /** Right answers are noted as the proof. Case, spaces and hyphens do not matter. */
  prove: call
    .input(forApp.extend({ answers: z.array(z.object({ group: z.number().int().min(1), text: z.string().max(50) })).min(1).max(10) }))
    .output(z.object({ proved: z.boolean(), wrong: z.array(z.number().int()) })),
  /** The whole key, typed or scanned from the kit, goes back into the keychain that lost it. Only the app's own is taken. */
  restore: call.input(forApp.extend({ key: z.string().min(1).max(10_000) })).output(done),
};
